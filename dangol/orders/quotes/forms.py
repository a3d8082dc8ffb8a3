"""What people write about quotes."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.custom import custom_form_fields
from dangol.customers.models import Customer
from dangol.kit.forms import Form, refuse_foreign
from dangol.orders.quotes.models import Cut, Cycle, Quote, QuoteLine, TaxKind, VatMode
from dangol.orders.quotes.sending import Way

RECORD = "orders.quote"
BEYOND = 10**20  # no price or quantity; far larger ones cannot even be rounded
SIGNS = "₩% " + chr(0xC6D0)  # 원
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
_HEAD = (
    "title", "attention", "quoted_on", "valid_until", "vat_mode", "cut", "payment", "delivery",
    "place", "text",
)  # fmt: skip


class OpenForm(Form):
    """Whom a new quote is for, and what it is called."""

    other = forms.ModelChoiceField(
        Customer.objects.none(), widget=forms.HiddenInput, label=_("고객")
    )
    title = forms.CharField(label=_("견적명"), max_length=200, help_text=_("예: 원두 정기 납품"))

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields["other"].queryset = Customer.objects.visible_to(user)


class HeadForm(Form):
    """The head of a draft; every change is kept at once."""

    title = forms.CharField(label=_("견적명"), max_length=200)
    attention = forms.CharField(
        label=_("받는 분"), max_length=100, required=False, help_text=_("예: 구매팀 김하나 과장님")
    )
    quoted_on = forms.DateField(label=_("견적일"), widget=DAY)
    valid_until = forms.DateField(label=_("유효기간"), widget=DAY)
    vat_mode = forms.ChoiceField(label=_("부가세"), choices=VatMode.choices)
    cut = forms.TypedChoiceField(label=_("단수 절사"), choices=Cut.choices, coerce=int)
    payment = forms.CharField(label=_("결제 조건"), max_length=200, required=False)
    delivery = forms.CharField(label=_("납기"), max_length=200, required=False)
    place = forms.CharField(label=_("납품 장소"), max_length=200, required=False)
    text = forms.CharField(
        label=_("고객에게 보일 말"), max_length=5_000, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, user: User, quote: Quote, **options: Any) -> None:
        initial = {name: getattr(quote, name) for name in _HEAD}
        super().__init__(data, user=user, initial=initial, **options)
        self.custom_names = []
        for name, field in custom_form_fields(RECORD, before=quote.custom).items():
            self.fields[f"custom_{name}"] = field
            self.custom_names.append(name)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        start, end = given.get("quoted_on"), given.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _t("유효기간은 견적일과 같거나 뒤여야 합니다."))
        return given

    @property
    def custom_fields(self) -> list[Any]:
        """The office's own fields, for the template."""
        return [self[f"custom_{name}"] for name in self.custom_names]

    def values(self) -> dict[str, Any]:
        """The arguments of the service."""
        given = {name: self.cleaned_data[name] for name in _HEAD}
        if self.custom_names:
            given["custom"] = {n: self.cleaned_data[f"custom_{n}"] for n in self.custom_names}
        return given


class LineForm(Form):
    """One line; a screen sends only what it changed."""

    name = forms.CharField(label=_("품목"), max_length=200)
    spec = forms.CharField(label=_("규격"), max_length=200, required=False)
    unit = forms.CharField(label=_("단위"), max_length=20, required=False)
    quantity = forms.CharField(label=_("수량"), max_length=30)
    unit_price = forms.CharField(label=_("단가"), max_length=30)
    discount = forms.CharField(label=_("할인율(%)"), max_length=10, required=False)
    tax_kind = forms.ChoiceField(label=_("과세 구분"), choices=TaxKind.choices)
    cycle = forms.ChoiceField(label=_("청구 주기"), choices=Cycle.choices)
    note = forms.CharField(label=_("비고"), max_length=200, required=False)

    def __init__(
        self, data: Any = None, *, user: User, line: QuoteLine | None = None, **options: Any
    ) -> None:
        initial: dict[str, Any] = {"quantity": 1, "unit_price": 0, "discount": 0}
        if line:
            initial = {name: getattr(line, name) for name in self.base_fields}
            for name in ("quantity", "unit_price", "discount"):
                initial[name] = f"{initial[name]:,.2f}".removesuffix(".00")
        super().__init__(data, user=user, initial=initial, **options)
        if line and data is not None:
            for name in [name for name in self.fields if name not in data]:
                del self.fields[name]

    def clean_quantity(self) -> Decimal:
        return clean_quantity(self.cleaned_data["quantity"])

    def clean_unit_price(self) -> Decimal:
        return clean_price(self.cleaned_data["unit_price"])

    def clean_discount(self) -> Decimal:
        value = _decimal(self.cleaned_data["discount"] or "0", _t("할인율"))
        if not 0 <= value <= 100:
            raise ValidationError(_t("할인율: 0에서 100 사이의 숫자를 적어 주세요."))
        return value


def clean_quantity(text: str) -> Decimal:
    """A quantity as people type it, above 0."""
    value = _decimal(text, _t("수량"))
    if not 0 < value <= 10**9:
        raise ValidationError(_t("수량: 0보다 크고 10억 이하인 숫자를 적어 주세요."))
    return value


def clean_price(text: str) -> Decimal:
    """A unit price as people type it."""
    value = _decimal(text, _t("단가"))
    if not 0 <= value <= 10**14:
        raise ValidationError(_t("단가: 0원에서 100조 원 사이로 적어 주세요."))
    return value


def _decimal(text: str, label: str) -> Decimal:
    """A number as people type it: 1,234.5, ₩1,200 or 12%; at most two decimals."""
    refuse_foreign(text)
    try:
        value = Decimal(text.strip().replace(",", "").strip(SIGNS))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > BEYOND:
        raise ValidationError(
            _t("%(label)s: ‘%(text)s’을(를) 숫자로 적어 주세요.")
            % {"label": label, "text": text[:20]}
        )
    if value != round(value, 2):
        raise ValidationError(_t("%(label)s: 소수 둘째 자리까지 적어 주세요.") % {"label": label})
    return value


class SendForm(Form):
    """How a quote goes out and with which words."""

    way = forms.ChoiceField(label=_("보내는 방법"), choices=Way.choices, initial=Way.EMAIL)
    subject = forms.CharField(label=_("제목"), max_length=200, required=False)
    text = forms.CharField(
        label=_("내용"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 10})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("way") == Way.EMAIL and not given.get("subject"):
            self.add_error("subject", _t("메일 제목을 적어 주세요."))
        if given.get("way") in (Way.EMAIL, Way.SMS) and not given.get("text"):
            self.add_error("text", _t("보낼 내용을 적어 주세요."))
        return given


class NoteForm(Form):
    """A word with a request or an approval."""

    note = forms.CharField(
        label=_("덧붙일 말"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 4})
    )


class ReasonForm(Form):
    """Why a quote goes back to its writer."""

    reason = forms.CharField(
        label=_("반려하는 이유"), max_length=2_000, widget=forms.Textarea({"rows": 4})
    )
