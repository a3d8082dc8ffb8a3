"""A message a person wrote to one customer is an activity, with a purpose and minutes (ADR 50)."""

from datetime import datetime

from dangol.accounts.models import User
from dangol.activities.acts.kinds import PURPOSES, kind_by_key
from dangol.activities.acts.models import Activity
from dangol.activities.acts.services import record_activity
from dangol.activities.acts.timeline import MESSAGE
from dangol.codes.queries import code_by_key
from dangol.customers.models import Customer
from dangol.messaging.events import MessageSent
from dangol.messaging.models import Dispatch

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
