"""What people write about deals."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.products.queries import by_code_or_name
from dangol.codes.custom import custom_form_fields
from dangol.codes.queries import choices
from dangol.customers.models import Customer
from dangol.kit.forms import Form
from dangol.kit.korean.numbers import parse_won
from dangol.sales.pipeline.models import Deal, DealPerson, Stage
from dangol.sales.pipeline.queries import pipelines
from dangol.sales.pipeline.services import RECORD, LineGiven

CUSTOM = "custom_"
_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
_NAMES = ("title", "kind", "amount", "percent", "forecast", "expected_on", "text", "version")


class DealForm(Form):
    """A deal; a new one also says with whom and where it starts."""

    other = forms.ModelChoiceField(
        Customer.objects.none(), widget=forms.HiddenInput, label=_("고객")
    )
    title = forms.CharField(label=_("거래명"), max_length=200)
    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("단계"), empty_label=None)
    kind = forms.ChoiceField(label=_("구분"), choices=Deal.Kind.choices)
    amount = forms.CharField(
        label=_("예상 금액(원)"),
        max_length=30,
        required=False,
        help_text=_("예: 1,200만 또는 12,000,000"),
    )
    percent = forms.IntegerField(
        label=_("확률(%)"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("비워 두면 단계의 확률을 씁니다."),
    )
    expected_on = forms.DateField(label=_("마감 예정일"), required=False, widget=_DAY)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("담당"), empty_label=None)
    source = forms.TypedChoiceField(
        label=_("유입 경로"), coerce=int, required=False, empty_value=None
    )
    forecast = forms.ChoiceField(label=_("예측"), choices=Deal.Forecast.choices)
    text = forms.CharField(
        label=_("설명"), max_length=10_000, required=False, widget=forms.Textarea({"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        deal: Deal | None = None,
        owners: Any = None,
        **options: Any,
    ) -> None:
        initial = {name: getattr(deal, name) for name in _NAMES} if deal else {}
        if deal:
            initial |= {"owner": deal.owner_id, "source": deal.source_id}
            initial["amount"] = f"{deal.amount:,}"
        else:
            initial["owner"] = user.pk
        super().__init__(data, user=user, initial=initial | options.pop("initial", {}), **options)
        self.deal = deal
        self.fields["owner"].queryset = owners
        self.fields["source"].choices = [
            ("", _("고르지 않음")),
            *choices("source", keep=deal.source_id if deal else None),
        ]
        if deal:
            for name in ("other", "stage"):
                del self.fields[name]
        else:
            active = [pk for pk, _name in pipelines()]
            rows = Stage.objects.filter(outcome="open", is_active=True, pipeline__in=active)
            self.fields["stage"].queryset = rows.order_by("pipeline__order", "pipeline", "order")
            self.fields["other"].queryset = Customer.objects.visible_to(user)
        before = deal.custom if deal else None
        self.own = custom_form_fields(RECORD, before=before)
        self.fields |= {f"{CUSTOM}{key}": field for key, field in self.own.items()}

    def clean_amount(self) -> int:
        return _won(self.cleaned_data["amount"], _t("예상 금액"))

    def values(self) -> dict[str, Any]:
        """The arguments of the services; own fields together as `custom`."""
        given = dict(self.cleaned_data)
        own = {key: given.pop(f"{CUSTOM}{key}") for key in self.own}
        given["source_id"] = given.pop("source")
        if self.deal is None:
            given.pop("version")
        return {**given, "custom": own} if own else given


def _won(text: str, label: str) -> int:
    """Whole won; a part of a won is not money."""
    text = text.strip()
    amount = parse_won(text) if text else 0
    if amount is None or _has_part(text):
        raise ValidationError(
            _t("%(label)s: 원 단위의 숫자로 적어 주세요. 예: 12,000,000 또는 1,200만")
            % {"label": label}
        )
    if not 0 <= amount <= 10**14:
        raise ValidationError(
            _t("%(label)s: 0원에서 100조 원 사이로 적어 주세요.") % {"label": label}
        )
    return amount


def _has_part(text: str) -> bool:
    try:
        return Decimal(text.replace(",", "")) % 1 != 0
    except InvalidOperation:
        return False


class LostForm(Form):
    """Why a deal came to nothing."""

    reason = forms.TypedChoiceField(label=_("실주 사유"), coerce=int, empty_value=None)
    lost_to_number = forms.CharField(
        label=_("이긴 경쟁사의 고객번호"), max_length=30, required=False
    )
    note = forms.CharField(
        label=_("설명"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    on = forms.DateField(label=_("실주일"), widget=_DAY, initial=timezone.localdate)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields["reason"].choices = [("", _("고르지 않음")), *choices("lost_reason")]

    def clean_lost_to_number(self) -> Customer | None:
        number = self.cleaned_data["lost_to_number"].strip()
        if not number:
            return None
        found = Customer.objects.visible_to(self.user).filter(number=number).first()
        if found is None:
            raise ValidationError(_t("이 고객번호의 고객이 없거나 볼 권한이 없습니다."))
        return found


class WonForm(Form):
    """The day a deal was won."""

    on = forms.DateField(label=_("수주일"), widget=_DAY, initial=timezone.localdate)


class LinesForm(Form):
    """The products of a deal, one line each."""

    lines = forms.CharField(
        label=_("상품"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "한 줄에 하나씩 ‘상품코드 | 수량 | 단가 | 할인율’로 적습니다. 단가를 비우면 고객의 "
            "가격표 값입니다."
        ),
    )

    def clean_lines(self) -> list[LineGiven]:
        lines = self.cleaned_data["lines"].splitlines()
        return [_line(n, line) for n, line in enumerate(lines, 1) if line.strip()]


def _line(number: int, line: str) -> LineGiven:
    code, quantity, price, discount = (*(part.strip() for part in line.split("|")), "", "", "")[:4]
    product = by_code_or_name(code)
    if product is None:
        raise ValidationError(
            _t("%(n)d째 줄: ‘%(code)s’(이)라는 상품이 없습니다.") % {"n": number, "code": code[:50]}
        )
    if not product.is_on_sale:
        raise ValidationError(
            _t("%(n)d째 줄: ‘%(name)s’은(는) 판매를 중지한 상품입니다.")
            % {"n": number, "name": product.name}
        )
    return LineGiven(
        product,
        _number(number, quantity or "1", _t("수량")),
        _number(number, price, _t("단가")) if price else None,
        _number(number, discount or "0", _t("할인율")),
    )


def _number(line: int, text: str, label: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").removesuffix("%"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0 or value > 10**14:
        raise ValidationError(
            _t("%(n)d째 줄: %(label)s ‘%(text)s’을(를) 숫자로 적어 주세요.")
            % {"n": line, "label": label, "text": text[:20]}
        )
    return value


class PersonForm(Form):
    """Somebody of the buying centre."""

    other = forms.ModelChoiceField(
        Customer.objects.none(), widget=forms.HiddenInput, label=_("사람")
    )
    role = forms.ChoiceField(label=_("역할"), choices=DealPerson.Role.choices)
    influence = forms.IntegerField(
        label=_("영향력"), min_value=0, max_value=5, initial=3, help_text=_("0–5")
    )
    stance = forms.ChoiceField(
        label=_("입장"), choices=DealPerson.Stance.choices, initial=DealPerson.Stance.UNKNOWN
    )
    note = forms.CharField(label=_("메모"), max_length=300, required=False)

    def __init__(
        self, data: Any = None, *, user: User, row: DealPerson | None = None, **options: Any
    ) -> None:
        names = ("role", "influence", "stance", "note")
        initial = {name: getattr(row, name) for name in names} if row else {}
        super().__init__(data, user=user, initial=initial, **options)
        if row:
            del self.fields["other"]
        else:
            rows = Customer.objects.visible_to(user).filter(kind=Customer.Kind.PERSON)
            self.fields["other"].queryset = rows


class RivalForm(Form):
    """A competitor in a deal."""

    other = forms.ModelChoiceField(
        Customer.objects.none(), widget=forms.HiddenInput, label=_("경쟁사")
    )
    strength = forms.CharField(label=_("강점·약점"), max_length=500, required=False)
    price_note = forms.CharField(label=_("가격 정보"), max_length=300, required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        rows = Customer.objects.visible_to(user).filter(kind=Customer.Kind.COMPANY)
        self.fields["other"].queryset = rows
