from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.customers.models import Customer
from dangol.kit.forms import Form
from dangol.messaging.parsing.signatures import Signature


class WriterForm(Form):
    """An unknown writer as a customer, filled in from the mail."""

    kind = forms.ChoiceField(
        label=_("구분"), choices=Customer.Kind, widget=forms.RadioSelect, initial="person"
    )
    name = forms.CharField(label=_("이름"), max_length=200)
    honorific = forms.CharField(label=_("직함·호칭"), max_length=50, required=False)
    company_name = forms.CharField(
        label=_("회사"), max_length=200, required=False, help_text=_("메모에 적어 둡니다.")
    )
    phone = forms.CharField(label=_("전화"), max_length=40, required=False)
    email = forms.EmailField(label=_("이메일"))

    @staticmethod
    def first(signature: Signature, email: str) -> dict[str, Any]:
        """What the mail tells."""
        return {
            "kind": "person",
            "name": signature.name or email.partition("@")[0],
            "honorific": signature.title,
            "company_name": signature.company,
            "phone": signature.phones[0] if signature.phones else "",
            "email": email,
        }


class NoteForm(forms.Form):
    text = forms.CharField(label=_("내부 메모"), max_length=5_000, widget=forms.Textarea)
