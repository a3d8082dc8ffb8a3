"""What can be done with many tickets at once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.helpdesk.setup.models import Priority, Team
from dangol.helpdesk.tickets.assigning import assign_ticket, transfer_ticket
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.services import edit_ticket
from dangol.kit.errors import Refused
from dangol.kit.forms import Form
from dangol.kit.lists import BulkAction, Outcome

BULK = "helpdesk.bulk_ticket"
Act = Callable[[Ticket, Any, Any], Any]


class AgentForm(Form):
    """Who has the tickets from now on."""

    agent = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name"), label=_("담당")
    )

    def clean_agent(self) -> int:
        return int(self.cleaned_data["agent"].pk)


class TeamForm(Form):
    """Which team has the tickets from now on, and why."""

    team = forms.ModelChoiceField(Team.objects.filter(is_active=True), label=_("팀"))
    reason = forms.CharField(label=_("까닭"), max_length=300)

    def clean_team(self) -> int:
        return int(self.cleaned_data["team"].pk)


class PriorityForm(Form):
    """How urgent the tickets are."""

    priority = forms.TypedChoiceField(label=_("우선순위"), coerce=int, choices=Priority.choices)


def _run(field: str, act: Act) -> Callable[..., Outcome]:
    def run(rows: "QuerySet[Any]", values: dict[str, Any], *, actor: Any) -> Outcome:
        refused, before = [], []
        for ticket in rows.filter(is_open=True).select_related("customer"):
            old = getattr(ticket, field)
            try:
                act(ticket, values, actor)
            except Refused as error:
                refused.append((ticket.pk, str(error)))
            else:
                before.append((ticket.pk, old))
        done = rows.filter(is_open=False).values_list("pk", flat=True)
        refused += [(pk, str(_("완료한 티켓입니다."))) for pk in done]
        return Outcome(done=len(before), refused=refused, before=before)

    return run


def _give(ticket: Ticket, values: dict[str, Any], actor: Any) -> None:
    to = User.objects.get(pk=values["agent"])
    assign_ticket(ticket, to=to, at=timezone.now(), actor=actor)


def _give_back(before: list[Any], *, actor: Any) -> int:
    old = dict(before)
    rows = Ticket.objects.filter(pk__in=old)
    people = User.objects.in_bulk([pk for pk in old.values() if pk])
    for ticket in rows:
        assign_ticket(ticket, to=people.get(old[ticket.pk]), at=timezone.now(), actor=actor)
    return len(rows)


def _transfer(ticket: Ticket, values: dict[str, Any], actor: Any) -> None:
    if ticket.team_id != values["team"]:
        team = Team.objects.get(pk=values["team"])
        transfer_ticket(ticket, team=team, reason=values["reason"], at=timezone.now(), actor=actor)


def _rank(ticket: Ticket, values: dict[str, Any], actor: Any) -> None:
    edit_ticket(ticket, at=timezone.now(), actor=actor, priority=values["priority"])


def _rank_back(before: list[Any], *, actor: Any) -> int:
    old = dict(before)
    rows = Ticket.objects.filter(pk__in=old, is_open=True)
    for ticket in rows:
        edit_ticket(ticket, at=timezone.now(), actor=actor, priority=old[ticket.pk])
    return len(rows)


set_agent = BulkAction(
    "agent", _("담당 바꾸기"), "user-round-check", BULK, _run("agent_id", _give), _give_back,
    AgentForm,
)  # fmt: skip
set_team = BulkAction(
    "team", _("이관"), "arrow-right-left", BULK, _run("team_id", _transfer), None, TeamForm
)
set_priority = BulkAction(
    "priority", _("우선순위 바꾸기"), "flag", BULK, _run("priority", _rank), _rank_back,
    PriorityForm,
)  # fmt: skip
