"""How mails and messages forget a customer who is removed."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dangol.customers.models import ContactPoint
from dangol.customers.parties.forgetting import forget_beside
from dangol.customers.registry import Forgetting, forgettings
from dangol.kit.stored import drop_files
from dangol.messaging.models import (
    Dispatch,
    Mail,
    MailThread,
    Message,
    PrintPart,
    ThreadCustomer,
)


def _forget_mails(ids: Sequence[int]) -> None:
    """Conversations with nobody else go whole; in the others only who wrote is hidden.

    The night's job deletes the files no mail uses any more.
    """
    links = ThreadCustomer.objects.filter(customer__in=ids).values("thread")
    others = ThreadCustomer.objects.filter(thread=OuterRef("pk")).exclude(customer__in=ids)
    found = MailThread.objects.filter(Q(customer__in=ids) | Q(pk__in=links))
    shared = found.filter(Exists(others) | ~Q(customer__in=ids) & Q(customer__isnull=False))
    emails = ContactPoint.objects.filter(customer__in=ids, medium=ContactPoint.Medium.EMAIL)
    known = list(emails.values_list("value", flat=True))
    kept = list(shared.values_list("pk", flat=True))
    mails = Mail.objects.filter(thread__in=kept, sender_email__in=known)
    mails.update(sender_name="", sender_email="", reply_to="")
    MailThread.objects.filter(pk__in=kept, email__in=known).update(person="", email="")
    gone = list(found.exclude(pk__in=kept).values_list("pk", flat=True))
    forget_beside(MailThread.objects.filter(pk__in=gone))
    MailThread.objects.filter(pk__in=gone).delete()


def _forget_letters(ids: Sequence[int]) -> None:
    """What was written to one person alone goes; printed labels and letters are made again."""
    theirs = Message.objects.filter(customer__in=ids).values("dispatch")
    printed = PrintPart.objects.filter(run__dispatch__in=theirs)
    drop_files(printed)
    printed.delete()
    others = Message.objects.filter(dispatch=OuterRef("pk")).exclude(customer__in=ids)
    alone = Dispatch.objects.filter(pk__in=theirs, one_to_one=True).exclude(Exists(others))
    gone = list(alone.values_list("pk", flat=True))
    forget_beside(Dispatch.objects.filter(pk__in=gone))
    Dispatch.objects.filter(pk__in=gone).delete()


forgettings.add("mails")(Forgetting(_forget_mails, _("이 고객과만 주고받은 메일과 첨부 파일")))
forgettings.add("messages")(
    Forgetting(
        _forget_letters,
        goes=_("보낸 문자·메일·우편의 내용과 받는 곳, 인쇄한 라벨과 편지"),
        kept=_("수신을 거부한 연락처: 다시 광고를 보내지 않도록(정보통신망법 제50조)"),
    )
)
