from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.customers.models import Customer
from dangol.kit.forms import Form
from dangol.messaging.inbox.models import MailFile
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.mailboxes.queries import accounts_seen_by
from dangol.messaging.models import Kind
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


class ManyFiles(forms.FileField):
    """Several files in one field, or none."""

    widget = type("ManyFilesInput", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(ManyFiles, self).clean(one) for one in data or []]


class LetterForm(Form):
    """A mail one writes; `account` only where it answers nothing."""

    to = forms.CharField(label=_("받는 사람"), max_length=2_000)
    subject = forms.CharField(label=_("제목"), max_length=300)
    text = forms.CharField(
        label=_("내용"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 7})
    )
    keep = forms.MultipleChoiceField(
        label=_("함께 보낼 첨부"), required=False, widget=forms.CheckboxSelectMultiple
    )
    uploads = ManyFiles(label=_("파일"), required=False)
    kind = forms.ChoiceField(
        label=_("성격"),
        choices=[(Kind.TRANSACTION, Kind.TRANSACTION.label), (Kind.INFO, Kind.INFO.label)],
    )
    account = forms.ModelChoiceField(label=_("보낼 계정"), queryset=MailAccount.objects.none())
    source = forms.CharField(widget=forms.HiddenInput, max_length=60)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kept: list[MailFile] | None = None, is_new: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["keep"]
        if kept:
            field.choices = [(str(one.pk), one.name) for one in kept]
        else:
            del self.fields["keep"]
        if is_new:
            accounts: Any = self.fields["account"]
            accounts.queryset = accounts_seen_by(self.user)
        else:
            del self.fields["account"]
