from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.queries import choices
from dangol.customers.registry import handoffs
from dangol.helpdesk.outbound.models import DialList, Script
from dangol.helpdesk.setup.models import Team
from dangol.kit.forms import Form, form_for
from dangol.messaging.models import SenderProfile
from dangol.segments.models import Segment

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
HOUR = forms.TimeInput({"type": "time"}, "%H:%M")
MOMENT = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
LIST_FIELDS = (
    "name", "kind", "segment", "script", "sender", "team", "attempts", "retry_minutes",
    "opens_at", "closes_at", "ends_on",
)  # fmt: skip


class DialListForm(form_for(DialList, *LIST_FIELDS)):  # type: ignore[misc]  # a class made by a function
    """A call list; the segment's customers are put onto it once it is saved."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["segment"].queryset = Segment.objects.visible_to(self.user).order_by("name")
        self.fields["script"].queryset = Script.objects.filter(is_active=True).order_by("name")
        self.fields["team"].queryset = Team.objects.filter(is_active=True).order_by("order", "pk")
        self.fields["team"].empty_label = _("누구나")
        self.fields["sender"].queryset = SenderProfile.objects.order_by("pk")
        for name in ("opens_at", "closes_at"):
            self.fields[name].widget = HOUR
        self.fields["ends_on"].widget = DAY


class ScriptForm(form_for(Script, "name", "text", "queue", "is_active")):  # type: ignore[misc]  # a class made by a function
    """A script as it is written."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].widget = forms.Textarea({"rows": 18, "class": "mono"})
        self.fields["text"].help_text = _(
            "‘# 단계’, ‘? 물을 말 => 고객 항목’, ‘- 답 -> 갈 단계’. 나머지 줄은 읽을 말입니다."
        )


class ResultForm(Form):
    """How a call ended."""

    result = forms.TypedChoiceField(label=_("결과"), coerce=int, widget=forms.RadioSelect)
    callback_at = forms.DateTimeField(label=_("다시 걸 때"), required=False, widget=MOMENT)
    note = forms.CharField(
        label=_("메모"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    hand_to = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name", "pk"), label=_("영업에 넘기기"),
        required=False, empty_label=_("넘기지 않음"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["result"].choices = choices("call_result")
        if "lead" not in handoffs:
            del self.fields["hand_to"]


def answers_of(request: HttpRequest) -> dict[int, str]:
    """The answers of a script's form by the number of their step."""
    return {
        int(name[7:]): str(value)
        for name, value in request.POST.items()
        if name.startswith("answer-") and name[7:].isascii() and name[7:].isdecimal()
        and len(name) < 12
    }  # fmt: skip
