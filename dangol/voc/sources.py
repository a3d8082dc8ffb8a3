"""Voices in tickets, chats, calls, mails and survey comments."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.chat.models import ChatMessage, Conversation
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.models import Space, Survey, Ticket, TicketMessage
from dangol.helpdesk.surveys.queries import surveys_seen_by
from dangol.helpdesk.tickets.queries import tickets_seen_by
from dangol.messaging.inbox.queries import threads_seen_by
from dangol.messaging.models import Mail, MailThread
from dangol.messaging.parsing.texts import split_reply
from dangol.voc.models import Channel, Voice
from dangol.voc.registry import Found, Source, sources

LONGEST = 1_000
BATCH = 500


def _batched(rows: "QuerySet[Any]") -> Iterator[list[Any]]:
    """Rows in batches by id, each its own query, so that nothing is held while jobs write."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _tickets(batch: Iterable[Ticket]) -> Iterator[Found]:
    batch = list(batch)
    bare = [row.pk for row in batch if not row.text]
    said: dict[int, str] = {}
    rows = TicketMessage.objects.filter(ticket__in=bare, kind=TicketMessage.Kind.IN)
    for pk, text in rows.order_by("-at", "-pk").values_list("ticket_id", "text"):
        said[pk] = text  # the first one stands last
    for row in batch:
        text = row.text or said.get(row.pk, "")
        complains = bool(row.request_type and row.request_type.is_complaint)
        yield Found(
            f"ticket:{row.pk}", f"{row.subject}\n{text}".strip()[:LONGEST], row.opened_at,
            row.channel, row.person_id or row.customer_id, row.agent_id, row.writer,
            row.product_id, row.severity, Voice.Kind.COMPLAINT if complains else "",
        )  # fmt: skip


def _ticket_rows() -> "QuerySet[Ticket]":
    rows = Ticket.objects.filter(space=Space.CUSTOMER, merged_into=None)
    return rows.select_related("request_type", "customer", "asker").defer("search")


def _tickets_between(start: datetime, end: datetime) -> Iterator[Found]:
    for batch in _batched(_ticket_rows().filter(opened_at__gte=start, opened_at__lt=end)):
        yield from _tickets(batch)


def _ticket(user: User, pk: int) -> Found | None:
    return next(_tickets(_ticket_rows().filter(pk__in=tickets_seen_by(user).filter(pk=pk))), None)


def _chats(batch: Iterable[Conversation]) -> Iterator[Found]:
    batch = list(batch)
    words: dict[int, list[str]] = {}
    said = ChatMessage.objects.filter(
        conversation__in=[row.pk for row in batch], sender=ChatMessage.Sender.VISITOR
    )
    for pk, text in said.order_by("pk").values_list("conversation_id", "text"):
        words.setdefault(pk, []).append(text)
    for row in batch:
        yield Found(
            f"chat:{row.pk}", "\n".join(words.get(row.pk, ()))[:LONGEST], row.began_at,
            Channel.CHAT, row.customer_id, row.agent_id, row.who,
        )  # fmt: skip


def _chat_rows() -> "QuerySet[Conversation]":
    return Conversation.objects.select_related("visitor", "customer")


def _chats_between(start: datetime, end: datetime) -> Iterator[Found]:
    rows = _chat_rows().filter(status="closed", ticket=None, merged_into=None)
    rows = rows.filter(last_at__gte=start, began_at__lt=end)
    for batch in _batched(rows):
        yield from _chats(batch)


def _chat(user: User, pk: int) -> Found | None:
    seen = Conversation.objects.visible_to(user).filter(pk=pk)
    return next(_chats(_chat_rows().filter(pk__in=seen.values("pk"))), None)


def _calls(batch: Iterable[Call]) -> Iterator[Found]:
    for row in batch:
        name = row.customer.name if row.customer else row.number
        yield Found(
            f"call:{row.pk}", row.note[:LONGEST], row.started_at, Channel.PHONE,
            row.customer_id, row.agent_id, name,
        )  # fmt: skip


def _calls_between(start: datetime, end: datetime) -> Iterator[Found]:
    rows = Call.objects.filter(started_at__gte=start, started_at__lt=end, ticket=None)
    for batch in _batched(rows.exclude(note="").select_related("customer")):
        yield from _calls(batch)


def _call(user: User, pk: int) -> Found | None:
    rows = Call.objects.visible_to(user).filter(pk=pk).select_related("customer")
    return next(_calls(rows), None)


def _threads(batch: Iterable[MailThread]) -> Iterator[Found]:
    """The first mail of each conversation: later ones answer us."""
    batch = list(batch)
    first: dict[int, Mail] = {}
    mails = Mail.objects.filter(
        thread__in=[row.pk for row in batch], direction=Mail.Direction.IN, kind=Mail.Kind.LETTER
    )
    for mail in mails.order_by("-at", "-pk").only("thread_id", "text", "at", "subject"):
        first[mail.thread_id] = mail
    for row in batch:
        if said := first.get(row.pk):
            text = f"{said.subject}\n{split_reply(said.text)[0] or said.text}"
            yield Found(
                f"mail:{row.pk}", text.strip()[:LONGEST], said.at, Channel.EMAIL,
                row.customer_id, row.assignee_id or row.owner_id, row.person or row.email,
            )  # fmt: skip


def _threads_between(start: datetime, end: datetime) -> Iterator[Found]:
    """Of customers we know, in shared accounts; what became a ticket is found there."""
    rows = MailThread.objects.filter(last_at__gte=start, owner=None, customer__isnull=False)
    rows = rows.exclude(pk__in=Ticket.objects.filter(thread__isnull=False).values("thread"))
    for batch in _batched(rows):
        yield from (found for found in _threads(batch) if start <= found.at < end)


def _thread(user: User, pk: int) -> Found | None:
    return next(_threads(threads_seen_by(user).filter(pk=pk)), None)


def _surveys(batch: Iterable[Survey]) -> Iterator[Found]:
    for row in batch:
        unhappy = row.score is not None and row.score <= Survey.Score.POOR
        name = row.ticket.writer if row.ticket else row.title
        name = row.customer.name if row.customer else name
        yield Found(
            f"survey:{row.pk}", row.comment[:LONGEST], row.answered_at or row.asked_at,
            Channel.SURVEY, row.customer_id, row.agent_id, name, row.product_id,
            kind=Voice.Kind.COMPLAINT if unhappy else "",
        )  # fmt: skip


def _survey_rows() -> "QuerySet[Survey]":
    related = ("customer", "ticket", "ticket__customer", "ticket__asker")
    return Survey.objects.exclude(comment="").select_related(*related)


def _surveys_between(start: datetime, end: datetime) -> Iterator[Found]:
    for batch in _batched(_survey_rows().filter(answered_at__gte=start, answered_at__lt=end)):
        yield from _surveys(batch)


def _survey(user: User, pk: int) -> Found | None:
    seen = surveys_seen_by(user).filter(pk=pk)
    return next(_surveys(_survey_rows().filter(pk__in=seen.values("pk"))), None)


def _survey_url(pk: int) -> str:
    row = Survey.objects.filter(pk=pk).values_list("ticket_id", "url").first()
    ticket, url = row or (None, "")
    return reverse("helpdesk:ticket_detail", args=[ticket]) if ticket else url


def _page(name: str) -> Any:
    return lambda pk: reverse(name, args=[pk])


sources.add("ticket")(Source(_("티켓"), _tickets_between, _ticket, _page("helpdesk:ticket_detail")))
sources.add("chat")(Source(_("채팅"), _chats_between, _chat, _page("chat:conversation")))
sources.add("call")(Source(_("통화"), _calls_between, _call, _page("helpdesk:call_detail")))
sources.add("mail")(Source(_("메일"), _threads_between, _thread, _page("messaging:thread_detail")))
sources.add("survey")(Source(_("만족도"), _surveys_between, _survey, _survey_url))
