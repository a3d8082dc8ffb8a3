"""What people write about running contracts."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.catalog.models import Product
from dangol.kit.forms import Form
from dangol.orders.forms import RecordForm
from dangol.orders.quotes.forms import DAY, clean_price, clean_quantity
from dangol.orders.quotes.models import Cycle
from dangol.orders.subscriptions.models import Contract, ContractLine
from dangol.orders.subscriptions.plans import Plan, next_start, scaled
from dangol.orders.subscriptions.queries import plans_beside, usual_price


class When(models.TextChoices):
    """From when on another plan holds."""

    NOW = "now", _("오늘부터 (일할 계산)")
    NEXT = "next", _("다음 청구 기간부터")
    DAY = "day", _("정한 날부터 (일할 계산)")


class TermsForm(RecordForm):
    """What a contract is called, its end, its billing day, when it is paid, own fields."""

    title = forms.CharField(label=_("계약명"), max_length=200)
    ends_on = forms.DateField(
        label=_("종료일"), widget=DAY, required=False,
        help_text=_("비워 두면 끝나지 않습니다. 30·14·7일 전에 알립니다."),
    )  # fmt: skip
    billing_day = forms.IntegerField(
        label=_("청구일"), min_value=1, max_value=31,
        help_text=_("31은 짧은 달에는 마지막 날입니다."),
    )  # fmt: skip
    is_postpaid = forms.BooleanField(label=_("후불"), required=False)
    due_days = forms.IntegerField(label=_("지급 기한(일)"), min_value=0, max_value=365)


class PlanForm(Form):
    """Another plan for a line of a contract, and from when on.

    Where only the cycle changes, the unit price follows it at the same price a month.
    """

    product = forms.ModelChoiceField(
        Product.objects.none(), label=_("바꿀 상품"), required=False,
        empty_label=_("지금 상품 그대로"),
    )  # fmt: skip
    quantity = forms.CharField(label=_("수량"), max_length=30)
    cycle = forms.ChoiceField(
        label=_("청구 주기"), required=False,
        choices=[one for one in Cycle.choices if one[0] != Cycle.ONCE],
        help_text=_("주기만 바꾸면 단가가 한 달 값에 맞추어 바뀝니다."),
    )  # fmt: skip
    unit_price = forms.CharField(
        label=_("단가(부가세 별도)"), max_length=30, required=False,
        help_text=_("비워 두면 고객의 가격표 단가입니다."),
    )  # fmt: skip
    when = forms.ChoiceField(label=_("언제부터"), choices=When.choices, initial=When.NOW)
    on = forms.DateField(
        label=_("바꿀 날"), widget=DAY, required=False,
        help_text=_("‘정한 날부터’를 골랐을 때 적습니다."),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, line: ContractLine, today: date, **options: Any
    ) -> None:
        price = f"{line.price:,.2f}".removesuffix(".00")
        initial = {
            "quantity": f"{line.quantity.normalize():,f}", "unit_price": price, "cycle": line.cycle,
        }  # fmt: skip
        super().__init__(data, initial=initial, **options)
        self.line, self.today = line, today
        self.fields["product"].queryset = plans_beside(line)
        if line.is_metered:
            del self.fields["cycle"]

    def clean_quantity(self) -> Decimal:
        return clean_quantity(self.cleaned_data["quantity"])

    def clean_unit_price(self) -> Decimal | None:
        text = self.cleaned_data["unit_price"]
        return clean_price(text) if text else None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        is_other = (given.get("cycle") or self.line.cycle) != self.line.cycle
        if is_other and given.get("product") and given.get("unit_price") is None:
            self.add_error("unit_price", _t("상품과 주기를 함께 바꿀 때는 단가를 적어 주세요."))
        match given.get("when"):
            case When.NOW:
                given["on"] = self.today
            case When.NEXT:
                given["on"] = next_start(self.line, today=self.today)
            case _ if not given.get("on") and "on" not in self.errors:
                self.add_error("on", _t("바꿀 날을 적어 주세요."))
        return given

    @property
    def plan(self) -> Plan:
        """What was asked for; without a price, the customer's own."""
        given = self.cleaned_data
        product, price = given["product"] or self.line.product, given["unit_price"]
        cycle = given.get("cycle") or self.line.cycle
        if cycle != self.line.cycle and not given["product"] and price in (None, self.line.price):
            price = scaled(self.line.price, self.line.cycle, cycle)
        if price is None:
            price = usual_price(self.line, product, given["quantity"], on=given["on"])
        name = given["product"].name if given["product"] else self.line.name
        return Plan(name, given["quantity"], price, product, cycle)


class UsageForm(Form):
    """What was used of a metered line."""

    line = forms.ModelChoiceField(ContractLine.objects.none(), label=_("품목"))
    on = forms.DateField(label=_("사용일"), widget=DAY, initial=timezone.localdate)
    quantity = forms.DecimalField(
        label=_("수량"), max_digits=14, decimal_places=3,
        help_text=_("잘못 적은 것은 빼기 수량으로 바로잡습니다."),
    )  # fmt: skip
    note = forms.CharField(label=_("적요"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, contract: Contract, **options: Any) -> None:
        super().__init__(data, **options)
        rows = contract.lines.filter(is_metered=True, period_on__isnull=False).order_by("pk")
        self.fields["line"].queryset = rows
        self.fields["line"].initial = rows.first()
        self.fields["line"].empty_label = None
