"""Taking a reply back before it leaves, with all that it changed."""

from datetime import datetime
from typing import Any

from django.db.transaction import atomic
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.helpdesk.setup.queries import step_row
from dangol.helpdesk.tickets.letters import take_letter_back
from dangol.helpdesk.tickets.models import Ticket, TicketMessage
from dangol.helpdesk.tickets.moving import move_ticket, ring
from dangol.kit.errors import Refused
from dangol.kit.records import change, lock

# what a reply changes in its ticket, so that it can be taken back
_CHANGED = (
    "waits_for_us", "first_replied_at", "first_kept", "next_missed", "policy_id", "sla_from",
    "first_left", "solve_left", "next_from", "first_due_at", "next_due_at", "solve_due_at",
    "rank_at", "alarm_at", "alarmed", "priority",
)  # fmt: skip
_MOMENTS = {name for name in _CHANGED if name.endswith(("_at", "_from"))}


def before_reply(ticket: Ticket) -> dict[str, Any]:
    """What a reply may change in a ticket, as it is now, to be kept as JSON with the reply."""
    found = {name: getattr(ticket, name) for name in (*_CHANGED, "step_id")}
    before: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in found.items()
    }
    return before | {"labels": [label.pk for label in ticket.labels.all()]}


@atomic
def take_reply_back(message: TicketMessage, *, at: datetime, actor: User) -> str:
    """Undo a reply that has not left; the ticket is as it was. Returns the words, to go on."""
    ticket = lock(message.ticket)
    if message.author_id != actor.pk or message.leaves_at is None or message.dispatch is None:
        raise Refused(_("자기가 방금 보낸 답장만 되돌릴 수 있습니다."))
    if not take_letter_back(message.dispatch, actor=actor):
        raise Refused(_("이미 나갔습니다. 되돌릴 수 있는 시간은 10초입니다."))
    before = dict(message.before)
    step = step_row(before.pop("step_id", None))
    labels = before.pop("labels", None)
    text = message.text
    message.delete()
    values: dict[str, Any] = {
        name: parse_datetime(value) if name in _MOMENTS and value else value
        for name, value in before.items()
    }
    if step and step.id != ticket.step_id and step.is_active:
        move_ticket(ticket, to=step, at=at, actor=actor, reason=_("답장을 되돌림"))
    if labels is not None:
        ticket.labels.set(labels)
    ticket.refresh_from_db()
    change(
        ticket, actor=actor, **values, message_count=max(ticket.message_count - 1, 0),
        reply_count=max(ticket.reply_count - 1, 0),
    )  # fmt: skip
    ring(ticket)
    return text
