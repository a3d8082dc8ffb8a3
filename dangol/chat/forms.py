"""What is asked around a chat."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.chat.models import AgentState, ChatSite, Conversation
from dangol.customers.models import Customer
from dangol.kit.forms import Form, form_for

SITE_FIELDS = (
    "name", "origins", "color", "greeting", "greeting_en", "away", "away_en", "consent",
    "consent_en", "keeps_hours", "team", "most", "asks_score", "bot_is_on",
    "is_active",
)  # fmt: skip
# what a new site begins with
FIRST_WORDS = {
    "color": "#0f766e",
    "greeting": _("안녕하세요! 무엇을 도와드릴까요?"),
    "greeting_en": "Hello! How can we help?",
    "away": _("지금은 상담 시간이 아닙니다. 남겨 주시면 메일로 답해 드립니다."),
    "away_en": "We are away right now. Leave a message and we will answer by e-mail.",
    "consent": _("상담을 위해 대화 내용과 연락처를 3년 동안 보관합니다."),
    "consent_en": "We keep this conversation and your contact for 3 years to help you.",
}


class SiteForm(form_for(ChatSite, *SITE_FIELDS)):  # type: ignore[misc]
    """How a chat looks and where it may stand."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["origins"].widget = forms.Textarea({"rows": 3})
        self.fields["color"].widget = forms.TextInput({"type": "color"})
        self.fields["most"].min_value = 1


class PassForm(Form):
    """To whom a chat goes, and why."""

    to = forms.ModelChoiceField(
        User.objects.none(), label=_("누구에게"), required=False, empty_label=_("대기로 돌리기")
    )
    reason = forms.CharField(label=_("까닭"), max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = AgentState.objects.values("user")
        rows = User.objects.filter(is_active=True, pk__in=people).exclude(pk=self.user.pk)
        self.fields["to"].queryset = rows.order_by("name", "pk")


class TodoForm(Form):
    """A to-do made of a chat."""

    title = forms.CharField(label=_("할 일"), max_length=200)
    due = forms.DateField(label=_("언제까지"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name", "pk"), label=_("담당"),
        empty_label=None,
    )  # fmt: skip


class ToTicketForm(Form):
    """A ticket made of a chat."""

    subject = forms.CharField(label=_("제목"), max_length=300)


class ChatChoice(forms.ModelChoiceField):
    """An open talk, by who writes and what they said last."""

    def label_from_instance(self, row: Conversation) -> str:
        return f"{row.who} · {row.last_text[:60]}"


class MergeForm(Form):
    """Into which open talk of the same person this one goes."""

    into = ChatChoice(
        Conversation.objects.none(), label=_("합칠 대화"),
        help_text=_(
            "같은 사람이 두 창에서 쓸 때 합칩니다. 두 창 모두 이어지지만, 한 창에서 한 말이 다른 "
            "창에 보이지는 않습니다."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, others: QuerySet[Conversation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].queryset = others


class MailForm(Form):
    """Where the transcript goes; `source` is the letter's id, so that twice is once."""

    to = forms.EmailField(label=_("받는 메일"), max_length=254)
    source = forms.CharField(max_length=60, widget=forms.HiddenInput)


class PickForm(Form):
    """Which customer the visitor is."""

    other = forms.ModelChoiceField(Customer.objects.none(), widget=forms.HiddenInput)
