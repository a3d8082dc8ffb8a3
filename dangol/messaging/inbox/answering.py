"""Writing back: everything leaves through the outbox, in the thread it answers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db.models import F
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.parties.files import checked_file
from dangol.kit.errors import Refused
from dangol.kit.korean.emails import parse_email, split_emails
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.search import search_text
from dangol.messaging.content import Content
from dangol.messaging.inbox.addresses import customers_at
from dangol.messaging.inbox.filing import store
from dangol.messaging.inbox.models import Mail, MailFile, MailThread, StoredFile, ThreadCustomer
from dangol.messaging.inbox.queries import newest_mail
from dangol.messaging.inbox.services import drop_draft
from dangol.messaging.inbox.threading import own_key, remember, subject_key
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.models import Dispatch, Kind, Message
from dangol.messaging.outbox.holding import cancel_messages
from dangol.messaging.outbox.services import send
from dangol.messaging.parsing.addresses import mailbox_key
from dangol.messaging.parsing.files import kind_of

RECIPIENTS = 20
FILES = 10
Stored = tuple[str, StoredFile]
_GONE = (Message.Status.SENDING, Message.Status.SENT)
# What others wrote is put in as values: fields and marks in their words are no words of ours.
QUOTE, TITLE = "quote", "title"


class Letter(NamedTuple):
    """What somebody wrote. `kept` are files of the thread that go along."""

    to: str
    subject: str
    text: str
    kind: str = Kind.TRANSACTION
    quoted: str = ""
    files: Sequence[UploadedFile] = ()
    kept: Sequence[MailFile] = ()


@atomic
def answer(  # noqa: PLR0913
    thread: MailThread,
    letter: Letter,
    *,
    answered: Mail | None,
    actor: User,
    source: str,
    at: datetime,
    confirmed: bool = False,
    not_before: datetime | None = None,
) -> Dispatch:
    """Send a letter in a thread. `source` names the form it was written in: sent twice, it leaves
    once. Refuses when nobody may get it; the law's questions are raised as by `send`.
    """
    people = people_at(letter.to)
    files = [*_stored(letter.files), *((one.name, one.stored) for one in letter.kept)]
    subject, values = _subject(letter, thread)
    if letter.quoted:
        values[QUOTE] = letter.quoted
    text = clean_text(letter.text)
    references = [*(answered.references if answered else []), answered and answered.identifier]
    named = " ".join(f"<{one}>" for one in references[-20:] if one)
    dispatch = send(
        addresses=people,
        kind=letter.kind,
        medium="email",
        content=Content(
            subject=subject,
            text=f"{text}\n\n#{{{QUOTE}}}" if letter.quoted else text,
            attachments=tuple((name, str(stored.file)) for name, stored in files),
            in_reply_to=f"<{answered.identifier}>" if answered and answered.identifier else "",
            references=named,
            reply_to=thread.account.email,
            from_name=actor.name,
            values=values or None,
        ),
        actor=actor,
        source=source,
        at=at,
        one_to_one=True,
        confirmed=confirmed,
        not_before=not_before,
    )
    messages = list(dispatch.messages.order_by("pk"))
    refuse_if_nobody(messages)
    if not Mail.objects.filter(message__in=messages).exists():
        _keep(thread, letter, messages, files, actor=actor, at=at)
    drop_draft(actor, thread)
    return dispatch


def start(
    account: MailAccount, letter: Letter, *, actor: User, source: str, at: datetime,
    confirmed: bool = False, not_before: datetime | None = None,
) -> MailThread:  # fmt: skip
    """Send a letter that answers nothing; it opens a thread in the account."""
    people = people_at(letter.to)
    with atomic():
        known = Message.objects.filter(dispatch__source=source, mails__isnull=False)
        if mail := Mail.objects.filter(message__in=known).select_related("thread").first():
            return mail.thread
        subject = clean(letter.subject)[:500]
        thread = MailThread(
            account=account,
            owner_id=account.owner_id,
            is_shown=account.shares_with_team,
            subject=subject,
            subject_key=subject_key(subject),
            person=people[0][0],
            email=people[0][0],
            last_at=at,
            is_unread=False,
        )
        MailThread.objects.bulk_create([thread])
        answer(
            thread, letter, answered=None, actor=actor, source=source, at=at, confirmed=confirmed,
            not_before=not_before,
        )  # fmt: skip
        drop_draft(actor, None)
        return thread


@atomic
def take_back(dispatch: Dispatch, *, actor: User) -> bool:
    """Keep a letter from leaving and take it out of its thread; False if it is too late."""
    messages = list(dispatch.messages.select_for_update().order_by("pk"))
    waiting = [one for one in messages if one.status in Message.WAITING]
    if not waiting or any(one.status in _GONE for one in messages):
        return False
    cancel_messages(dispatch.messages.all(), actor=actor)
    for mail in Mail.objects.filter(message__in=messages):
        mail.delete()
        left = newest_mail(MailThread(pk=mail.thread_id))
        rows = MailThread.objects.filter(pk=mail.thread_id)
        rows.update(mail_count=F("mail_count") - 1, is_answered=bool(left and left.is_mine))
    return True


def quote(mail: Mail) -> str:
    """The mail below an answer, as Korean programs quote it."""
    sent = timezone.localtime(mail.sent_at or mail.at)
    head = _("%(day)s %(name)s <%(email)s>님이 작성:") % {
        "day": date_format(sent, "DATETIME_FORMAT"),
        "name": mail.sender_name or mail.sender_email,
        "email": mail.sender_email,
    }
    return head + "\n" + "\n".join(f"> {line}" for line in mail.text[:20_000].split("\n"))


def forwarded(mail: Mail) -> str:
    """The mail below a forwarded one."""
    rows = (
        (_("보낸사람"), f"{mail.sender_name} <{mail.sender_email}>".strip()),
        (_("보낸날짜"), date_format(timezone.localtime(mail.sent_at or mail.at), "Y-m-d H:i")),
        (_("받는사람"), ", ".join(f"{name} <{email}>".strip() for name, email in mail.to)),
        (_("제목"), mail.subject),
    )
    head = "\n".join(f"{label}: {value}" for label, value in rows)
    return f"-----Original Message-----\n{head}\n\n{mail.text[:50_000]}"


def people_at(to: str) -> list[tuple[str, int | None]]:
    """Addresses, each with its customer where there is exactly one; refuses what is none."""
    emails = split_emails(to)
    odd = [
        word for word in to.replace(";", ",").split(",") if word.strip() and not parse_email(word)
    ]
    if odd:
        raise Refused(
            _("받는 사람 ‘%(text)s’을(를) 읽을 수 없습니다. name@example.com처럼 적어 주세요.")
            % {"text": clean(odd[0])[:50]}
        )
    if not emails:
        raise Refused(_("받는 사람을 적어 주세요."))
    if len(emails) > RECIPIENTS:
        raise Refused(
            _("한 번에 %(n)d명까지 보낼 수 있습니다. 더 많으면 ‘발송’을 쓰세요.")
            % {"n": RECIPIENTS}
        )
    found = customers_at(emails)
    sure = {key: ids[0] for key, ids in found.items() if len(ids) == 1}
    people: list[tuple[str, int | None]] = []
    taken: set[int] = set()
    for email in emails:
        pk = sure.get(mailbox_key(email))
        people.append((email, None if pk in taken else pk))
        taken |= {pk} if pk else set()
    return people


def _subject(letter: Letter, thread: MailThread) -> tuple[str, dict[str, str]]:
    """The subject; of one that somebody else chose, only what stands before it is ours."""
    subject = clean(letter.subject)
    theirs = thread.subject
    if theirs and subject.endswith(theirs) and thread.pk and thread.mail_count:
        return f"{subject.removesuffix(theirs)}#{{{TITLE}}}", {TITLE: theirs}
    return subject, {}


def _stored(files: Iterable[UploadedFile]) -> list[Stored]:
    found = []
    for one in list(files)[:FILES]:
        name, checked = checked_file(one, stem="mail")
        data = checked.read()
        found.append((name, store(data, kind_of(data, ""))))
    return found


def refuse_if_nobody(messages: list[Message]) -> None:
    refused = [one for one in messages if one.status == Message.Status.REFUSED]
    if messages and len(refused) == len(messages):
        reasons = ", ".join(dict.fromkeys(str(one.get_reason_display()) for one in refused))
        raise Refused(_("보낼 수 없습니다: %(why)s") % {"why": reasons})


def _keep(
    thread: MailThread,
    letter: Letter,
    messages: list[Message],
    files: list[Stored],
    *,
    actor: User,
    at: datetime,
) -> None:
    """Show the letter in its thread; who answers any of its messages joins it."""
    text = clean_text(letter.text)
    going = [one for one in messages if one.status != Message.Status.REFUSED]
    mail = Mail(
        account_id=thread.account_id,
        thread=thread,
        direction=Mail.Direction.OUT,
        fingerprint=own_key(going[0].pk),
        message=going[0],
        author=actor,
        sender_name=actor.name,
        sender_email=thread.account.email,
        to=[["", one.address] for one in going],
        subject=clean(letter.subject)[:500],
        text=f"{text}\n\n{letter.quoted}".strip(),
        at=at,
        sent_at=at,
    )
    mail.search = search_text(mail.subject, *(one.address for one in going), notes=(text[:20_000],))
    Mail.objects.bulk_create([mail])
    MailFile.objects.bulk_create(
        MailFile(mail=mail, stored=stored, name=name) for name, stored in files
    )
    remember(thread, [own_key(one.pk) for one in messages])
    customers = {one.customer_id for one in going if one.customer_id}
    ThreadCustomer.objects.bulk_create(
        [ThreadCustomer(thread=thread, customer_id=pk) for pk in sorted(customers)],
        ignore_conflicts=True,
    )
    MailThread.objects.filter(pk=thread.pk).update(
        last_at=at,
        snippet=clean(text)[:200],
        mail_count=thread.mail_count + 1,
        is_answered=True,
        is_unread=False,
        has_files=thread.has_files or bool(files),
        customer=thread.customer_id or next(iter(sorted(customers)), None),
    )
