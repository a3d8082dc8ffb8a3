"""What people write when they enter an order, a contract or a bill."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.catalog.products.queries import by_code_or_name
from dangol.customers.models import Customer
from dangol.kit.forms import Form
from dangol.orders.entry.services import Entered
from dangol.orders.forms import OwnForm
from dangol.orders.quotes.forms import DAY, clean_price, clean_quantity
from dangol.orders.quotes.models import Cycle, TaxKind

ROWS, MOST_ROWS = 4, 1_000


class EntryForm(OwnForm):
    """Whom it is for, what it is called and from when on."""

    other = forms.ModelChoiceField(
        Customer.objects.none(), widget=forms.HiddenInput, label=_("고객")
    )
    title = forms.CharField(
        label=_("이름"), max_length=200, required=False,
        help_text=_("비워 두면 첫 품목의 이름입니다."),
    )  # fmt: skip
    on = forms.DateField(label=_("날짜"), widget=DAY, initial=timezone.localdate)
    due_days = forms.IntegerField(label=_("지급 기한(일)"), min_value=0, max_value=365, initial=30)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields["other"].queryset = Customer.objects.visible_to(user)


class OrderEntryForm(EntryForm):
    """An order: what is paid again and again becomes a contract."""

    about = "orders.order"
    text = forms.CharField(
        label=_("메모"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 2})
    )


class BillEntryForm(EntryForm):
    """A bill without an order."""

    about = "orders.bill"


class ContractEntryForm(EntryForm):
    """A contract without an order."""

    about = "orders.contract"
    ends_on = forms.DateField(
        label=_("종료일"), widget=DAY, required=False,
        help_text=_("비워 두면 끝나지 않습니다. 30·14·7일 전에 알립니다."),
    )  # fmt: skip
    billing_day = forms.IntegerField(
        label=_("청구일"), min_value=1, max_value=31, initial=1,
        help_text=_("31은 짧은 달에는 마지막 날입니다."),
    )  # fmt: skip
    is_postpaid = forms.BooleanField(label=_("후불"), required=False)


class RowForm(Form):
    """One line: a product by name or code, or any other words with a price."""

    item = forms.CharField(label=_("품목"), max_length=200, required=False)
    quantity = forms.CharField(label=_("수량"), max_length=30, required=False)
    unit_price = forms.CharField(label=_("단가"), max_length=30, required=False)
    tax_kind = forms.ChoiceField(label=_("과세 구분"), choices=TaxKind.choices, required=False)
    cycle = forms.ChoiceField(label=_("청구 주기"), choices=Cycle.choices, required=False)
    is_metered = forms.BooleanField(label=_("사용량"), required=False)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if kind != "contract":
            del self.fields["is_metered"]
        else:
            self.fields["cycle"].choices = [one for one in Cycle.choices if one[0] != Cycle.ONCE]
        if kind == "bill":
            del self.fields["cycle"]

    def clean_quantity(self) -> Decimal:
        return clean_quantity(self.cleaned_data["quantity"] or "1")

    def clean_unit_price(self) -> Decimal | None:
        text = self.cleaned_data["unit_price"]
        return clean_price(text) if text else None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("item") and given.get("unit_price") is not None:
            self.add_error("item", _t("품목을 적어 주세요."))
        return given

    @property
    def entered(self) -> Entered | None:
        """The line, None where nothing was written."""
        given = self.cleaned_data
        if not given.get("item"):
            return None
        product = by_code_or_name(given["item"])
        if product is None and given["unit_price"] is None:
            text = _t("‘%(name)s’(이)라는 상품이 없습니다. 상품에 없는 품목은 단가를 적어 주세요.")
            raise ValidationError(text % {"name": given["item"][:50]})
        return Entered(
            product.name if product else given["item"], given["quantity"], given["unit_price"],
            product, given.get("cycle") or Cycle.ONCE, given.get("tax_kind") or TaxKind.TAXED,
            bool(given.get("is_metered")),
        )  # fmt: skip


class RowSet(forms.BaseFormSet):
    """The lines of what is entered."""

    entered: list[Entered]

    def clean(self) -> None:
        self.entered = []
        if any(self.errors):
            return
        for form in self.forms:
            try:
                if line := form.entered:
                    self.entered.append(line)
            except ValidationError as error:
                form.add_error("item", error)
        if not self.entered and not any(form.errors for form in self.forms):
            raise ValidationError(_t("품목을 한 줄 이상 적어 주세요."))


Rows: type[RowSet] = forms.formset_factory(
    RowForm, formset=RowSet, extra=ROWS, absolute_max=MOST_ROWS, max_num=MOST_ROWS
)  # type: ignore[assignment]  # the stubs know only formsets of one form
