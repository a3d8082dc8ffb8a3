"""What people write about running contracts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.kit.forms import Form
from dangol.orders.orders.models import Contract
from dangol.orders.quotes.forms import DAY


class TermsForm(Form):
    """The end of a contract, its billing day and when it is paid."""

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

    def __init__(self, data: Any = None, *, contract: Contract, **options: Any) -> None:
        initial = {name: getattr(contract, name) for name in self.base_fields}
        super().__init__(data, initial=initial, **options)
