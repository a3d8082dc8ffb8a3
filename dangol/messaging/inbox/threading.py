"""Which conversation a mail belongs to."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from dangol.imports.bulk import among
from dangol.messaging.inbox.models import MailDraft, MailThread, ThreadCustomer, ThreadIdentifier
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
    """The thread of the mails it names, else a late one with the same subject and person.

    A mail that names mails of several threads shows that they are one: they are joined.
    """
    keys = keys_of(parsed)
    if keys:
        named = ThreadIdentifier.objects.filter(account=account, key__in=among(keys))
        rows = MailThread.objects.filter(pk__in=named.values("thread"))
        if found := list(rows.order_by("-last_at")):
            return join(found)
    # an answer by a program that names nothing: the subject says so, and the same person wrote
    key = subject_key(parsed.thread_subject)
    if parsed.references or not key or parsed.thread_subject == parsed.subject.strip():
        return None
    rows = MailThread.objects.filter(account=account, subject_key=key, email=email)
    return rows.filter(last_at__gte=at - SAME_SUBJECT).order_by("-last_at").first()


def join(threads: list[MailThread]) -> MailThread:
    """The first of these threads with all that hangs on the others, as one conversation.

    Those of another person stay apart: they may not be seen by the same people.
    """
    kept, *others = threads
    others = [one for one in others if one.owner_id == kept.owner_id]
    if not others:
        return kept
    ids = [one.pk for one in others]
    known = ThreadCustomer.objects.filter(thread=kept).values("customer")
    ThreadCustomer.objects.filter(thread__in=ids, customer__in=known).delete()
    MailDraft.objects.filter(thread__in=ids).delete()
    for relation in MailThread._meta.related_objects:  # those of the apps above too
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
        if relation.related_model is ThreadCustomer:
            _move_customers(kept, ids)
        else:
            rows.update(**{relation.field.name: kept.pk})
    whole = [kept, *others]
    MailThread.objects.filter(pk=kept.pk).update(
        mail_count=sum(one.mail_count for one in whole),
        has_files=any(one.has_files for one in whole),
        is_unread=any(one.is_unread for one in whole),
        is_archived=all(one.is_archived for one in whole),
        customer=next((one.customer_id for one in whole if one.customer_id), None),
        assignee=next((one.assignee_id for one in whole if one.assignee_id), None),
    )
    MailThread.objects.filter(pk__in=ids).delete()
    kept.refresh_from_db()
    return kept


def _move_customers(kept: MailThread, ids: list[int]) -> None:
    links = ThreadCustomer.objects.filter(thread__in=ids)
    customers = set(links.values_list("customer_id", flat=True))
    links.delete()
    ThreadCustomer.objects.bulk_create(
        [ThreadCustomer(thread=kept, customer_id=pk) for pk in sorted(customers)],
        ignore_conflicts=True,
    )


def subject_key(subject: str) -> str:
    """What two subjects of one thread have in common."""
    return " ".join(subject.lower().split())[:200]


def remember(thread: MailThread, keys: Iterable[str]) -> None:
    """Let whoever names these identifiers join the thread; the first thread keeps one."""
    ThreadIdentifier.objects.bulk_create(
        [ThreadIdentifier(account_id=thread.account_id, thread=thread, key=key) for key in keys],
        ignore_conflicts=True,
    )
