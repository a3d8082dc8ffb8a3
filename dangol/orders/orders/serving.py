"""What orders give to those who serve customers: a base for 클레임률, and a beginning of 해피콜."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.automation.registry import Preset, Trigger, presets, triggers
from dangol.helpdesk.complaints.registry import Base, bases
from dangol.kit.forms import Form
from dangol.orders.events import OrderDelivered, OrderMade
from dangol.orders.models import Order


def orders_between(start: datetime, end: datetime) -> int:
    """Orders of the days from `start` to before `end`, without cancelled ones."""
    days = timezone.localdate(start), timezone.localdate(end)
    rows = Order.objects.filter(ordered_on__gte=days[0], ordered_on__lt=days[1])
    return rows.exclude(status=Order.Status.CANCELLED).count()


bases.add("orders")(Base(_("주문 수"), orders_between))
triggers.add("order_delivered")(
    Trigger(_("주문을 완료(배송)했을 때"), Form, OrderDelivered, "package")
)
presets.add("happy_call_delivery")(
    Preset(
        _("배송 뒤 해피콜"),
        _("주문을 완료하고 사흘 뒤에 전화해 잘 받았는지 묻습니다. 해피콜 명단을 골라 주세요."),
        "phone",
        "order_delivered",
        {},
        [("dial", {"days": 3})],
    )
)
triggers.add("order_made")(Trigger(_("주문을 받았을 때"), Form, OrderMade, "package"))
