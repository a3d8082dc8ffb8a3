"""Who has a ticket: the pool, claiming, rules that choose, and 이관."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.absences.queries import absences_between
from dangol.accounts.models import User
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.events import TicketAssigned, TicketTransferred
from dangol.helpdesk.setup.models import Member, Priority, RequestType, Route, Step, Team
from dangol.helpdesk.setup.queries import step_of_kind, step_row
from dangol.helpdesk.tickets.models import Ticket, TicketTransfer
from dangol.helpdesk.tickets.moving import changed_by_step, note_stay, refuse_merged, ring
from dangol.kit.errors import Conflict, Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean
from dangol.kit.records import change, lock
from dangol.workspace.services import notify

Kind = Step.Kind
VIEW = "helpdesk.view_ticket"


def route_of(ticket: Ticket, *, grade_id: int | None) -> dict[str, Any]:
    """Where a new ticket goes: what its request type says, then the first rule that fits."""
    found: dict[str, Any] = {}
    if ticket.request_type_id:
        asked = RequestType.objects.get(pk=ticket.request_type_id)
        found = {"team_id": asked.team_id, "priority": asked.priority}
    for rule in Route.objects.filter(is_active=True).order_by("order", "pk"):
        if _fits(rule, ticket, grade_id):
            given = {"team_id": rule.team_id, "agent_id": rule.agent_id}
            found |= {name: value for name, value in given.items() if value}
            if rule.priority is not None:
                found["priority"] = max(rule.priority, found.get("priority", Priority.LOW))
            break
    return found


def _fits(rule: Route, ticket: Ticket, grade_id: int | None) -> bool:
    return (
        rule.space in ("", ticket.space)
        and rule.channel in ("", ticket.channel)
        and rule.request_type_id in (None, ticket.request_type_id)
        and rule.grade_id in (None, grade_id)
    )


def present(user_ids: Sequence[int], *, on: date) -> list[int]:
    """Those of these people who work on this day: active, and not away."""
    away = {row.person_id for row in absences_between(user_ids, on, on)}
    active = set(User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", flat=True))
    return [pk for pk in user_ids if pk in active and pk not in away]


def choose_agent(ticket: Ticket, *, at: datetime) -> int | None:
    """Whom the team's rule gives the ticket to; None leaves it in the pool.

    Of equals the one who waited longest for a ticket is next, so that load spreads.
    """
    team = Team.objects.filter(pk=ticket.team_id or 0).first()
    if team is None or team.assign == Team.Assign.POOL:
        return None
    # the team's members are locked, so that two tickets at once go to two people
    members = list(Member.objects.select_for_update().filter(team=team, is_open=True))
    here = set(present([row.user_id for row in members], on=timezone.localdate(at)))
    members = [row for row in members if row.user_id in here]
    if team.assign == Team.Assign.SKILL and ticket.request_type_id:
        able = Member.skills.through.objects.filter(
            member__team=team, requesttype=ticket.request_type_id
        ).values_list("member_id", flat=True)
        able_ids = set(able)
        members = [row for row in members if row.pk in able_ids]
    if not members:
        return None
    load = _load([row.user_id for row in members]) if team.assign != Team.Assign.TURN else {}
    chosen = min(members, key=lambda row: (load.get(row.user_id, 0), row.given_at, row.pk))
    Member.objects.filter(pk=chosen.pk).update(given_at=at)
    return chosen.user_id


def _load(user_ids: Sequence[int]) -> dict[int, int]:
    rows = Ticket.objects.filter(is_open=True, agent__in=user_ids).order_by()
    return dict(rows.values_list("agent").annotate(n=Count("pk")))


@atomic
def claim_ticket(ticket: Ticket, *, at: datetime, actor: User) -> Ticket:
    """Take a ticket out of the pool; of two who try, the second is told whose it is."""
    ticket = lock(ticket)
    if ticket.agent_id == actor.pk:
        return ticket
    if ticket.agent:
        raise Conflict(_("%(name)s님이 먼저 가져갔습니다.") % {"name": ticket.agent.name})
    return assign_ticket(ticket, to=actor, at=at, actor=actor)


@atomic
def assign_ticket(ticket: Ticket, *, to: User | None, at: datetime, actor: User | None) -> Ticket:
    """Give a ticket to somebody of the desk, or back to the pool; they are told."""
    ticket = lock(ticket)
    refuse_merged(ticket)
    if to and (not to.is_active or to.scope_of(VIEW) is None):
        raise Refused(_("%(name)s님은 티켓을 볼 수 없습니다.") % {"name": to.name})
    if ticket.agent_id == (to.pk if to else None):
        return ticket
    _hand(ticket, team_id=ticket.team_id, to=to, at=at, actor=actor)
    publish(
        TicketAssigned(
            ticket_id=ticket.pk,
            team_id=ticket.team_id,
            agent_user_id=to.pk if to else None,
            actor_id=actor.pk if actor else None,
        )
    )
    return ticket


@atomic
def transfer_ticket(
    ticket: Ticket,
    *,
    team: Team,
    reason: str,
    at: datetime,
    actor: User | None,
    agent: User | None = None,
) -> Ticket:
    """이관: give a ticket to another team (or agent of it) with a reason; its clock runs on.

    One that comes back to a team it was taken from counts as returned (핑퐁).
    """
    ticket = lock(ticket)
    refuse_merged(ticket)
    reason = refuse_resident_number(clean(reason))[:300]
    if not reason:
        raise ValidationError({"reason": _("이관하는 까닭을 적어 주세요.")})
    if team.pk == ticket.team_id and (agent is None or agent.pk == ticket.agent_id):
        raise ValidationError(
            {"team": _("이미 이 팀의 티켓입니다. 다른 팀이나 사람을 골라 주세요.")}
        )
    if agent and not Member.objects.filter(team=team, user=agent).exists():
        raise ValidationError({"agent": _("그 팀의 팀원이 아닙니다.")})
    is_return = team.pk != ticket.team_id and ticket.transfers.filter(from_team=team).exists()
    TicketTransfer.objects.create(
        ticket=ticket, from_team_id=ticket.team_id, to_team=team, from_agent_id=ticket.agent_id,
        to_agent=agent, actor=actor, reason=reason, is_return=is_return, at=at,
    )  # fmt: skip
    before = ticket.team_id
    if agent is None:
        ticket.team_id = team.pk
        chosen = choose_agent(ticket, at=at)
        agent = User.objects.filter(pk=chosen).first() if chosen else None
        ticket.team_id = before
    counts = {
        "transfer_count": ticket.transfer_count + 1,
        "return_count": ticket.return_count + is_return,
    }
    _hand(ticket, team_id=team.pk, to=agent, at=at, actor=actor, reason=reason, **counts)
    publish(
        TicketTransferred(
            ticket_id=ticket.pk,
            team_id=team.pk,
            agent_user_id=agent.pk if agent else None,
            is_return=is_return,
            actor_id=actor.pk if actor else None,
        )
    )
    return ticket


def _hand(
    ticket: Ticket,
    *,
    team_id: int | None,
    to: User | None,
    at: datetime,
    actor: User | None,
    reason: str = "",
    **values: Any,
) -> None:
    """Change team and agent, and the step where that follows: 접수 ↔ 배정."""
    here = step_row(ticket.step_id)
    kind = here.kind if here else Kind.START
    step = None
    if to and kind == Kind.START:
        step = step_of_kind(Kind.ASSIGNED)
    elif to is None and ticket.is_open and kind not in (Kind.START, Kind.HOLD):
        step = step_of_kind(Kind.START)
    if step:
        values |= changed_by_step(ticket, step, at)
    change(ticket, actor=actor, team_id=team_id, agent=to, **values)
    note_stay(ticket, at=at, actor=actor, reason=reason)
    if to and to != actor:
        text = _("티켓을 맡았습니다: %(number)s %(subject)s")
        notify(
            [to.pk],
            text % {"number": ticket.number, "subject": ticket.subject},
            url=ticket.get_absolute_url(),
        )
    ring(ticket)


def hand_over_tickets(person: User, to: User, actor: User | None) -> int:
    """Give every open ticket of somebody who leaves to another; returns how many."""
    rows = list(Ticket.objects.filter(agent=person, is_open=True))
    now = timezone.now()
    for ticket in rows:
        assign_ticket(ticket, to=to, at=now, actor=actor)
    return len(rows)
