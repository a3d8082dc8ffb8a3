"""What the desk shows, gathered once per request: the list, and the conversation beside it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.kit.personal import seen
from dangol.messaging.inbox import queries
from dangol.messaging.inbox.forms import NoteForm
from dangol.messaging.inbox.letters import MODES, letter_form
from dangol.messaging.inbox.models import MailThread
from dangol.messaging.inbox.shown import shown_mail
from dangol.messaging.mailboxes.queries import accounts_seen_by
from dangol.messaging.rights import ADD_ACCOUNT, SEND

REGISTER = "customers.add_customer"
BOXES = {
    "open": _("받은 편지"),
    "unread": _("안 읽음"),
    "mine": _("맡은 것"),
    "archive": _("보관함"),
}


def boxes(request: UserRequest) -> dict[str, Any]:
    """The list beside a conversation: accounts, box, search, one page of threads."""
    accounts = list(accounts_seen_by(request.user))
    box = request.GET.get("box", "open")
    chosen = request.GET.get("account", "")
    account_id = queries.as_id(chosen) or None
    q = request.GET.get("q", "").strip()[:100]
    page = queries.thread_page(
        request.user,
        box=box if box in queries.BOXES else "open",
        account_id=account_id,
        q=q,
        before=request.GET.get("before", ""),
    )
    seen(request, "list", Customer, {row.customer_id for row in page.threads if row.customer_id})
    counts = queries.unread_counts(accounts)
    return {
        "accounts": [(one, counts.get(one.pk, 0)) for one in accounts],
        "unread": sum(counts.values()),
        "box": box,
        "account_id": account_id,
        "q": q,
        "page": page,
        "boxes": list(BOXES.items()),
        "may_write": bool(accounts) and request.user.has_perm(SEND),
        "may_add": request.user.has_perm(ADD_ACCOUNT),
    }


def _thread(request: UserRequest, pk: int, verb: str = "view") -> MailThread:
    rows = queries.threads_seen_by(request.user, verb)
    return get_object_or_404(rows.select_related("account", "customer", "assignee", "owner"), pk=pk)


def thread_of(request: UserRequest, pk: int, verb: str = "view") -> MailThread:
    """The thread of an address; 404 when the user may not see (or work on) it."""
    rows = queries.threads_seen_by(request.user, verb)
    return get_object_or_404(rows.select_related("account", "customer", "assignee", "owner"), pk=pk)


def conversation(request: UserRequest, thread: MailThread, **more: Any) -> dict[str, Any]:
    user, today = request.user, timezone.localdate()
    talk = queries.conversation_of(thread, whole="whole" in request.GET)
    linked = queries.linked_customers(thread, user)
    candidates = queries.candidates_for(thread, user)
    unknown = not thread.customer_id and not candidates
    may_work = queries.threads_seen_by(user, "change").filter(pk=thread.pk).exists()
    may_send = user.has_perm(SEND)
    mode = more.pop("mode", "") or _mode(request, thread, may_send)
    seen(request, "view", Customer, {row.pk for row in (*linked, *candidates)})
    return {
        "thread": thread,
        "entries": [
            (shown_mail(entry.mail, today=today) if entry.mail else None, entry.note)
            for entry in talk.entries
        ],
        "hidden": talk.hidden,
        "linked": linked,
        "candidates": candidates,
        "same_company": queries.neighbours_by_host(thread, user) if unknown else [],
        "unknown": unknown,
        "may_work": may_work,
        "may_send": may_send,
        "mode": mode,
        "modes": [
            (key, label, sign)
            for key, (label, sign) in MODES.items()
            if (may_work if key == "note" else may_send)
        ],
        "note_form": more.get("note_form") or NoteForm(),
        "answer_form": more.get("answer_form") or letter_form(request, thread, mode),
        "may_register": user.has_perm(REGISTER),
        "people": User.objects.filter(is_active=True).order_by("name"),
        **more,
    }


def _mode(request: UserRequest, thread: MailThread, may_send: bool) -> str:
    """What one writes below: as asked, else one's draft, else nothing yet."""
    draft = queries.draft_of(request.user, thread)
    chosen = request.GET.get("mode", draft.mode if draft else "")
    return chosen if chosen == "note" or (may_send and chosen in MODES) else ""
