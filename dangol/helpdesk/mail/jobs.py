"""Mails to the desk, one job each."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.mail.queries import is_on_desk
from dangol.helpdesk.mail.services import take_in
from dangol.kit.events import subscribe
from dangol.kit.jobs import job
from dangol.messaging.events import MailArrived
from dangol.messaging.models import Mail


@job(retries=5, priority=10, label=_("메일을 티켓으로"))
def take_mail_in(*, mail_id: int, is_bulk: bool = False) -> None:
    """Put one mail where it belongs."""
    mail = Mail.objects.select_related("thread", "account").filter(pk=mail_id).first()
    if mail:
        take_in(mail, at=timezone.now(), is_bulk=is_bulk)


@subscribe(MailArrived)
def take_arrival(event: MailArrived) -> None:
    """Mails of the desk's accounts wait for a worker: no ticket keeps a mail from being filed."""
    if is_on_desk(event.account_id):
        take_mail_in.enqueue(mail_id=event.mail_id, is_bulk=event.is_bulk)
