"""Columns and filters that the lists of quotes, orders, contracts and money share."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Person, Text
from dangol.kit.lists import Column, Look
from dangol.kit.money import won
from dangol.kit.templatetags import ui
from dangol.orders.money.models import Bill
from dangol.orders.orders.models import Order
from dangol.workspace.queries import people, person_name


def _title(row: Any, look: Look) -> SafeString:
    return format_html(
        '<span class="cut">{}<br><small class="mute">{}</small></span>',
        look.link(row, row.title), look.mark(row.customer.name),
    )  # fmt: skip


def _owner(row: Any, look: Look) -> SafeString:
    name = person_name(row.owner_id)
    return format_html('<span class="row">{}{}</span>', ui.avatar(name, "sm"), name)


def day(value: Any) -> Any:
    """A day, or nothing."""
    return ui.day(value) if value else ""


def amount(name: str, label: Any, **options: Any) -> Column:
    """A column of won."""
    return Column(name, label, text=won, align="r num", **options)


def titled(label: Any) -> Column:
    """What a record is called, with its customer below."""
    return Column("title", label, _title, reads=("title", "customer__name"), main=True)


CUSTOMER = Column("customer", _("고객"), reads=("customer__name",), value="customer__name")
WHOSE = Column(
    "customer", _("고객"), lambda row, look: look.link(row, row.customer.name),
    reads=("customer__name",), value="customer__name", main=True,
)  # fmt: skip
OWNER = Column("owner", _("담당"), _owner, reads=("owner_id",), value="owner__name", alike=True)
BY_OWNER = Person("owner", _("담당"), "owner_id", options=people)
BY_CUSTOMER = (
    Text("customer", _("고객"), "customer__name"),
    Text("customer_number", _("고객번호"), "customer__number"),
)

COLOURS = {
    "open": "amber", "part": "blue", "paid": "green", "void": "slate", "done": "green",
    "cancelled": "slate", "active": "green", "paused": "amber", "ended": "slate",
}  # fmt: skip


def state_badge(row: Any) -> SafeString:
    """The state of an order, contract or bill as a coloured word."""
    colour, label = COLOURS[row.status], row.get_status_display()
    if isinstance(row, Order) and row.status == "open":
        colour = "blue"
    if isinstance(row, Bill) and row.is_credit_left:
        colour, label = "blue", _("남은 환입")
    return format_html('<span class="badge {}">{}</span>', colour, label)


TITLE = titled(_("내용"))
STATE = Column("status", _("상태"), lambda row, _look: state_badge(row), reads=("status",),
                alike=True, phone="under")  # fmt: skip
