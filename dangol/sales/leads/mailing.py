"""Mails of strangers to a lead mailbox become leads."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.memory import remembered
from dangol.codes.models import Code
from dangol.kit.errors import Refused
from dangol.kit.records import change, create, lock, remove
from dangol.messaging.models import Mail, MailAccount
from dangol.sales.leads.models import Lead, LeadMailbox
from dangol.sales.leads.services import take_lead

MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "donotreply", "bounce")


@remembered
def _accounts() -> frozenset[int]:
    return frozenset(
        LeadMailbox.objects.filter(is_active=True).values_list("account_id", flat=True)
    )


def takes_leads(account_id: int) -> bool:
    """Whether mails of the account become leads; costs no query while it is fresh."""
    return account_id in _accounts()


@atomic
def lead_of_mail(mail: Mail) -> Lead | None:
    """Take a stranger's mail in as a lead, once a thread.

    Mails of customers, of our own people, of machines and to a crowd are none. Resident numbers
    were masked when the mail was filed.
    """
    box = LeadMailbox.objects.filter(account=mail.account_id, is_active=True).first()
    if box is None or not _is_strangers(mail):
        return None
    if known := Lead.objects.filter(thread=mail.thread_id).first():
        return known
    return take_lead(
        at=mail.at, actor=None, way=Lead.Way.MAIL, source=box.source, thread=mail.thread,
        name=(mail.sender_name or mail.sender_email)[:100], email=mail.sender_email,
        text="\n\n".join(filter(None, (mail.subject, mail.text))),
    )  # fmt: skip


def _is_strangers(mail: Mail) -> bool:
    sender = mail.sender_email
    local = sender.partition("@")[0].lower()
    return (
        mail.kind == Mail.Kind.LETTER
        and mail.direction == Mail.Direction.IN
        and mail.thread.customer_id is None
        and _is_address(sender)
        and not local.startswith(MACHINES)
        and not MailAccount.objects.filter(email__iexact=sender).exists()
    )


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


@atomic
def write_mailbox(
    row: LeadMailbox | None, *, account: MailAccount, source: Code | None, is_active: bool,
    actor: User | None,
) -> LeadMailbox:  # fmt: skip
    """Let a shared account bring leads, or change that; refuses somebody's own account."""
    if account.owner_id:
        raise Refused(_("함께 쓰는 메일 계정만 고를 수 있습니다."))
    _accounts.forget()
    values: dict[str, Any] = {"account": account, "source": source, "is_active": is_active}
    if row is None:
        return create(LeadMailbox, actor=actor, **values)
    return change(lock(row), actor=actor, **values)


@atomic
def remove_mailbox(row: LeadMailbox, *, actor: User | None) -> None:
    """Let an account's mails be mails again; leads they became stay."""
    _accounts.forget()
    remove(lock(row), actor=actor)
