from datetime import date
from typing import Any, Literal

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.api.fields import Id, Moment
from dangol.kit.personal import seen
from dangol.messaging.inbox import queries
from dangol.messaging.inbox.models import Mail, MailThread
from dangol.messaging.rights import MAIL

router = Router(tags=["mailbox"])


class ThreadOut(Schema):
    """One conversation in an account."""

    id: int
    account_id: int
    subject: str
    person: str
    email: str
    snippet: str
    customer_id: int | None
    assignee_id: int | None
    mail_count: int
    is_unread: bool
    is_archived: bool
    last_at: Moment


class ThreadsOut(Schema):
    """A page of threads, newest first; `older` continues it, empty at the end."""

    items: list[ThreadOut]
    older: str


class LargeFileOut(Schema):
    name: str
    url: str
    size: str
    expires_on: date | None


class FileOut(Schema):
    id: int
    name: str
    kind: str
    size: int


class MailOut(Schema):
    """One mail; resident numbers are masked, large files are links."""

    id: int
    thread_id: int
    direction: str
    kind: str
    sender_name: str
    sender_email: str
    to: list[list[str]]
    cc: list[list[str]]
    subject: str
    text: str
    at: Moment
    problems: list[str]
    large_files: list[LargeFileOut]
    files: list[FileOut]


class ThreadQuery(Schema):
    box: Literal["open", "unread", "mine", "archive"] = "open"
    account: Id | None = None
    q: str = ""
    before: str = ""


def _file(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "kind": row.stored.kind, "size": row.stored.size}


def _mail(row: Mail) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in MailOut.model_fields if hasattr(row, name)},
        "files": [_file(one) for one in row.files.all()],
    }


@router.get("/mail/threads", response=ThreadsOut)
@needs(MAIL)
def mail_threads(request: UserRequest, query: Query[ThreadQuery]) -> dict[str, Any]:
    """Conversations the token's owner may read: box is open, unread, mine or archive."""
    page = queries.thread_page(
        request.user,
        box=query.box,
        account_id=query.account,
        q=query.q[:100],
        before=query.before[:100],
    )
    seen(request, "api", Customer, {row.customer_id for row in page.threads if row.customer_id})
    return {"items": page.threads, "older": page.older}


@router.get("/mail/threads/{thread_id}", response=ThreadOut)
@needs(MAIL)
def mail_thread(request: UserRequest, thread_id: Id) -> MailThread:
    """One conversation."""
    thread: MailThread = get_object_or_404(queries.threads_seen_by(request.user), pk=thread_id)
    seen(request, "api", Customer, [thread.customer_id] if thread.customer_id else [])
    return thread


@router.get("/mail/threads/{thread_id}/mails", response=list[MailOut])
@needs(MAIL)
def thread_mails(request: UserRequest, thread_id: Id) -> list[dict[str, Any]]:
    """The newest 50 mails of a conversation, oldest first."""
    thread = get_object_or_404(queries.threads_seen_by(request.user), pk=thread_id)
    seen(request, "api", Customer, [thread.customer_id] if thread.customer_id else [])
    return [_mail(one.mail) for one in queries.conversation_of(thread).entries if one.mail]


@router.get("/mail/{mail_id}/raw", response={200: None})
@needs(MAIL)
def mail_raw(request: UserRequest, mail_id: Id) -> HttpResponse:
    """The mail as it came (RFC 5322); 404 when it was too large or held a resident number."""
    rows = queries.mails_seen_by(request.user).filter(raw__isnull=False)
    path = get_object_or_404(rows.values_list("raw__file", flat=True), pk=mail_id)
    with default_storage.open(path) as stored:
        return HttpResponse(stored.read(), content_type="message/rfc822")
