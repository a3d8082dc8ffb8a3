"""Reading threads: pages of them, what is in one, and whose it may be."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.search import matching_ids
from dangol.messaging.inbox.addresses import colleagues_of_sender, customers_at
from dangol.messaging.inbox.models import Mail, MailDraft, MailFile, MailNote, MailThread
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.parsing.addresses import mailbox_key

PAGE = 40
COUNTED = 500
SHOWN = 50
BOXES = ("open", "unread", "mine", "archive")


class ThreadPage(NamedTuple):
    """Some threads, and the cursor of the older ones; empty at the end."""

    threads: list[MailThread]
    older: str


class Entry(NamedTuple):
    """A mail or a note of a thread, in the order of time."""

    at: datetime
    mail: Mail | None = None
    note: MailNote | None = None


class Conversation(NamedTuple):
    """A thread with its newest entries; `hidden` older mails are not shown yet."""

    thread: MailThread
    entries: list[Entry]
    hidden: int


def threads_seen_by(user: User, verb: str = "view") -> QuerySet[MailThread]:
    """Threads this person may read (or work on), without any order."""
    return MailThread.objects.visible_to(user, verb)


def thread_page(
    user: User, *, box: str = "open", account_id: int | None = None, q: str = "", before: str = ""
) -> ThreadPage:
    """One page of a box, newest first; `before` is the cursor of a page, `q` is searched."""
    rows = _narrowed(threads_seen_by(user), user, box, account_id)
    if q:
        return _found(rows, q, before)
    if cursor := _cursor(before):
        at, pk = cursor
        rows = rows.filter(Q(last_at__lt=at) | Q(last_at=at, pk__lt=pk))
    found = list(_shown(rows).order_by("-last_at", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    older = f"{shown[-1].last_at.isoformat()}~{shown[-1].pk}" if len(found) > PAGE else ""
    return ThreadPage(shown, older)


def _narrowed(
    rows: QuerySet[MailThread], user: User, box: str, account_id: int | None
) -> QuerySet[MailThread]:
    if account_id:
        rows = rows.filter(account=account_id)
    match box:
        case "unread":
            return rows.filter(is_unread=True, is_archived=False)
        case "mine":
            return rows.filter(assignee=user)
        case "archive":
            return rows.filter(is_archived=True)
    return rows.filter(is_archived=False)


def _found(rows: QuerySet[MailThread], q: str, before: str) -> ThreadPage:
    """Threads with mails that hold the words, by their newest such mail."""
    mails = Mail.objects.filter(thread__in=rows.values("pk"))
    cursor = as_id(before) or None
    ids = matching_ids(mails, q, limit=PAGE, before=cursor)
    order = dict.fromkeys(
        thread for _pk, thread in sorted(
            Mail.objects.filter(pk__in=ids).values_list("pk", "thread"), reverse=True
        )
    )  # fmt: skip
    threads = {row.pk: row for row in _shown(MailThread.objects.filter(pk__in=order))}
    shown = [threads[pk] for pk in order if pk in threads]
    return ThreadPage(shown, str(ids[-1]) if len(ids) == PAGE else "")


def _shown(rows: QuerySet[MailThread]) -> QuerySet[MailThread]:
    return rows.select_related("customer", "assignee", "account").defer(
        "customer__search", "customer__memo", "customer__custom"
    )


def _cursor(text: str) -> tuple[datetime, int] | None:
    at, _sign, pk = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, as_id(pk)) if moment.tzinfo and moment.year > 1 else None


def as_id(text: str) -> int:
    """A key as it stands in an address; 0, which nobody has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def unread_counts(accounts: Iterable[MailAccount]) -> dict[int, int]:
    """Unread threads by account, counted up to 500 in all: one look into a partial index."""
    rows = MailThread.objects.filter(
        account__in=[one.pk for one in accounts], is_unread=True, is_archived=False
    )
    return Counter(rows.values_list("account_id", flat=True)[:COUNTED])


def conversation_of(thread: MailThread, *, whole: bool = False) -> Conversation:
    """The newest 50 mails of a thread, or all of them, with the notes between."""
    rows = (
        thread.mails.select_related("author", "message")
        .defer("search")
        .prefetch_related(Prefetch("files", MailFile.objects.select_related("stored")))
        .order_by("-at", "-pk")
    )
    mails = list(rows if whole else rows[:SHOWN])
    notes = thread.notes.select_related("author").order_by("created_at")
    if hidden := max(thread.mail_count - len(mails), 0):
        notes = notes.filter(created_at__gte=mails[-1].at)
    entries = [Entry(mail.at, mail=mail) for mail in mails]
    entries += [Entry(note.created_at, note=note) for note in notes]
    return Conversation(thread, sorted(entries, key=lambda entry: entry.at), hidden)


def newest_mail(thread: MailThread, *, received: bool = False) -> Mail | None:
    """The last mail of a thread, or the last one that somebody else wrote."""
    rows = thread.mails.order_by("-at", "-pk")
    return (rows.filter(direction="in").first() if received else None) or rows.first()


def mails_seen_by(user: User) -> QuerySet[Mail]:
    """Mails of the threads this person may read."""
    return Mail.objects.filter(thread__in=threads_seen_by(user).values("pk"))


def file_seen_by(user: User, pk: int) -> MailFile | None:
    """A file of a mail the person may read."""
    rows = MailFile.objects.select_related("stored", "mail").filter(pk=pk)
    file = rows.first()
    return file if file and mails_seen_by(user).filter(pk=file.mail_id).exists() else None


def draft_of(user: User, thread: MailThread | None) -> MailDraft | None:
    """What the person is writing in a thread, or as a new mail."""
    return MailDraft.objects.filter(user=user, thread=thread).first()


def linked_customers(thread: MailThread, user: User) -> list[Customer]:
    """Customers the thread is filed under, those the person may see."""
    return list(customers_seen_by(user).filter(mail_links__thread=thread).order_by("pk")[:20])


def candidates_for(thread: MailThread, user: User) -> list[Customer]:
    """Customers with the address of a thread that nobody chose yet, as far as the person sees."""
    if thread.customer_id or not thread.email:
        return []
    ids = customers_at([thread.email]).get(mailbox_key(thread.email), [])
    return list(customers_seen_by(user).filter(pk__in=ids).order_by("pk")[:10])


def neighbours_by_host(thread: MailThread, user: User) -> list[Customer]:
    """Customers at the company of an unknown writer."""
    return list(colleagues_of_sender(thread.email, user).order_by("pk")[:5])


def threads_of(customer: Customer, user: User, limit: int = 30) -> list[MailThread]:
    """The customer's threads that the person may read, newest first."""
    rows = threads_seen_by(user).filter(links__customer=customer)
    return list(_shown(rows).order_by("-last_at", "-pk")[:limit])
