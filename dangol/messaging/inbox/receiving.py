"""A mail arrives: it is cleaned, filed into its thread and told to the customers' timeline."""

import hashlib
from datetime import datetime

from django.db import IntegrityError
from django.db.transaction import atomic

from dangol.kit import realtime
from dangol.kit.events import publish
from dangol.kit.korean.identifiers import mask_resident_numbers
from dangol.kit.korean.text import clean
from dangol.messaging.events import MailArrived, MailFiled, MailReceived, MailReplied
from dangol.messaging.inbox.addresses import copier_of, customers_at
from dangol.messaging.inbox.building import build_mail, freshen
from dangol.messaging.inbox.filing import file_attachments
from dangol.messaging.inbox.models import Mail, MailThread, ThreadCustomer
from dangol.messaging.inbox.reactions import answered_message, message_to, react
from dangol.messaging.inbox.threading import find_thread, keys_of, remember, subject_key
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.parsing.addresses import Address, mailbox_key
from dangol.messaging.parsing.mail import ParsedMail, parse_mail
from dangol.messaging.parsing.problems import Problem

Kind, Direction = Mail.Kind, Mail.Direction
_REPORTS = {
    "bounce": Kind.BOUNCE,
    "delay": Kind.DELAY,
    "delivered": Kind.RECEIPT,
    "read": Kind.RECEIPT,
    "complaint": Kind.COMPLAINT,
}


def receive(
    account: MailAccount, data: bytes, *, at: datetime, is_sent: bool = False, is_seen: bool = False
) -> Mail | None:
    """File one mail (RFC 5322 bytes) that reached the account `at`; None when it is there already.

    `is_sent` says it lay in the folder of sent mails, `is_seen` that it was read elsewhere. Never
    raises for what is in the mail.
    """
    parsed = parse_mail(data)
    mark = fingerprint(parsed, data)
    if Mail.objects.filter(account=account, fingerprint=mark).exists():
        return None
    try:
        with atomic():
            return _file(account, parsed, data, mark, at, is_sent=is_sent, is_seen=is_seen)
    except IntegrityError:  # another worker was faster
        if Mail.objects.filter(account=account, fingerprint=mark).exists():
            return None
        raise


def fingerprint(parsed: ParsedMail, data: bytes) -> str:
    """What tells a mail from all others of the account, in whatever folder it is met again."""
    if not parsed.message_id:
        return hashlib.sha256(data).hexdigest()
    named = f"{parsed.message_id}\n{parsed.sender.email}\n{parsed.headers.raw('date')!r}"
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()


def _file(
    account: MailAccount,
    parsed: ParsedMail,
    data: bytes,
    mark: str,
    at: datetime,
    *,
    is_sent: bool,
    is_seen: bool,
) -> Mail:
    copied_by = copier_of(account, _all_addresses(parsed))
    author_id = copied_by or (account.owner_id if is_sent else None)
    direction = Direction.OUT if is_sent or copied_by else Direction.IN
    kind = _kind(parsed, is_copy=copied_by is not None)
    person = _counterpart(account, parsed, direction)
    thread = find_thread(account, parsed, person.email, at=at) or _open(
        account, parsed, person, owner_id=copied_by or account.owner_id, at=at
    )
    answered = answered_message(parsed)
    mail = build_mail(parsed, data, thread)
    mail.fingerprint, mail.direction, mail.kind, mail.at = mark, direction, kind, at
    mail.author_id = author_id
    Mail.objects.bulk_create([mail])
    if file_attachments(mail, parsed.attachments):
        Mail.objects.filter(pk=mail.pk).update(problems=[*mail.problems, Problem.FILES_LEFT_OUT])
    remember(thread, keys_of(parsed))
    freshen(thread, mail, person, has_files=bool(parsed.attachments), is_seen=is_seen)
    customers = link_people(thread, parsed, person)
    react(mail, parsed, answered, at=at)
    _tell(mail, customers, answered)
    publish(
        MailArrived(
            mail_id=mail.pk, account_id=account.pk, is_bulk=parsed.is_bulk, actor_id=author_id
        )
    )
    realtime.send(f"mail:{account.pk}")
    return mail


def _all_addresses(parsed: ParsedMail) -> list[str]:
    return [*parsed.delivered_to, *(one.email for one in parsed.recipients)]


def _kind(parsed: ParsedMail, *, is_copy: bool) -> str:
    if parsed.report:
        return _REPORTS[parsed.report.kind]
    if is_copy:
        return Kind.COPY
    return Kind.AUTOMATIC if parsed.is_auto_reply else Kind.LETTER


def _counterpart(account: MailAccount, parsed: ParsedMail, direction: str) -> Address:
    """Whom the mail is about: who wrote it, or the first one it went to besides ourselves."""
    if direction == Direction.IN:
        if parsed.report and parsed.report.recipients:
            return Address("", parsed.report.recipients[0].email)
        return parsed.sender
    own = {account.email.lower(), parsed.sender.email.lower()}
    local, _sign, host = account.email.lower().partition("@")
    for one in parsed.recipients:
        name, _at, at_host = one.email.lower().partition("@")
        is_ours = at_host == host and name.partition("+")[0] == local
        if one.email.lower() not in own and not is_ours:
            return one
    return parsed.recipients[0] if parsed.recipients else parsed.sender


def _open(
    account: MailAccount, parsed: ParsedMail, person: Address, *, owner_id: int | None, at: datetime
) -> MailThread:
    subject = mask_resident_numbers(clean(parsed.thread_subject))[:500]
    thread = MailThread(
        account=account,
        owner_id=owner_id,
        is_shown=account.shares_with_team,
        subject=subject,
        subject_key=subject_key(subject),
        person=person.name or person.email,
        email=person.email,
        last_at=at,
        is_unread=False,
    )
    MailThread.objects.bulk_create([thread])
    return thread


def link_people(thread: MailThread, parsed: ParsedMail, person: Address) -> list[int]:
    """Link the customers whose addresses are in the mail; an address of several is left open.

    Returns the customers this mail is of: the one written with, and the writer of a forwarded one.
    """
    forwarded = parsed.forwarded.sender.email if parsed.forwarded else ""
    others = [one.email for one in parsed.recipients][:50]
    found = customers_at([person.email, forwarded, *others])
    sure = {key: ids[0] for key, ids in found.items() if len(ids) == 1}
    near = [sure.get(mailbox_key(email)) for email in (person.email, forwarded) if email]
    told = [pk for pk in dict.fromkeys(near) if pk]
    ThreadCustomer.objects.bulk_create(
        [
            ThreadCustomer(thread=thread, customer_id=pk)
            for pk in dict.fromkeys((*told, *sure.values()))
        ],
        ignore_conflicts=True,
    )
    if told and thread.customer_id is None:
        thread.customer_id = told[0]
        MailThread.objects.filter(pk=thread.pk).update(customer=told[0])
    elif thread.customer_id and not told and person.email == thread.email:
        told = [thread.customer_id]
    return told


def _tell(mail: Mail, customers: list[int], answered: int | None) -> None:
    """Put the mail into the timelines; what machines write is no contact of the customer."""
    if mail.kind not in (Kind.LETTER, Kind.COPY):
        return
    for customer_id in customers:
        if mail.direction == Direction.OUT:
            publish(MailFiled(customer_id=customer_id, mail_id=mail.pk, actor_id=mail.author_id))
        elif message := message_to(answered, customer_id):
            publish(
                MailReplied(
                    customer_id=customer_id,
                    mail_id=mail.pk,
                    message_id=message.pk,
                    dispatch_id=message.dispatch_id,
                    medium=message.medium,
                    actor_id=None,
                )
            )
        else:
            publish(MailReceived(customer_id=customer_id, mail_id=mail.pk, actor_id=None))
