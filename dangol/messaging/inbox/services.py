"""Working on threads: mark, archive, hand over, link, note."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.customers.parties.services import register_customer
from dangol.kit import realtime
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean_text
from dangol.kit.records import change, create, remove
from dangol.messaging.inbox.models import (
    MailDraft,
    MailNote,
    MailThread,
    ThreadCustomer,
)
from dangol.workspace.services import notify

OTHERS = 1_000


def mark(threads: "QuerySet[MailThread]", *, unread: bool) -> int:
    """Mark threads read or unread, for everybody who shares the account."""
    return _set(threads.filter(is_unread=not unread), is_unread=unread)


def archive(threads: "QuerySet[MailThread]", *, back: bool = False) -> int:
    """Put threads away as done, or bring them back; a new mail brings them back by itself."""
    values = {"is_archived": False} if back else {"is_archived": True, "is_unread": False}
    return _set(threads.filter(is_archived=back), **values)


def _set(threads: "QuerySet[MailThread]", **values: Any) -> int:
    accounts = set(threads.values_list("account_id", flat=True))
    count = MailThread.objects.filter(pk__in=threads.values("pk")).update(**values)
    for pk in accounts:
        realtime.send(f"mail:{pk}")
    return count


@atomic
def assign(thread: MailThread, *, to: User | None, actor: User) -> MailThread:
    """Give a thread to somebody, who then sees it whatever the account; they are told."""
    if to and to.scope_of("messaging.view_mail") is None:
        raise Refused(
            _("%(name)s님은 메일함을 볼 권한이 없습니다. 다른 사람에게 맡겨 주세요.")
            % {"name": to.name}
        )
    change(thread, actor=actor, assignee=to)
    if to and to != actor:
        text = _("%(name)s님이 메일을 맡겼습니다: %(subject)s")
        notify(
            [to.pk],
            text % {"name": actor.name, "subject": thread.subject},
            url=thread.get_absolute_url(),
        )
    realtime.send(f"mail:{thread.account_id}")
    return thread


@atomic
def show_to_team(thread: MailThread, *, shown: bool, actor: User) -> MailThread:
    """Let colleagues read a personal thread, or no longer; only its owner may."""
    if thread.owner_id != actor.pk:
        raise Refused(_("이 메일의 주인만 팀에 보이게 할 수 있습니다."))
    return change(thread, actor=actor, is_shown=shown)


@atomic
def link_customer(thread: MailThread, customer: Customer, *, actor: User) -> None:
    """File a thread under a customer, and the writer's other threads that have none yet."""
    change(thread, actor=actor, customer=customer)
    others = MailThread.objects.filter(email=thread.email, customer=None).exclude(email="")
    ids = [thread.pk, *others.order_by("-pk").values_list("pk", flat=True)[:OTHERS]]
    MailThread.objects.filter(pk__in=ids).update(customer=customer)
    ThreadCustomer.objects.bulk_create(
        [ThreadCustomer(thread_id=pk, customer=customer) for pk in ids], ignore_conflicts=True
    )


@atomic
def unlink_customer(thread: MailThread, customer: Customer, *, actor: User) -> None:
    """Take a thread out of a customer's mails."""
    thread.links.filter(customer=customer).delete()
    if thread.customer_id == customer.pk:
        left = thread.links.order_by("pk").values_list("customer_id", flat=True).first()
        change(thread, actor=actor, customer_id=left)


@atomic
def register_writer(thread: MailThread, *, actor: User, **values: Any) -> Customer:
    """Write the unknown writer of a thread down as a customer of the actor, and file it there."""
    customer = register_customer(actor=actor, owner=actor, **values)
    link_customer(thread, customer, actor=actor)
    return customer


def write_note(thread: MailThread, *, text: str, actor: User) -> MailNote:
    """Leave a note for colleagues; it is never sent. Refuses resident numbers."""
    text = refuse_resident_number(clean_text(text))
    if not text:
        raise Refused(_("메모를 적어 주세요."))
    note = create(MailNote, actor=actor, thread=thread, author=actor, text=text)
    realtime.send(f"mail:{thread.account_id}")
    return note


def take_note_back(note: MailNote, *, actor: User) -> None:
    """Delete one's own note."""
    if note.author_id != actor.pk:
        raise Refused(_("자기가 쓴 메모만 지울 수 있습니다."))
    remove(note, actor=actor)


def keep_draft(
    user: User, thread: MailThread | None, *, at: datetime, values: Mapping[str, str]
) -> None:
    """Keep what somebody is writing; an emptied one is forgotten."""
    if not values.get("text", "").strip() and not values.get("to", "").strip():
        drop_draft(user, thread)
        return
    MailDraft.objects.update_or_create(user=user, thread=thread, defaults={**values, "at": at})


def drop_draft(user: User, thread: MailThread | None) -> None:
    """Forget what somebody was writing."""
    MailDraft.objects.filter(user=user, thread=thread).delete()
