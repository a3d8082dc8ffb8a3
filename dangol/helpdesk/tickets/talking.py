"""What is said in a ticket: the customer's words, replies with ten seconds to think, notes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.events import TicketReplied
from dangol.helpdesk.setup.models import Channel, Macro, Step
from dangol.helpdesk.setup.queries import StepRow, step_row
from dangol.helpdesk.sla.promises import FIRST, Clock
from dangol.helpdesk.tickets.letters import Letter, send_letter
from dangol.helpdesk.tickets.macros import apply_macro, step_with
from dangol.helpdesk.tickets.models import Ticket, TicketMessage
from dangol.helpdesk.tickets.moving import (
    move_ticket,
    refuse_merged,
    reopen_ticket,
    ring,
    take_up,
    watchers_of,
)
from dangol.helpdesk.tickets.undoing import before_reply
from dangol.kit.errors import Conflict
from dangol.kit.events import publish
from dangol.kit.korean.text import clean_text
from dangol.kit.records import change, lock
from dangol.kit.search import search_text
from dangol.messaging.models import Mail
from dangol.workspace.mentions import mentioned, tell_mentioned
from dangol.workspace.services import notify

UNDO = timedelta(seconds=10)
LONGEST = 100_000
VIEW = "helpdesk.view_ticket"
Kind = TicketMessage.Kind


@atomic
def reply_to_ticket(  # noqa: PLR0913
    ticket: Ticket,
    letter: Letter,
    *,
    at: datetime,
    actor: User,
    source: str,
    then: StepRow | None = None,
    seen: int | None = None,
    confirmed: bool = False,
    macro: Macro | None = None,
) -> TicketMessage:
    """Answer the customer; it leaves ten seconds from now. `then` is the step it moves to, else
    that of the canned words it was written with, whose priority and labels the ticket gets too.

    `seen` is the newest message the writer saw: if a colleague answered meanwhile, raises
    Conflict, so that nobody is answered twice. The same `source` is one reply. Writing in
    somebody's pool ticket makes it the writer's.
    """
    ticket = lock(ticket)
    refuse_merged(ticket)
    if known := TicketMessage.objects.filter(source=source).first():
        return known
    _refuse_crossing(ticket, seen, actor)
    text = _checked(letter.text)
    leaves_at = at + UNDO
    sent = send_letter(
        ticket, letter, actor=actor, source=source, at=at, leaves_at=leaves_at, confirmed=confirmed
    )
    message = _keep(
        ticket, Kind.OUT, text, at=at, author=actor, name=actor.name, to=sent.to, mail=sent.mail,
        dispatch=sent.dispatch, channel=sent.channel, source=source, leaves_at=leaves_at,
        before=before_reply(ticket),
    )  # fmt: skip
    if macro:
        ticket = apply_macro(ticket, macro, at=at, actor=actor)
    then = then or step_with(macro)
    is_first = _answered(ticket, at=at, actor=actor)
    if then and then.id != ticket.step_id:
        move_ticket(ticket, to=then, at=at, actor=actor)
    elif then is None:
        take_up(ticket, at=at, actor=actor)
    if ticket.customer_id:
        publish(
            TicketReplied(
                customer_id=ticket.customer_id,
                ticket_id=ticket.pk,
                is_first=is_first,
                actor_id=actor.pk,
            )
        )
    ring(ticket)
    return message


@atomic
def note_answer(
    ticket: Ticket, *, text: str, at: datetime, actor: User, channel: str = Channel.PHONE,
    source: str | None = None,
) -> TicketMessage:  # fmt: skip
    """Keep what the customer was told by phone or face to face: an answer nothing is sent for."""
    ticket = lock(ticket)
    refuse_merged(ticket)
    message = _keep(
        ticket, Kind.OUT, _checked(text), at=at, author=actor, name=actor.name, channel=channel,
        source=source,
    )  # fmt: skip
    _answered(ticket, at=at, actor=actor)
    take_up(ticket, at=at, actor=actor)
    ring(ticket)
    return message


@atomic
def write_note(
    ticket: Ticket,
    *,
    text: str,
    at: datetime,
    actor: User | None,
    source: str | None = None,
    macro: Macro | None = None,
) -> TicketMessage:
    """Leave a note for colleagues; it is never sent. Those named with @ are told and follow.

    Without an actor it is the desk itself that noticed something.
    """
    if source and (known := TicketMessage.objects.filter(source=source).first()):
        return known
    name = actor.name if actor else _("자동")
    message = _keep(
        ticket, Kind.NOTE, _checked(text), at=at, author=actor, name=name, source=source
    )
    said = _("%(name)s님이 티켓 %(number)s에서 불렀습니다.")
    tell_mentioned(
        message.text,
        said % {"name": name, "number": ticket.number},
        url=ticket.get_absolute_url(),
        may_see=lambda person: person.scope_of(VIEW) is not None,
    )
    for pk in mentioned(message.text):
        ticket.followers.get_or_create(user_id=pk)
    if macro and actor:
        ticket = apply_macro(ticket, macro, at=at, actor=actor)
        if (step := step_with(macro)) and step.id != ticket.step_id:
            move_ticket(ticket, to=step, at=at, actor=actor)
    ring(ticket)
    return message


@atomic
def hear_customer(  # noqa: PLR0913
    ticket: Ticket,
    *,
    text: str,
    at: datetime,
    name: str = "",
    channel: str = Channel.EMAIL,
    mail: Mail | None = None,
    actor: User | None = None,
    is_machine: bool = False,
    is_told: bool = True,
    source: str | None = None,
) -> TicketMessage:
    """Keep what the customer wrote; a ticket that was done is taken up again (재접수).

    What a machine wrote is kept too, but moves nothing and starts no clock. Without `is_told` its
    agent and followers get no notice: they read it elsewhere already.
    """
    ticket = lock(ticket)
    kind = Kind.MACHINE if is_machine else Kind.IN
    message = _keep(
        ticket, kind, text, at=at, author=None, name=name, mail=mail, channel=channel,
        source=source,
    )  # fmt: skip
    if is_machine:
        return message
    if ticket.is_open:
        here = step_row(ticket.step_id)
        if here and here.kind == Step.Kind.CONFIRM:
            take_up(ticket, at=at, actor=actor)
            ticket.refresh_from_db()
    else:
        reopen_ticket(ticket, at=at, actor=actor, reason=_("고객이 다시 씀"))
        ticket.refresh_from_db()
    clock = Clock.of(ticket)
    clock.ask(at)
    change(ticket, actor=actor, waits_for_us=True, **clock.values())
    if is_told:
        _tell_watchers(ticket)
    ring(ticket)
    return message


def _tell_watchers(ticket: Ticket) -> None:
    if people := watchers_of(ticket):
        text = _("고객이 답했습니다: %(number)s %(subject)s")
        notify(
            people,
            text % {"number": ticket.number, "subject": ticket.subject},
            url=ticket.get_absolute_url(),
        )


def _refuse_crossing(ticket: Ticket, seen: int | None, actor: User) -> None:
    if seen is None:
        return
    newer = ticket.messages.filter(kind=Kind.OUT, pk__gt=seen).exclude(author=actor)
    other = newer.select_related("author").order_by("-pk").first()
    if other and other.author:
        raise Conflict(
            _("그사이 %(name)s님이 답장했습니다. 내용을 확인하고 그래도 보내려면 다시 누르세요.")
            % {"name": other.author.name}
        )


def _answered(ticket: Ticket, *, at: datetime, actor: User) -> bool:
    """The clock hears of an answer; says whether it was the first."""
    clock = Clock.of(ticket)
    is_first = ticket.first_replied_at is None
    values: dict[str, Any] = {"waits_for_us": False}
    if is_first:
        values |= {"first_replied_at": at, "first_kept": clock.kept(FIRST, at)}
    elif ticket.next_due_at and at > ticket.next_due_at:
        values["next_missed"] = ticket.next_missed + 1
    if ticket.agent_id is None:
        values["agent"] = actor
    clock.answer()
    change(ticket, actor=actor, **values, **clock.values())
    return is_first


def _checked(text: str) -> str:
    text = refuse_resident_number(clean_text(text))
    if not text.strip():
        raise ValidationError({"text": _("내용을 적어 주세요.")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("10만 자까지 적을 수 있습니다.")})
    return text


def _keep(
    ticket: Ticket, kind: str, text: str, *, at: datetime, to: Sequence[str] = (), **values: Any
) -> TicketMessage:
    message = TicketMessage.objects.create(
        ticket=ticket,
        kind=kind,
        text=text,
        to=list(to),
        at=at,
        search=search_text(notes=(values.get("name", ""), text[:20_000])),
        **values,
    )
    ticket.message_count += 1
    ticket.reply_count += kind == Kind.OUT
    ticket.last_at = max(at, ticket.last_at)
    Ticket.objects.filter(pk=ticket.pk).update(
        message_count=ticket.message_count,
        reply_count=ticket.reply_count,
        last_at=ticket.last_at,
    )
    return message
