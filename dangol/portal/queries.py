"""What is a customer's own: every read of the portal begins here; all else is 404."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Q, QuerySet

from dangol.codes import preferences
from dangol.customers.models import Affiliation, ContactPoint, Customer, CustomerFile
from dangol.helpdesk.models import Space, Survey, Ticket, TicketMessage
from dangol.helpdesk.setup.models import Channel
from dangol.helpdesk.surveys.preferences import SurveyPreferences
from dangol.helpdesk.tickets.registry import Sent
from dangol.helpdesk.tickets.uploads import handed_in, handed_in_by, sent_with
from dangol.kit.korean.emails import parse_email
from dangol.messaging.models import MailFile
from dangol.orders.models import Bill, Order, Quote
from dangol.portal.models import LinkAsk, Session
from dangol.portal.preferences import PortalPreferences

Role = Affiliation.DecisionRole
MAY_SEE = (Role.DECIDER, Role.USER)
MOST_PARTIES = 5
SPAN = timedelta(minutes=15)
PER_EMAIL, PER_ADDRESS = 3, 20
SHOWN = 200
Said = TicketMessage.Kind


def digest_of(text: str) -> str:
    """What is stored in place of a secret."""
    return sha256(text.encode()).hexdigest()


def customers_with(email: str) -> list[Customer]:
    """Who has this address, the first ones; nobody for what is no address."""
    parsed = parse_email(email)
    if not parsed:
        return []
    spelled = {parsed, parsed.lower()}
    points = ContactPoint.objects.filter(medium=ContactPoint.Medium.EMAIL, value__in=spelled)
    return list(Customer.objects.filter(pk__in=points.values("customer")).order_by("pk")[:5])


def asks_too_often(digest: str, address: str, *, at: datetime) -> bool:
    """Whether an address was asked for, or a place asked from, too often in 15 minutes."""
    lately = LinkAsk.objects.filter(at__gt=at - SPAN)
    if lately.filter(digest=digest).count() >= PER_EMAIL:
        return True
    return bool(address) and lately.filter(address=address).count() >= PER_ADDRESS


def session_of(key: str, *, at: datetime) -> Session | None:
    """The stay a cookie names, unless it ended or slept too long."""
    if not key:
        return None
    idle = timedelta(minutes=preferences.get(PortalPreferences).idle_minutes)
    rows = Session.objects.filter(digest=digest_of(key), ended_at=None, seen_at__gt=at - idle)
    return rows.select_related("customer").first()


def companies_of(customer: Customer, *, today: date) -> list[Customer]:
    """Companies whose affairs a person may see: where they decide or work on them today."""
    if not preferences.get(PortalPreferences).shows_company or customer.is_company:
        return []
    places = Affiliation.objects.filter(person=customer, decision_role__in=MAY_SEE)
    places = places.filter(Q(starts_on=None) | Q(starts_on__lte=today))
    places = places.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    found = Customer.objects.filter(pk__in=places.values("company"))
    return list(found.order_by("name", "pk")[:MOST_PARTIES])


def parties_of(customer: Customer, *, today: date) -> list[Customer]:
    """Oneself, and the companies one speaks for."""
    return [customer, *companies_of(customer, today=today)]


def _ids(customer: Customer, today: date) -> list[int]:
    return [party.pk for party in parties_of(customer, today=today)]


def tickets_of(customer: Customer, *, today: date) -> "QuerySet[Ticket]":
    """What one asked, and what one's companies asked."""
    rows = Ticket.objects.filter(space=Space.CUSTOMER, merged_into=None).defer("search")
    mine = Q(customer__in=_ids(customer, today)) | Q(person=customer)
    return rows.filter(mine).select_related("step", "customer")


def said_in(ticket: Ticket, *, at: datetime) -> list[TicketMessage]:
    """What was said to each other; notes, and replies that may still be taken back, are not."""
    rows = ticket.messages.filter(kind__in=(Said.IN, Said.OUT, Said.AUTO)).defer("search")
    rows = rows.filter(Q(leaves_at=None) | Q(leaves_at__lte=at)).select_related("author")
    return list(rows.order_by("-at", "-pk")[:SHOWN])[::-1]


def files_of(ticket: Ticket, *, at: datetime) -> "QuerySet[MailFile]":
    """What was attached to what was said; nothing that could run when opened."""
    mails = [row.mail_id for row in said_in(ticket, at=at) if row.mail_id]
    rows = MailFile.objects.filter(mail__in=mails, is_inline=False, is_risky=False)
    return rows.select_related("stored").order_by("pk")


class Line(NamedTuple):
    """One thing said, with the files of its mail, those handed in here, and one sent in a chat."""

    said: TicketMessage
    files: list[MailFile]
    uploads: list[CustomerFile]
    sent: Sent | None


def lines_of(ticket: Ticket, *, at: datetime) -> tuple[list[Line], list[CustomerFile]]:
    """What was said, each with its files; and the files handed in with the first words."""
    files: dict[int, list[MailFile]] = {}
    for row in files_of(ticket, at=at):
        files.setdefault(row.mail_id, []).append(row)
    said = said_in(ticket, at=at)
    uploads, sent = handed_in_by(ticket, said), sent_with(said)
    lines = [
        Line(one, files.get(one.mail_id or 0, []), uploads.get(one.pk, []), sent.get(one.pk))
        for one in said
    ]
    return lines, uploads.get(None, [])


def upload_of(ticket: Ticket, pk: int) -> CustomerFile | None:
    """A file the customer handed in with this ticket."""
    row = handed_in(ticket).filter(file=pk).first()
    return row.file if row else None


def sent_in(ticket: Ticket, pk: int, *, at: datetime) -> Sent | None:
    """The file that a line of the ticket is, sent in the chat it came from."""
    return sent_with(row for row in said_in(ticket, at=at) if row.pk == pk).get(pk)


def survey_of_ticket(ticket: Ticket) -> Survey | None:
    """The question about a ticket since it was last done."""
    return Survey.objects.filter(ticket=ticket, turn=ticket.reopen_count).first()


def may_rate(ticket: Ticket) -> bool:
    """Whether one is asked how it was: when it is done, and the office wants to know."""
    return not ticket.is_open and preferences.get(SurveyPreferences).is_on


def own_words(ticket: Ticket) -> str:
    """The text a ticket began with, if the customer wrote it: what staff noted is theirs."""
    wrote = ticket.channel in (Channel.WEB, Channel.EMAIL, Channel.CHAT)
    return ticket.text if wrote and ticket.created_by_id is None else ""


def quotes_of(customer: Customer, *, today: date) -> "QuerySet[Quote]":
    """The newest versions of what was offered and sent."""
    rows = Quote.objects.filter(customer__in=_ids(customer, today), sent_at__isnull=False)
    return rows.filter(is_newest=True).defer("search").select_related("customer")


def orders_of(customer: Customer, *, today: date) -> "QuerySet[Order]":
    """What was ordered; nothing where the office keeps that to itself."""
    if not preferences.get(PortalPreferences).shows_orders:
        return Order.objects.none()
    rows = Order.objects.filter(customer__in=_ids(customer, today)).defer("search")
    return rows.select_related("customer")


def bills_of(customer: Customer, *, today: date) -> "QuerySet[Bill]":
    """What is billed, without what was taken back."""
    if not preferences.get(PortalPreferences).shows_orders:
        return Bill.objects.none()
    rows = Bill.objects.filter(customer__in=_ids(customer, today))
    return rows.exclude(status=Bill.Status.VOID).select_related("customer")
