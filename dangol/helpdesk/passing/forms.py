"""What is asked when something becomes a ticket or a to-do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.helpdesk.setup.queries import request_types, teams
from dangol.kit.forms import Form

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class TodoForm(Form):
    """A to-do made of a ticket or a mail."""

    title = forms.CharField(label=_("할 일"), max_length=200)
    due = forms.DateField(label=_("언제까지"), widget=DAY)
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name", "pk"), label=_("담당"),
        empty_label=None,
    )  # fmt: skip


class ToTicketForm(Form):
    """A ticket made of a mail, a call or a to-do."""

    subject = forms.CharField(label=_("제목"), max_length=300)
    request_type_id = forms.TypedChoiceField(
        label=_("요청유형"), coerce=int, required=False, empty_value=None
    )
    team_id = forms.TypedChoiceField(label=_("팀"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        none = ("", _("규칙대로"))
        self.fields["request_type_id"].choices = [
            none, *((row.id, row.name) for row in request_types())
        ]  # fmt: skip
        self.fields["team_id"].choices = [none, *((row.id, row.name) for row in teams())]
