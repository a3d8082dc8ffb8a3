"""From step to step: every stay is kept, and the clock stops and runs with the steps."""

from datetime import datetime
from typing import Any

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.calendar.queries import business_minutes_between
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.events import TicketMoved, TicketReopened, TicketSolved
from dangol.helpdesk.setup.models import Step
from dangol.helpdesk.setup.queries import StepRow, step_of_kind, step_row
from dangol.helpdesk.sla.promises import SOLVE, Clock
from dangol.helpdesk.tickets.models import Ticket, TicketStep
from dangol.helpdesk.tickets.queries import marked
from dangol.kit import realtime
from dangol.kit.errors import Conflict, Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean
from dangol.kit.records import change, lock

Kind = Step.Kind
DESK = "desk:all"


def note_stay(
    ticket: Ticket,
    *,
    at: datetime,
    actor: User | None,
    reason: str = "",
    is_reopening: bool = False,
) -> None:
    """End the stay before and begin one in the step, team and hands the ticket is in now."""
    TicketStep.objects.filter(ticket=ticket, ended_at=None).update(ended_at=at)
    TicketStep.objects.create(
        ticket=ticket,
        step_id=ticket.step_id,
        team_id=ticket.team_id,
        agent_id=ticket.agent_id,
        actor=actor,
        at=at,
        is_reopening=is_reopening,
        reason=reason,
    )


def changed_by_step(ticket: Ticket, step: StepRow, at: datetime) -> dict[str, Any]:
    """What changes in a ticket that enters a step: clock, time worked, and whether it is done."""
    clock, here = Clock.of(ticket), step_row(ticket.step_id)
    is_done = step.kind == Kind.DONE
    values: dict[str, Any] = {"step_id": step.id, "step_since": at, "is_open": not is_done}
    if is_done:
        values["solve_kept"] = clock.kept(SOLVE, at)
        values["solved_at"] = at
        values["work_minutes"] = business_minutes_between(ticket.opened_at, at)
        values["waits_for_us"] = False
        clock.answer()
    elif not ticket.is_open:
        values |= {"solved_at": None, "solve_kept": None, "work_minutes": None}
    if here and here.kind == Kind.WORK:
        spent = round((at - ticket.step_since).total_seconds())
        values["worked_seconds"] = ticket.worked_seconds + max(spent, 0)
    if is_done == ticket.is_open:
        values["search"] = marked(ticket.search, is_open=not is_done)
    clock.is_open = not is_done
    if is_done or step.stops_clock:
        clock.stop(at)
    else:
        clock.go(at)
    # a first answer that was never given is promised still
    clock.answered = ticket.first_replied_at is not None
    return values | clock.values()


@atomic
def move_ticket(
    ticket: Ticket,
    *,
    to: StepRow,
    at: datetime,
    actor: User | None,
    reason: str = "",
    seen_in: int | None = None,
    **values: Any,
) -> Ticket:
    """Put a ticket into a step; out of 완료 it is a 재접수.

    `seen_in` is the step the mover saw it in: if somebody moved it meanwhile, raises Conflict.
    Refuses 보류 without a reason, and to finish while parts of the ticket are open.
    """
    ticket = lock(ticket)
    refuse_merged(ticket)
    if seen_in is not None and seen_in != ticket.step_id:
        here = step_row(ticket.step_id)
        raise Conflict(
            _("그사이 다른 사람이 이 티켓을 ‘%(step)s’(으)로 옮겼습니다.")
            % {"step": here.name if here else ""}
        )
    if to.id == ticket.step_id:
        return change(ticket, actor=actor, **values) if values else ticket
    reason = refuse_resident_number(clean(reason))[:300]
    _refuse_move(ticket, to, reason)
    before, was_open = ticket.step_id, ticket.is_open
    is_reopening = not was_open
    if is_reopening:
        values["reopen_count"] = ticket.reopen_count + 1
        values["waits_for_us"] = True
    change(ticket, actor=actor, **changed_by_step(ticket, to, at), **values)
    note_stay(ticket, at=at, actor=actor, reason=reason, is_reopening=is_reopening)
    _tell(ticket, before, is_reopening, actor)
    return ticket


def _refuse_move(ticket: Ticket, to: StepRow, reason: str) -> None:
    if not to.is_active:
        raise Refused(_("쓰지 않는 단계입니다."))
    if to.kind == Kind.HOLD and not reason:
        raise Refused(_("보류하는 까닭을 적어 주세요."))
    if to.kind == Kind.ASSIGNED and ticket.agent_id is None:
        raise Refused(_("담당자를 먼저 정해 주세요."))
    if to.kind == Kind.DONE and ticket.parts.filter(is_open=True).exists():
        raise Refused(_("아래 티켓이 아직 끝나지 않았습니다. 먼저 마쳐 주세요."))


def _tell(ticket: Ticket, before: int, is_reopening: bool, actor: User | None) -> None:
    actor_id = actor.pk if actor else None
    publish(
        TicketMoved(ticket_id=ticket.pk, before=before, after=ticket.step_id, actor_id=actor_id)
    )
    if ticket.customer_id and not ticket.is_open:
        publish(
            TicketSolved(
                customer_id=ticket.customer_id,
                ticket_id=ticket.pk,
                actor_id=actor_id,
                request_type_id=ticket.request_type_id,
            )
        )
    if ticket.customer_id and is_reopening:
        publish(
            TicketReopened(customer_id=ticket.customer_id, ticket_id=ticket.pk, actor_id=actor_id)
        )
    ring(ticket)


def reopen_ticket(ticket: Ticket, *, at: datetime, actor: User | None, reason: str = "") -> Ticket:
    """재접수: back to the first step; with an agent, into their hands again."""
    kind = Kind.ASSIGNED if ticket.agent_id else Kind.START
    to = step_of_kind(kind)
    assert to  # noqa: S101 - every office has both
    return move_ticket(ticket, to=to, at=at, actor=actor, reason=reason)


def take_up(ticket: Ticket, *, at: datetime, actor: User | None) -> Ticket:
    """Put a ticket that was just worked on into the step of work, from where it waited."""
    here = step_row(ticket.step_id)
    work = step_of_kind(Kind.WORK)
    if here and work and here.kind in (Kind.START, Kind.ASSIGNED, Kind.HOLD, Kind.CONFIRM):
        return move_ticket(ticket, to=work, at=at, actor=actor)
    return ticket


def refuse_merged(ticket: Ticket) -> None:
    """Nothing happens to a ticket that lives on in another one."""
    if ticket.merged_into_id:
        raise Refused(_("다른 티켓에 합쳐진 티켓입니다. 합친 티켓에서 이어 가세요."))


def watchers_of(ticket: Ticket) -> list[int]:
    """Ids of who hears what happens to a ticket: its agent and its followers."""
    people = set(ticket.followers.values_list("user_id", flat=True))
    return sorted(people | ({ticket.agent_id} if ticket.agent_id else set()))


def ring(ticket: Ticket) -> None:
    """Tell open desks: their list, and the ticket if it is open there."""
    realtime.send(DESK, {"topic": f"ticket:{ticket.pk}"})
    realtime.send(DESK, {"topic": "desk"})
