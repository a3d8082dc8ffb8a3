"""What people write about options and rules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.configuring.models import ProductGroup, ProductRule
from dangol.catalog.configuring.services import OptionGiven
from dangol.kit.forms import Form
from dangol.kit.korean.numbers import parse_won

DEFAULT = "*"


class GroupForm(Form):
    """A group and its options, one line each."""

    name = forms.CharField(label=_("선택 항목"), max_length=100, help_text=_("예: 모터"))
    least = forms.IntegerField(label=_("최소"), min_value=0, max_value=99, initial=1)
    most = forms.IntegerField(
        label=_("최대"), min_value=0, max_value=99, initial=1, help_text=_("0은 제한 없음")
    )
    options = forms.CharField(
        label=_("사양"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "한 줄에 하나씩 ‘코드 | 이름 | 추가 금액’으로 적습니다. 골라 둘 것은 끝에 ‘| *’를 "
            "붙입니다. 예: m3 | 3마력 | 300,000 | *"
        ),
    )
    order = forms.IntegerField(label=_("순서"), min_value=0, max_value=9999, initial=0)

    def __init__(
        self, data: Any = None, *, user: User, row: ProductGroup | None = None, **options: Any
    ) -> None:
        initial: dict[str, Any] = {}
        if row:
            names = ("name", "least", "most", "order")
            initial = {name: getattr(row, name) for name in names}
            initial["options"] = "\n".join(
                " | ".join(
                    [one.key, one.name, f"{one.price:,}", *([DEFAULT] if one.is_default else [])]
                )
                for one in row.options.order_by("order", "pk")
            )
        super().__init__(data, user=user, initial=initial, **options)

    def clean_options(self) -> list[OptionGiven]:
        lines = self.cleaned_data["options"].splitlines()
        return [_option(n, line) for n, line in enumerate(lines, 1) if line.strip()]


def _option(number: int, line: str) -> OptionGiven:
    key, name, price, default, *_more = [*(p.strip() for p in line.split("|")), "", "", "", ""]
    if not key or not name:
        raise ValidationError(
            _t("%(n)d째 줄: ‘코드 | 이름 | 추가 금액’으로 적어 주세요.") % {"n": number}
        )
    if len(key) > 50 or len(name) > 100:
        raise ValidationError(
            _t("%(n)d째 줄: 코드는 50자, 이름은 100자까지 쓸 수 있습니다.") % {"n": number}
        )
    won = parse_won(price) if price else 0
    if won is None or abs(won) > 10**12:
        raise ValidationError(
            _t("%(n)d째 줄: 금액 ‘%(price)s’을(를) 원 단위로 적어 주세요.")
            % {"n": number, "price": price[:20]}
        )
    return OptionGiven(key, name, won, default == DEFAULT)


class RuleForm(Form):
    """A rule among the options of one product."""

    kind = forms.ChoiceField(label=_("규칙"), choices=ProductRule.Kind.choices)
    when = forms.MultipleChoiceField(
        label=_("이것을 모두 고르면"), widget=forms.CheckboxSelectMultiple
    )
    then = forms.MultipleChoiceField(
        label=_("이 사양이"), widget=forms.CheckboxSelectMultiple, required=False
    )
    amount = forms.IntegerField(
        label=_("더할 금액(원)"), min_value=-(10**12), max_value=10**12, initial=0, required=False
    )
    percent = forms.DecimalField(
        label=_("더할 비율(%)"),
        min_value=-100,
        max_value=100,
        decimal_places=2,
        initial=0,
        required=False,
        help_text=_("깎을 때는 빼기표를 붙입니다. 예: -10"),
    )
    reason = forms.CharField(
        label=_("이유"), max_length=200, required=False, help_text=_("고를 때 함께 보여 줍니다.")
    )

    def __init__(
        self, data: Any = None, *, user: User, labels: dict[str, str], **options: Any
    ) -> None:
        super().__init__(data, user=user, **options)
        for name in ("when", "then"):
            self.fields[name].choices = list(labels.items())

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for name in ("amount", "percent"):
            if given.get(name) is None:
                given[name] = 0
        return given
