"""Mails to a lead mailbox, one job each."""

from django.utils.translation import gettext_lazy as _

from dangol.kit.events import subscribe
from dangol.kit.jobs import job
from dangol.messaging.events import MailArrived
from dangol.messaging.models import Mail
from dangol.sales.leads.mailing import lead_of_mail, takes_leads


@job(retries=5, label=_("메일을 가망고객으로"))
def take_mail_lead(*, mail_id: int) -> None:
    """Take one mail in."""
    mail = Mail.objects.select_related("thread").filter(pk=mail_id).first()
    if mail:
        lead_of_mail(mail)


@subscribe(MailArrived)
def take_arrival(event: MailArrived) -> None:
    """What goes to a crowd is no inquiry."""
    if not event.is_bulk and takes_leads(event.account_id):
        take_mail_lead.enqueue(mail_id=event.mail_id)
