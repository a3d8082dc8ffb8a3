"""What people write about price lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.prices.models import Price, PriceList
from dangol.catalog.products.forms import PickForm
from dangol.codes.queries import choices
from dangol.customers.models import Customer
from dangol.kit.forms import Form

_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class PriceListForm(Form):
    """For whom and when a list holds; without any condition for everybody."""

    name = forms.CharField(label=_("가격표"), max_length=100)
    grade = forms.TypedChoiceField(
        label=_("고객 등급"), coerce=int, required=False, empty_value=None
    )
    company_type = forms.TypedChoiceField(
        label=_("거래처 구분"), coerce=int, required=False, empty_value=None
    )
    customer_number = forms.CharField(
        label=_("고객번호"),
        max_length=30,
        required=False,
        help_text=_("한 고객에게만 쓰는 가격표일 때 적습니다."),
    )
    starts_on = forms.DateField(label=_("시작일"), required=False, widget=_DAY)
    ends_on = forms.DateField(label=_("종료일"), required=False, widget=_DAY)
    priority = forms.IntegerField(
        label=_("우선순위"),
        min_value=-100,
        max_value=100,
        initial=0,
        help_text=_("조건이 똑같이 맞는 가격표가 여럿이면 큰 수가 이깁니다."),
    )
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)

    def __init__(
        self, data: Any = None, *, user: User, row: PriceList | None = None, **options: Any
    ) -> None:
        names = ("name", "starts_on", "ends_on", "priority", "is_active")
        initial: dict[str, Any] = {}
        if row:
            initial = {name: getattr(row, name) for name in names}
            initial |= {"grade": row.grade_id, "company_type": row.company_type_id}
            initial["customer_number"] = row.customer.number if row.customer else ""
        super().__init__(data, user=user, initial=initial, **options)
        for name, group in (("grade", "customer_grade"), ("company_type", "company_type")):
            offered = choices(group, keep=initial.get(name))
            self.fields[name].choices = [("", _("모두")), *offered]

    def clean_customer_number(self) -> Customer | None:
        number = self.cleaned_data["customer_number"].strip()
        if not number:
            return None
        found = Customer.objects.visible_to(self.user).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("이 고객번호의 고객이 없거나 볼 권한이 없습니다."))
        return found

    def values(self) -> dict[str, Any]:
        """The arguments of the service: codes by id, the customer itself."""
        given = dict(self.cleaned_data)
        given["customer"] = given.pop("customer_number")
        for name in ("grade", "company_type"):
            given[f"{name}_id"] = given.pop(name)
        return given


class PriceForm(PickForm):
    """A product's price from a quantity on."""

    from_quantity = forms.DecimalField(
        label=_("수량부터"), min_value=0, decimal_places=2, max_digits=12, initial=1
    )
    unit_price = forms.DecimalField(
        label=_("단가(원)"), min_value=0, decimal_places=2, max_digits=17, required=False
    )
    percent_off = forms.DecimalField(
        label=_("정가에서 할인(%)"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
        help_text=_("단가와 할인율 가운데 하나만 적습니다."),
    )

    def __init__(
        self, data: Any = None, *, user: User, row: Price | None = None, **options: Any
    ) -> None:
        names = ("from_quantity", "unit_price", "percent_off")
        initial = {name: getattr(row, name) for name in names} if row else {}
        super().__init__(data, user=user, initial=initial, **options)
        if row:
            del self.fields["other"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if (given.get("unit_price") is None) == (given.get("percent_off") is None):
            self.add_error("unit_price", _("단가나 할인율 가운데 하나만 적어 주세요."))
        if "other" in given:
            given["product"] = given.pop("other")
        return given
