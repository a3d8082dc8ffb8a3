"""Setting up mail accounts and reading them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import Department, User
from dangol.kit.errors import Refused
from dangol.kit.jobs import progress
from dangol.kit.records import change, create, remove
from dangol.messaging.inbox.receiving import receive
from dangol.messaging.mailboxes.imap import Found, Mailbox, Server, open_mailbox
from dangol.messaging.mailboxes.models import MailAccount, MailFolder
from dangol.messaging.mailboxes.queries import server_of
from dangol.messaging.parsing.mime import MAIL_BYTES
from dangol.messaging.senders.secrets import seal
from dangol.workspace.services import notify

HEAD_BYTES = 1024 * 1024
LONGEST_WAIT = 60
PATIENCE = 3
BATCH = 100
FORGOTTEN = 500  # mails deleted together


@atomic
def add_account(
    *,
    password: str,
    actor: User,
    departments: Iterable[Department] = (),
    folders: Iterable[Found] = (),
    **values: Any,
) -> MailAccount:
    """Write down an account; its password is kept encrypted, or as env:NAME only by name."""
    account = create(
        MailAccount, actor=actor, secret=seal({"password": password}), created_by=actor, **values
    )
    account.departments.set(departments)
    found = list(folders) or [Found("INBOX", False)]
    MailFolder.objects.bulk_create(
        MailFolder(
            account=account,
            name=one.name,
            is_sent=one.is_sent,
            is_chosen=one.name.upper() == "INBOX" or one.is_sent,
        )
        for one in found
    )
    return account


@atomic
def edit_account(
    account: MailAccount,
    *,
    actor: User,
    password: str = "",
    departments: Iterable[Department] | None = None,
    **values: Any,
) -> MailAccount:
    """Change an account; no password means the old one. What failed before is tried at once."""
    if password:
        values["secret"] = seal({"password": password})
    change(account, actor=actor, failures=0, retry_at=None, **values)
    if departments is not None:
        account.departments.set(departments)
    return account


@atomic
def choose_folders(account: MailAccount, *, names: Iterable[str], actor: User) -> None:
    """Read these folders and no others from now on."""
    chosen = set(names)
    account.folders.update(is_chosen=False)
    account.folders.filter(name__in=chosen).update(is_chosen=True)


@atomic
def remove_account(account: MailAccount, *, at: datetime, actor: User) -> MailAccount:
    """Take an account out of sight and out of use; `forget_mails` deletes what was read from it."""
    return change(
        account, actor=actor, is_active=False, takes_copies=False, secret="", removed_at=at
    )


def forget_mails(account: MailAccount, *, tell: Callable[[int, str], None]) -> int:
    """Delete every mail of a removed account, then the account; the server keeps its own.

    Each batch commits by itself, so that nobody else waits and one that was stopped goes on.
    """
    total, gone = account.mails.count(), 0
    for rows in (account.mails, account.threads):
        while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:FORGOTTEN]):
            with atomic():
                rows.filter(pk__in=ids).delete()
            gone += len(ids) if rows is account.mails else 0
            tell(100 * gone // max(total, 1), f"{gone:,} / {total:,}")
    remove(account, actor=None)
    return gone


def probe(server: Server) -> list[Found]:
    """Log in and list the folders; raises MailTrouble with what to do."""
    with open_mailbox(server) as box:
        return box.folders()


def read_account(account: MailAccount, *, at: datetime) -> int:
    """File what is new in the chosen folders; returns how many mails, 0 when it failed.

    Safe to repeat at any point. A failure is written on the account, which is then left alone ever
    longer, up to an hour.
    """
    try:
        with open_mailbox(server_of(account)) as box:
            folders = account.folders.filter(is_chosen=True).order_by("is_sent", "pk")
            count = sum(read_folder(box, account, folder) for folder in folders)
    except Refused as trouble:
        _note_failure(account, trouble, at=at)
        return 0
    MailAccount.objects.filter(pk=account.pk).update(
        status=MailAccount.Status.OK, problem="", failures=0, retry_at=None, checked_at=at
    )
    return count


def read_folder(box: Mailbox, account: MailAccount, folder: MailFolder) -> int:
    """File the mails after the last one read; each is committed with its place in the folder.

    When the server has numbered its mails anew (UIDVALIDITY), all are looked at again, and those
    known by their fingerprint are skipped.
    """
    validity, exists, uid_next = box.select(folder.name)
    if validity != folder.uid_validity:
        _place(folder, uid_validity=validity, last_uid=0)
    if not exists:
        return 0
    count, batch = 0, []
    uids = box.uids_after(folder.last_uid, since=account.since_on, exists=exists, uid_next=uid_next)
    for uid in uids:
        batch.append(uid)
        if len(batch) == BATCH:
            count += _read(box, account, folder, batch)
            batch = []
            progress(50, _("%(n)s통") % {"n": f"{count:,}"})
    return count + _read(box, account, folder, batch)


def _read(box: Mailbox, account: MailAccount, folder: MailFolder, uids: list[int]) -> int:
    count = 0
    for one in box.listed(uids):
        # of a mail too large to hold, the beginning tells who wrote what
        data = box.fetch(one.uid, MAIL_BYTES if one.size <= MAIL_BYTES else HEAD_BYTES)
        with atomic():
            if data is not None:
                mail = receive(
                    account, data, at=one.at, is_sent=folder.is_sent, is_seen=one.is_seen
                )
                count += mail is not None
            _place(folder, last_uid=one.uid)
    if uids:
        _place(folder, last_uid=uids[-1])
    return count


def _place(folder: MailFolder, **values: int) -> None:
    for name, value in values.items():
        setattr(folder, name, value)
    MailFolder.objects.filter(pk=folder.pk).update(**values)


@atomic
def _note_failure(account: MailAccount, trouble: Refused, *, at: datetime) -> None:
    """Show the reason, and tell whoever set the account up, once."""
    failures = account.failures + 1
    needs_person = getattr(trouble, "needs_person", True)
    wait = timedelta(minutes=LONGEST_WAIT if needs_person else min(2**failures, LONGEST_WAIT))
    was_fine = account.status != MailAccount.Status.ERROR
    is_bad = needs_person or failures >= PATIENCE
    MailAccount.objects.filter(pk=account.pk).update(
        status=MailAccount.Status.ERROR if is_bad else account.status,
        problem=str(trouble)[:300],
        failures=failures,
        checked_at=at,
        retry_at=at + wait,
    )
    person = account.owner_id or account.created_by_id
    if is_bad and was_fine and person:
        text = _("메일 계정 ‘%(name)s’을(를) 읽지 못하고 있습니다. %(why)s")
        notify(
            [person],
            text % {"name": account.name, "why": trouble},
            url=account.get_absolute_url(),
            kind="bad",
        )


def default_since(today: date) -> date:
    """How far back a new account is read at first: a month."""
    return today - timedelta(days=30)


def check_host(host: str) -> str:
    """A server name as one types it, without scheme or port."""
    tidy = host.strip().lower().removeprefix("imap://").removeprefix("imaps://").strip("/")
    if not tidy or any(sign in tidy for sign in " /@:"):
        raise ValidationError(_("서버 이름만 적어 주세요. 예: imap.example.com"))
    return tidy
