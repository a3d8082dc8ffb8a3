"""Tickets that are one, or were one by mistake: merge, split, sub-tickets."""

from datetime import datetime
from typing import Any

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.helpdesk.setup.models import Step
from dangol.helpdesk.setup.queries import step_of_kind
from dangol.helpdesk.tickets.models import Ticket, TicketFollower, TicketMessage
from dangol.helpdesk.tickets.moving import changed_by_step, note_stay, refuse_merged, ring
from dangol.helpdesk.tickets.services import link_tickets, open_ticket
from dangol.kit.errors import Refused
from dangol.kit.records import change, lock

Kind = TicketMessage.Kind


@atomic
def merge_tickets(ticket: Ticket, *, into: Ticket, at: datetime, actor: User | None) -> Ticket:
    """Let a ticket live on in another one: what was said, followers and labels go there.

    The merged one is done and points to the other; its mail thread answers there. Refuses a
    ticket into itself, one that was merged already, and a circle.
    """
    if ticket.pk == into.pk:
        raise Refused(_("같은 티켓에는 합칠 수 없습니다."))
    first, second = sorted((ticket, into), key=lambda row: row.pk)
    locked = {row.pk: lock(row) for row in (first, second)}
    ticket, into = locked[ticket.pk], locked[into.pk]
    refuse_merged(ticket)
    if into.merged_into_id:
        raise Refused(_("합칠 티켓이 이미 다른 티켓에 합쳐져 있습니다. 그 티켓에 합쳐 주세요."))
    if ticket.space != into.space:
        raise Refused(_("고객 상담과 사내 지원은 합칠 수 없습니다."))
    if into.parent_id == ticket.pk:
        raise Refused(_("아래 티켓에는 합칠 수 없습니다. 아래 티켓을 이 티켓에 합쳐 주세요."))
    moved = ticket.messages.update(ticket=into)
    had = set(into.followers.values_list("user_id", flat=True))
    TicketFollower.objects.bulk_create(
        [
            TicketFollower(ticket=into, user_id=pk)
            for pk in ticket.followers.values_list("user_id", flat=True)
            if pk not in had
        ]
    )
    into.labels.add(*ticket.labels.all())
    ticket.merged.update(merged_into=into)
    ticket.parts.exclude(pk=into.pk).update(parent=into)
    thread_id, replies = ticket.thread_id, ticket.reply_count
    values: dict[str, Any] = {
        "merged_into": into,
        "thread": None,
        "message_count": 0,
        "reply_count": 0,
    }
    done = step_of_kind(Step.Kind.DONE)
    assert done  # noqa: S101 - every office has one
    was_open = ticket.is_open
    if was_open:
        values |= changed_by_step(ticket, done, at)
    # its promises are the other one's from now on
    change(ticket, actor=actor, **values | {"solve_kept": None, "first_kept": None})
    if was_open:
        note_stay(ticket, at=at, actor=actor, reason=_("%(n)s에 합침") % {"n": into.number})
    taken: dict[str, Any] = {
        "message_count": into.message_count + moved,
        "reply_count": into.reply_count + replies,
    }
    if into.thread_id is None:
        taken["thread_id"] = thread_id
    taken["last_at"] = max(into.last_at, ticket.last_at)
    taken["waits_for_us"] = into.is_open and (into.waits_for_us or ticket.waits_for_us)
    change(into, actor=actor, **taken)
    for row in (ticket, into):
        ring(row)
    return into


@atomic
def split_ticket(
    ticket: Ticket, *, message: TicketMessage, subject: str, at: datetime, actor: User | None
) -> Ticket:
    """Make a ticket of its own of what the customer said from one message on; both are linked."""
    if message.ticket_id != ticket.pk or message.kind != Kind.IN:
        raise Refused(_("고객이 쓴 말에서만 나눌 수 있습니다."))
    made = open_ticket(
        subject=subject or ticket.subject, at=at, actor=actor, customer=ticket.customer,
        person=ticket.person, asker=ticket.asker, channel=ticket.channel, space=ticket.space,
        writer_name=ticket.writer_name, writer_email=ticket.writer_email,
    )  # fmt: skip
    moved = ticket.messages.filter(pk__gte=message.pk, kind=Kind.IN).update(ticket=made)
    change(ticket, actor=actor, message_count=max(ticket.message_count - moved, 0))
    change(made, actor=actor, message_count=moved, last_at=message.at)
    link_tickets(ticket, made, actor=actor)
    return made


@atomic
def open_part(ticket: Ticket, *, subject: str, at: datetime, actor: User | None) -> Ticket:
    """A sub-ticket: a part of the work with an agent of its own; the whole waits for it."""
    refuse_merged(ticket)
    if ticket.parent_id:
        raise Refused(_("아래 티켓에는 또 아래 티켓을 둘 수 없습니다."))
    if not ticket.is_open:
        raise Refused(_("완료한 티켓입니다. 다시 접수한 뒤에 나눠 주세요."))
    made = open_ticket(
        subject=subject, at=at, actor=actor, customer=ticket.customer, person=ticket.person,
        asker=ticket.asker, channel=ticket.channel, space=ticket.space,
        installed=ticket.installed, product=ticket.product, serial=ticket.serial,
        priority=ticket.priority,
    )  # fmt: skip
    return change(made, actor=actor, parent=ticket)
