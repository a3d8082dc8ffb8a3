from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes.queries import choices
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.korean.numbers import parse_won


class ComplaintForm(forms.Form):
    severity = forms.TypedChoiceField(
        label=_("심각도"), coerce=int,
        choices=[pair for pair in Ticket.Severity.choices if pair[0]],
    )  # fmt: skip
    cause = forms.TypedChoiceField(label=_("원인"), coerce=int, required=False, empty_value=None)
    amount = forms.CharField(
        label=_("보상 금액(원)"), max_length=30, required=False,
        help_text=_("정한 금액이 넘으면 승인을 받은 뒤 티켓에 적힙니다."),
    )  # fmt: skip
    note = forms.CharField(label=_("보상 내용"), max_length=300, required=False)
    action = forms.CharField(
        label=_("재발 방지"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # passed on as they came
        self.fields["cause"].choices = [  # type: ignore[attr-defined]  # a field with choices
            ("", _("고르지 않음")),
            *choices("complaint_cause"),
        ]

    def clean_amount(self) -> int:
        text = self.cleaned_data["amount"].strip()
        amount = parse_won(text) if text else 0
        if amount is None or not 0 <= amount <= 10**12:
            raise ValidationError(_t("보상 금액: 0원에서 1조 원 사이의 숫자로 적어 주세요."))
        return amount


class DecisionForm(forms.Form):
    decision = forms.CharField(label=_("결재 의견"), max_length=300, required=False)
