"""A message a person wrote to one customer, or got from one, is an activity (ADR 50)."""

from datetime import datetime

from dangol.accounts.models import User
from dangol.activities.acts.kinds import PURPOSES, kind_by_key
from dangol.activities.acts.models import Activity
from dangol.activities.acts.services import record_activity
from dangol.activities.acts.timeline import MAIL, MESSAGE
from dangol.codes.queries import code_by_key
from dangol.customers.models import Customer
from dangol.messaging.events import MailFiled, MailReceived, MailReplied, MessageSent
from dangol.messaging.models import Dispatch, Mail

KIND_OF = {
    "email": "mail", "sms": "sms", "kakao": "sms", "post": "post", "fax": "fax", "voice": "call",
}  # fmt: skip


def record_message(event: MessageSent, *, at: datetime) -> Activity | None:
    """Count what somebody wrote to one customer, once; campaigns and rules are not activities."""
    kind = kind_by_key(KIND_OF.get(event.medium, ""))
    author = User.objects.filter(pk=event.actor_id or 0, is_active=True).first()
    if not (event.one_to_one and event.message_id and kind and author):
        return None
    purpose = code_by_key(PURPOSES, event.purpose)
    title = Dispatch.objects.values_list("title", flat=True).get(pk=event.dispatch_id)
    return record_activity(
        owner=author,
        at=at,
        actor=author,
        kind=kind.key,
        customer=Customer.objects.get(pk=event.customer_id),
        purpose=purpose.id if purpose else None,
        title=title[:200],
        direction=Activity.Direction.OUT,
        link_model=MESSAGE,
        link_id=event.message_id,
        source=f"message:{event.message_id}",
    )


def record_mail(event: MailReceived | MailReplied | MailFiled, *, at: datetime) -> Activity | None:
    """Count a mail of the customer's, or one staff wrote elsewhere, once; machines write none.

    One that came is its reader's work for no minute: whoever looks after the customer. Without
    anybody there is no activity, only the entry of the timeline.
    """
    customer = Customer.objects.select_related("owner").get(pk=event.customer_id)
    is_ours = isinstance(event, MailFiled)
    person = User.objects.filter(pk=event.actor_id or 0).first() if is_ours else customer.owner
    kind = kind_by_key("mail")
    if person is None or not person.is_active or kind is None:
        return None
    mail = Mail.objects.select_related("thread").get(pk=event.mail_id)
    return record_activity(
        owner=person,
        at=at,
        actor=None,
        occurred_at=min(mail.at, at),
        kind=kind.key,
        customer=customer,
        title=mail.thread.subject[:200],
        minutes=None if is_ours else 0,
        direction=Activity.Direction.OUT if is_ours else Activity.Direction.IN,
        link_model=MAIL,
        link_id=mail.pk,
        source=f"mail:{mail.pk}:{customer.pk}",
    )
