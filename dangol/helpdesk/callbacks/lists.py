"""Whom to call back, soonest first."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.customers.registry import Glimpse
from dangol.helpdesk.callbacks import services
from dangol.helpdesk.callbacks.models import Callback
from dangol.kit.conditions import Choice, Moment, Person, Text, options_of
from dangol.kit.errors import Refused
from dangol.kit.korean.phones import format_phone, mask_phone
from dangol.kit.lists import BulkAction, Column, FirstStep, Look, Outcome, RecordList
from dangol.kit.templatetags import ui
from dangol.workspace.queries import people, person_name

_COLORS = {"open": "amber", "done": "green", "dropped": "slate"}


def _who(row: Callback, look: Look) -> SafeString:
    """A customer's number is masked, but can be pressed to be called (kit/js/dial.js)."""
    if row.customer is None:
        number = format_phone(row.number)
        return format_html(
            '<span class="cut"><a class="link num" href="tel:{}">{}</a><br>'
            '<small class="mute">{}</small></span>',
            row.number, number, _("모르는 번호"),
        )  # fmt: skip
    return format_html(
        '<span class="cut"><a href="{}">{}</a><br><small class="num">'
        '<a class="link" href="{}" data-dial-customer="{}">{}</a></small></span>',
        row.customer.get_absolute_url(), row.customer.name, row.customer.get_absolute_url(),
        row.customer_id, mask_phone(row.number),
    )  # fmt: skip


def _status(row: Callback, look: Look) -> SafeString:
    late = row.status == Callback.Status.OPEN and row.due_at < timezone.now()
    label = _("늦음") if late else row.get_status_display()
    return format_html(
        '<span class="badge {}">{}</span>', "red" if late else _COLORS[row.status], label
    )


def _origin(row: Callback, _look: Look) -> Any:
    if row.call_id is None:
        return ui.DASH
    url = reverse("helpdesk:call_detail", args=[row.call_id])
    return format_html('<a class="link" href="{}">{}</a>', url, _("놓친 통화"))


def _each(act: Any) -> Any:
    """A bulk act that is one service call for each row; what is over already is told."""

    def run(rows: Any, values: dict[str, Any], *, actor: User) -> Outcome:
        done, refused = 0, []
        for row in rows:
            try:
                act(row, actor)
                done += 1
            except Refused as error:
                refused.append((row.pk, str(error)))
        return Outcome(done, refused)

    return run


def _take(row: Callback, actor: User) -> None:
    services.take_callback(row, actor=actor)


def _done(row: Callback, actor: User) -> None:
    services.end_callback(row, at=timezone.now(), actor=actor)


def _drop(row: Callback, actor: User) -> None:
    services.end_callback(row, at=timezone.now(), actor=actor, status=Callback.Status.DROPPED)


CHANGE = "helpdesk.change_call"


class CallbackList(RecordList):
    """Every callback the person may see."""

    key = "helpdesk.callback"
    model = Callback
    url_name = "helpdesk:callback_list"
    title = _("콜백")
    unit = _("%(n)s건")
    search = ""
    quick = ("status", "owner")
    default_columns = ("who", "due_at", "status", "owner", "queue", "note", "call")
    default_sort = "due_at"
    empty_title = _("다시 걸 전화가 없습니다.")
    empty_text = _("기다리다 끊은 고객은 저절로 여기에 오릅니다. 손으로 적을 수도 있습니다.")
    first_steps = (FirstStep(_("콜백 적기"), "helpdesk:callback_add", "helpdesk.add_call"),)
    columns = (
        Column("who", _("고객"), _who, main=True, value="customer__name",
               reads=("number", "customer_id", "customer__name", "customer__kind")),
        Column("due_at", _("언제까지"), lambda row, _look: ui.when(row.due_at), sort="due_at"),
        Column("status", _("상태"), _status, reads=("due_at",), phone="end",
               text=lambda v: str(Callback.Status(v).label)),
        Column("owner", _("담당"), lambda row, _look: person_name(row.owner_id)
               if row.owner_id else ui.DASH, reads=("owner_id",), value="owner__name", alike=True),
        Column("queue", _("대기열")),
        Column("note", _("메모"), lambda row, look: look.mark(row.note)),
        Column("call", _("놓친 통화"), _origin, reads=("call_id",), value="call_id"),
        Column("done_at", _("끝낸 때"), lambda row, _look: ui.when(row.done_at)),
    )  # fmt: skip
    attributes: ClassVar[Any] = (
        Choice("status", _("상태"), options=options_of(Callback.Status)),
        Person("owner", _("담당"), "owner_id", options=people),
        Moment("due_at", _("언제까지")),
        Text("queue", _("대기열")),
        Text("customer", _("고객"), "customer__name"),
    )
    bulk = (
        BulkAction("take", _("내가 맡기"), "user-round-check", CHANGE, _each(_take)),
        BulkAction("done", _("통화함"), "check", CHANGE, _each(_done)),
        BulkAction("drop", _("그만두기"), "x", CHANGE, _each(_drop)),
    )

    @cached_property
    def right(self) -> Any:
        """Callbacks go by the rights of calls."""
        return lambda verb: f"helpdesk.{verb}_call"


def glance(user: User, customer: Any, limit: int) -> list[Glimpse]:
    """The customer's callback that waits, for whoever talks to them."""
    rows = Callback.objects.visible_to(user).filter(customer=customer, status=Callback.Status.OPEN)
    return [
        Glimpse(row.note or str(_("다시 걸기로 함")),
                f"{timezone.localtime(row.due_at):%m.%d %H:%M}", row.get_absolute_url())
        for row in rows.order_by("due_at")[:limit]
    ]  # fmt: skip
