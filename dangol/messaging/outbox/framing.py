"""The outbox in the menu, the palette, the customer's page, webhooks and live pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.requests import UserRequest
from dangol.api.registry import Told, webhook_events
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.customers.models import Customer
from dangol.customers.registry import Panel, panels
from dangol.kit.realtime import Topic, topics
from dangol.messaging.outbox.models import Dispatch
from dangol.messaging.outbox.queries import messages_seen_by
from dangol.messaging.rights import DUTIES, SEND, SEND_AD, SENDERS, VIEW
from dangol.messaging.senders.models import Medium
from dangol.workspace.registry import Action, MenuItem, actions, menu

RECORD = "customers.customer"
SHOWN = 5

menu.add("dispatches")(
    MenuItem("marketing", _("메시지"), "messaging:dispatch_list", "send", VIEW, 40)
)
settings_pages.add("duties")(
    SettingsPage("outreach", _("통지 의무"), "messaging:duty_list", "scale", DUTIES)
)
settings_pages.add("senders")(
    SettingsPage("outreach", _("발신 프로필"), "messaging:sender_list", "stamp", SENDERS)
)
actions.add("message_write")(
    Action(
        _("메시지 쓰기"),
        "messaging:compose",
        "send",
        _("메일 문자 알림톡 보내기 발송"),
        SEND_AD,
    )
)


def _panel(request: UserRequest, customer: Customer) -> dict[str, Any]:
    """What was last sent to the customer, and the buttons to write."""
    rows = messages_seen_by(request.user).filter(customer=customer)
    ways = (Medium.EMAIL, Medium.SMS) if request.user.has_perm(SEND) else ()
    return {"sent": list(rows[:SHOWN]), "customer_id": customer.pk, "ways": ways}


panels.add("messages")(Panel("messaging/outbox/panel.html", _panel, VIEW, order=20))


def _may_watch(user: Any, name: str) -> bool:
    return name.isdecimal() and Dispatch.objects.visible_to(user).filter(pk=name).exists()


topics.add("dispatch")(Topic(_may_watch))
for name, label in [
    ("message_sent", _("메시지 보냄")),
    ("message_refused", _("메시지 막힘")),
    ("message_failed", _("메시지 실패")),
    ("message_opened", _("메시지 열람")),
    ("message_clicked", _("메시지 링크 클릭")),
    ("message_bounced", _("메시지 반송")),
    ("message_complained", _("스팸 신고")),
    ("unsubscribed", _("수신 거부")),
]:
    webhook_events.add(f"messaging.{name}")(Told(label, RECORD))
