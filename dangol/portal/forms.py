"""What customers write in the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.customers.models import Customer
from dangol.helpdesk.models import Survey
from dangol.messaging.inbox.forms import ManyFiles


class EmailForm(forms.Form):
    """Where the link shall go."""

    email = forms.EmailField(
        label=_("메일 주소"), max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "autofocus": True}),
    )  # fmt: skip


class ReplyForm(forms.Form):
    """What one adds to a ticket; `key` makes twice once."""

    text = forms.CharField(label=_("내용"), max_length=10_000, widget=forms.Textarea({"rows": 5}))
    uploads = ManyFiles(label=_("파일"), required=False, help_text=_("25MB까지, 다섯 개까지"))
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)


class QuestionForm(ReplyForm):
    """A new ticket; for whom, where one speaks for a company too."""

    party = forms.TypedChoiceField(label=_("누구의 일인가요"), coerce=int)
    subject = forms.CharField(label=_("제목"), max_length=300)
    field_order = ("party", "subject", "text", "uploads")

    def __init__(self, *args: Any, parties: list[Customer], **options: Any) -> None:
        super().__init__(*args, **options)
        if len(parties) > 1:
            self.fields["party"].choices = [  # type: ignore[attr-defined]  # a field with choices
                (row.pk, row.name) for row in parties
            ]
        else:
            del self.fields["party"]


class RateForm(forms.Form):
    """How it was, in one word, and why."""

    score = forms.TypedChoiceField(
        label=_("만족도"), coerce=int, choices=Survey.Score.choices, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("하고 싶은 말"), max_length=2_000, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip


class CorrectionForm(forms.Form):
    """What is wrong with one's data, and what is right."""

    text = forms.CharField(
        label=_("무엇을 어떻게 고칠까요"), max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("예: 휴대폰을 010-1234-5678로 바꿔 주세요."),
    )  # fmt: skip
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)


class PeriodForm(forms.Form):
    """The days of a statement of account, and whose."""

    since = forms.DateField(label=_("시작일"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("종료일"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    party = forms.TypedChoiceField(label=_("누구의 거래"), coerce=int)

    def __init__(self, *args: Any, parties: list[Customer], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["party"].choices = [  # type: ignore[attr-defined]  # a field with choices
            (row.pk, row.name) for row in parties
        ]
