"""Acts on tickets: open one, correct it, and what hangs on it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.custom import clean_custom
from dangol.codes.numbers import next_number
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.events import TicketOpened
from dangol.helpdesk.setup.models import RequestType, Step
from dangol.helpdesk.setup.queries import step_of_kind
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.sla.promises import Clock
from dangol.helpdesk.sla.queries import policy_for
from dangol.helpdesk.tickets.assigning import choose_agent, route_of
from dangol.helpdesk.tickets.models import Ticket, TicketFollower, TicketLink
from dangol.helpdesk.tickets.moving import note_stay, refuse_merged, ring
from dangol.helpdesk.tickets.queries import marked
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, create, lock, remove
from dangol.kit.search import search_text
from dangol.workspace.services import notify

RECORD = "helpdesk.ticket"
Kind = Step.Kind
_TEXTS = {
    "subject": clean,
    "text": clean_text,
    "serial": clean,
    "compensation_note": clean,
    "writer_name": clean,
}
# what decides which promise counts
_PROMISED_BY = ("space", "channel", "request_type_id", "priority", "customer_id")
LONGEST = 1_000_000


@atomic
def open_ticket(
    *,
    subject: str,
    at: datetime,
    actor: User | None,
    customer: Customer | None = None,
    number: str = "",
    source: str | None = None,
    **values: Any,
) -> Ticket:
    """Write down what somebody asks for; it goes where the rules say and its clock starts.

    The same `source` opens one ticket, however often it is told. Chosen teams, agents and
    priorities stand before those of the rules. Refuses resident numbers and texts over 1 MB.
    """
    install_desk()
    if source and (known := Ticket.objects.filter(source=source).first()):
        return known
    values = checked({"subject": subject, **values}, Ticket())
    draft = Ticket(customer=customer, **values)
    grade_id = customer.grade_id if customer else None
    for name, value in route_of(draft, grade_id=grade_id).items():
        if getattr(draft, name) in (None, "") or (name == "priority" and "priority" not in values):
            values[name] = value
            setattr(draft, name, value)
    draft.agent_id = draft.agent_id or choose_agent(draft, at=at)
    step = step_of_kind(Kind.ASSIGNED if draft.agent_id else Kind.START)
    assert step  # noqa: S101 - install_desk made both
    number = clean(number) or next_number(RECORD)
    values |= Clock.begin(policy_for(draft, grade_id), at).values()
    values |= {"agent_id": draft.agent_id, "search": tokens(draft, number, customer)}
    if is_repeat(draft, customer):
        values["is_repeat"] = True
    ticket = create(
        Ticket,
        actor=actor,
        **values,
        number=number,
        customer=customer,
        source=source,
        step_id=step.id,
        step_since=at,
        opened_at=at,
        last_at=at,
        created_by=actor,
    )
    note_stay(ticket, at=at, actor=actor)
    _tell_opened(ticket, actor)
    return ticket


def _tell_opened(ticket: Ticket, actor: User | None) -> None:
    if ticket.customer_id:
        publish(
            TicketOpened(
                customer_id=ticket.customer_id,
                ticket_id=ticket.pk,
                channel=ticket.channel,
                actor_id=actor.pk if actor else None,
            )
        )
    if ticket.agent_id and (actor is None or ticket.agent_id != actor.pk):
        text = _("새 티켓을 맡았습니다: %(number)s %(subject)s")
        notify(
            [ticket.agent_id],
            text % {"number": ticket.number, "subject": ticket.subject},
            url=ticket.get_absolute_url(),
        )
    ring(ticket)


def is_repeat(ticket: Ticket, customer: Customer | None) -> bool:
    """재발 (F94): the customer complained of the same kind before."""
    if customer is None or ticket.request_type_id is None:
        return False
    complaint = RequestType.objects.filter(pk=ticket.request_type_id, is_complaint=True)
    earlier = customer.tickets.filter(request_type=ticket.request_type_id)
    return complaint.exists() and earlier.exists()


@atomic
def edit_ticket(
    ticket: Ticket, *, at: datetime, actor: User | None, version: int | None = None, **values: Any
) -> Ticket:
    """Change what a ticket says; step, team and agent have acts of their own.

    Where another promise counts from now on, the time that has passed is taken off it.
    """
    ticket = lock(ticket)
    refuse_merged(ticket)
    before = [getattr(ticket, name) for name in _PROMISED_BY]
    values = checked(values, ticket)
    labels = values.pop("labels", None)
    draft = Ticket(**{name: values.get(name, getattr(ticket, name)) for name in _PROMISED_BY[:4]})
    customer = values.get("customer", ticket.customer)
    if ticket.is_open and (
        "customer" in values or [getattr(draft, name) for name in _PROMISED_BY[:4]] != before[:4]
    ):
        clock = Clock.of(ticket)
        clock.switch(policy_for(draft, customer.grade_id if customer else None), at)
        values |= clock.values()
    if values.keys() & {"subject", "text", "customer", "serial"}:
        named = Ticket(
            is_open=ticket.is_open,
            **{name: values.get(name, getattr(ticket, name)) for name in _TEXTS},
        )
        values["search"] = tokens(named, ticket.number, customer)
    change(ticket, actor=actor, version=version, **values)
    if labels is not None:
        ticket.labels.set(labels)
    ring(ticket)
    return ticket


@atomic
def remove_ticket(ticket: Ticket, *, actor: User | None) -> None:
    """Delete a ticket that should never have been; what happened stays on the timeline."""
    ticket = lock(ticket)
    if ticket.merged.exists():
        raise Refused(_("다른 티켓이 합쳐져 있어 지울 수 없습니다."))
    remove(ticket, actor=actor)


@atomic
def follow_ticket(ticket: Ticket, user: User, *, wanted: bool) -> None:
    """Hear what happens to a ticket, or no longer."""
    if wanted:
        TicketFollower.objects.get_or_create(ticket=ticket, user=user)
    else:
        ticket.followers.filter(user=user).delete()


@atomic
def link_tickets(one: Ticket, other: Ticket, *, actor: User | None) -> None:
    """Say that two tickets have to do with each other; twice is once."""
    if one.pk == other.pk:
        raise Refused(_("같은 티켓입니다. 다른 티켓의 번호를 적어 주세요."))
    first, second = sorted((one.pk, other.pk))
    TicketLink.objects.get_or_create(first_id=first, second_id=second)
    for row in (one, other):
        ring(row)


def checked(values: dict[str, Any], ticket: Ticket) -> dict[str, Any]:
    """The values tidied; raises ValidationError by field."""
    errors: dict[str, Any] = {}
    for name, tidy in _TEXTS.items():
        if name in values:
            try:
                values[name] = refuse_resident_number(tidy(values[name] or ""))
            except ValidationError as error:
                errors[name] = error.messages
    if len(values.get("text", "")) > LONGEST:
        errors["text"] = _("내용이 너무 깁니다. 1MB 아래로 줄이거나 파일로 받아 주세요.")
    if "subject" in values and not values["subject"] and "subject" not in errors:
        errors["subject"] = _("제목을 적어 주세요.")
    if "custom" in values:
        values["custom"] = clean_custom(RECORD, values["custom"], before=ticket.custom)
    installed = values.get("installed")
    if installed:
        values.setdefault("product", installed.product)
        values["serial"] = values.get("serial") or installed.serial
    if errors:
        raise ValidationError(errors)
    return values


def tokens(ticket: Ticket, number: str, customer: Customer | None) -> str:
    """What the search finds a ticket by."""
    words = (ticket.subject, number, ticket.serial, ticket.writer_name, ticket.writer_email)
    notes = (customer.name if customer else "", ticket.text[:20_000])
    return marked(search_text(*words, notes=notes), is_open=ticket.is_open)
