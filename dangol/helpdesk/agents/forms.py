from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.codes.queries import choices
from dangol.helpdesk.agents.models import AgentState


class StateForm(forms.Form):
    state = forms.ChoiceField(label=_("상태"), choices=AgentState.State.choices)
    reason = forms.TypedChoiceField(label=_("사유"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = [("", "—"), *choices("break_reason")]  # type: ignore[attr-defined]  # a field with choices


class ExtensionForm(forms.Form):
    extension = forms.CharField(
        label=_("내 내선"), max_length=20, required=False,
        help_text=_("교환기가 이 내선으로 울리면 내 화면에 고객이 뜹니다. 비우면 뜨지 않습니다."),
    )  # fmt: skip
