"""What dealers write, and what is written about them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department
from dangol.codes.custom import gather_own, own_fields
from dangol.kit.forms import Form, WonField
from dangol.sales.dealers.models import Dealer

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class DealerForm(Form):
    """A dealer and its people."""

    name = forms.CharField(label=_("이름"), max_length=100)
    department = forms.ModelChoiceField(
        Department.objects.order_by("name"), label=_("부서"), empty_label=None,
        help_text=_("이 부서의 직원이 대리점 직원입니다. 역할은 ‘대리점’을 줍니다."),
    )  # fmt: skip
    protection_days = forms.IntegerField(
        label=_("보호 기간(일)"), min_value=1, max_value=730, initial=90
    )
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)

    @staticmethod
    def initial_of(row: Dealer) -> dict[str, Any]:
        names = ("name", "department", "protection_days", "is_active")
        return {name: getattr(row, name) for name in names}


class RegisterForm(Form):
    """A sale a dealer works on."""

    customer_name = forms.CharField(label=_("고객(회사)"), max_length=200)
    business_number = forms.CharField(
        label=_("사업자등록번호"), max_length=20, required=False,
        help_text=_("적으면 이미 있는 고객인지 정확히 알 수 있습니다."),
    )  # fmt: skip
    phone = forms.CharField(label=_("전화"), max_length=30, required=False)
    title = forms.CharField(label=_("거래명"), max_length=200)
    amount = WonField(label=_("예상 금액"), required=False)
    expected_on = forms.DateField(label=_("마감 예정일"), required=False, widget=DAY)
    note = forms.CharField(
        label=_("설명"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= own_fields("sales.dealregistration")

    def clean_amount(self) -> int:
        return self.cleaned_data["amount"] or 0

    def clean(self) -> dict[str, Any]:
        """The office's own fields together as `custom`, as the service takes them."""
        return gather_own(super().clean() or self.cleaned_data)


class ApproveForm(Form):
    """Whether a customer we already have goes to the dealer as well."""

    hand_over = forms.BooleanField(
        label=_("이미 있는 고객이면 고객도 대리점에 넘기기"), required=False
    )
