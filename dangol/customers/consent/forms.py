"""What people record about consent."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.customers.consent.models import Consent
from dangol.customers.parties.models import Customer
from dangol.kit.forms import Form

_MOMENT = "%Y-%m-%dT%H:%M"


class ConsentForm(Form):
    """One line of the ledger."""

    purpose = forms.ChoiceField(label=_("항목"), choices=Consent.Purpose.choices)
    act = forms.ChoiceField(label=_("내용"), choices=Consent.Act.choices, widget=forms.RadioSelect)
    permit = forms.TypedChoiceField(
        label=_("허용 범위"),
        coerce=int,
        choices=[
            (Customer.Permit.DAY, _("주간 (08–21시)")),
            (Customer.Permit.NIGHT, _("야간 포함(21–08시)")),
        ],
    )
    basis = forms.ChoiceField(label=_("근거"), choices=Consent.Basis.choices)
    at = forms.DateTimeField(
        label=_("받은 때"),
        input_formats=[_MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, _MOMENT),
    )
    source = forms.CharField(
        label=_("받은 곳"), max_length=200, help_text=_("예: 가입 신청서, 2026 박람회 부스")
    )
    evidence = forms.CharField(
        label=_("증빙"),
        max_length=500,
        required=False,
        help_text=_("녹취 번호, 화면 주소처럼 나중에 보여 줄 수 있는 것"),
    )
    file = forms.FileField(label=_("증빙 파일"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["at"].initial = lambda: timezone.localtime().strftime(_MOMENT)


class WordingForm(Form):
    """A new version of the text people agree to."""

    purpose = forms.ChoiceField(choices=Consent.Purpose.choices, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("동의 문구"), max_length=5_000, widget=forms.Textarea({"rows": 4})
    )
