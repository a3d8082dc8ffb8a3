"""The form of an answer, filled in from the thread it answers."""

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from dangol.accounts.requests import UserRequest
from dangol.messaging.inbox import queries
from dangol.messaging.inbox.forms import LetterForm
from dangol.messaging.inbox.models import Mail, MailThread

MODES = {
    "reply": (_("답장"), "corner-down-left"),
    "all": (_("모두에게"), "users"),
    "forward": (_("전달"), "arrow-right"),
    "note": (_("내부 메모"), "sticky-note"),
}


def letter_form(
    request: UserRequest, thread: MailThread, mode: str, *, data: Any = None, files: Any = None
) -> LetterForm:
    """The form of an answer, filled in with whom and what it answers, or with one's draft."""
    mail = queries.newest_mail(thread, received=True)
    draft = queries.draft_of(request.user, thread)
    first = _first(thread, mail, mode) | {"source": f"letter:{uuid4().hex}"}
    if draft and draft.mode == mode:
        first |= {"to": draft.to or first["to"], "text": draft.text}
    kept = list(mail.files.all()) if mail and mode == "forward" else []
    return LetterForm(data, files, initial=first, user=request.user, kept=kept)


def _first(thread: MailThread, mail: Mail | None, mode: str) -> dict[str, Any]:
    prefix = "Fwd: " if mode == "forward" else "Re: "
    to = [] if mode == "forward" else [_answer_to(thread, mail)]
    if mode == "all" and mail:
        own = {thread.account.email.lower(), *(one.lower() for one in to)}
        others = [email for _name, email in [*mail.to, *mail.cc]]
        to += [email for email in others if email.lower() not in own]
    kept = [str(one.pk) for one in mail.files.all()] if mail and mode == "forward" else []
    return {
        "to": ", ".join(one for one in dict.fromkeys(to) if one),
        "subject": prefix + thread.subject,
        "keep": kept,
    }


def _answer_to(thread: MailThread, mail: Mail | None) -> str:
    """Where an answer goes: as the writer wished, to the writer, or again to whom we wrote."""
    if mail is None:
        return thread.email
    if mail.is_mine:
        return str(mail.to[0][1]) if mail.to else thread.email
    return mail.reply_to or mail.sender_email
