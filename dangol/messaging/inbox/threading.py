"""Which conversation a mail belongs to."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from dangol.imports.bulk import among
from dangol.messaging.inbox.models import MailThread, ThreadIdentifier
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.parsing.mail import ParsedMail
from dangol.messaging.tracking.tokens import message_of

SAME_SUBJECT = timedelta(days=60)


def identifier_key(identifier: str) -> str:
    """The key of a Message-ID; those of our own messages are known by their token alone."""
    own = message_of(identifier.partition("@")[0])
    return own_key(own) if own else hashlib.sha256(identifier.encode()).hexdigest()


def own_key(message_id: int) -> str:
    """The key of a message of the outbox."""
    return f"message:{message_id}"


def keys_of(parsed: ParsedMail) -> list[str]:
    """The keys of a mail and of all mails it answers, its own first."""
    named = [parsed.message_id, *parsed.references]
    if parsed.report and parsed.report.message_id:
        named.append(parsed.report.message_id)
    return list(dict.fromkeys(identifier_key(one) for one in named if one))


def find_thread(
    account: MailAccount, parsed: ParsedMail, email: str, *, at: datetime
) -> MailThread | None:
    """The thread of the mails it names, else a late one with the same subject and person."""
    keys = keys_of(parsed)
    if keys:
        named = ThreadIdentifier.objects.filter(account=account, key__in=among(keys))
        thread = (
            MailThread.objects.filter(pk__in=named.values("thread")).order_by("-last_at").first()
        )
        if thread:
            return thread
    # an answer by a program that names nothing: the subject says so, and the same person wrote
    key = subject_key(parsed.thread_subject)
    if parsed.references or not key or parsed.thread_subject == parsed.subject.strip():
        return None
    rows = MailThread.objects.filter(account=account, subject_key=key, email=email)
    return rows.filter(last_at__gte=at - SAME_SUBJECT).order_by("-last_at").first()


def subject_key(subject: str) -> str:
    """What two subjects of one thread have in common."""
    return " ".join(subject.lower().split())[:200]


def remember(thread: MailThread, keys: Iterable[str]) -> None:
    """Let whoever names these identifiers join the thread; the first thread keeps one."""
    ThreadIdentifier.objects.bulk_create(
        [ThreadIdentifier(account_id=thread.account_id, thread=thread, key=key) for key in keys],
        ignore_conflicts=True,
    )
