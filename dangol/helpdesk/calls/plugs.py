"""What calls hang into the frame, the customer's page, the settings and the roles."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.activities.registry import EntryGroup, Linked, LinkKind, groups, links
from dangol.codes.registry import CodeDefault, CodeGroup
from dangol.codes.registry import groups as code_groups
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.customers.models import Customer
from dangol.customers.registry import Glance, Glimpse, Panel, glances, panels
from dangol.helpdesk.callbacks import lists as callback_lists
from dangol.helpdesk.callbacks import subscribers as _subscribers  # noqa: F401 - registers itself
from dangol.helpdesk.calls import figures as _figures  # noqa: F401 - fills the registries
from dangol.helpdesk.calls import importer as _importer  # noqa: F401 - registers itself
from dangol.helpdesk.calls import lists as _lists  # noqa: F401 - registers itself
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.calls.queries import calls_of
from dangol.helpdesk.lines import jobs as _line_jobs  # noqa: F401 - registers itself
from dangol.helpdesk.lines.queries import dialing_line
from dangol.helpdesk.tickets.queries import tickets_of
from dangol.helpdesk.tickets.registry import origins
from dangol.kit.access import declare, declare_record
from dangol.kit.realtime import Topic, topics
from dangol.workspace.registry import Corner, MenuItem, corners, menu

VIEW, ADD = "helpdesk.view_call", "helpdesk.add_call"
MANAGE = "helpdesk.manage_calls"

declare_record("helpdesk", "call", _("통화"), export=_("내보내기"))
declare(MANAGE, _("교환기와 콜 업무 설정"), group=_("통화"))
code_groups.add("break_reason")(
    CodeGroup(
        _("휴식 사유"),
        [
            CodeDefault("meal", _("식사"), "amber"),
            CodeDefault("rest", _("쉬는 시간"), "slate"),
            CodeDefault("training", _("교육"), "violet"),
            CodeDefault("meeting", _("회의"), "blue"),
        ],
        help=_("상담원이 휴식을 고를 때 함께 적습니다."),
    )
)
groups.add("calls")(EntryGroup(_("통화"), ("helpdesk.call_",)))
topics.add("calls")(Topic(lambda user, name: user.has_perm(VIEW)))
settings_pages.add("lines")(
    SettingsPage("links", _("교환기"), "helpdesk:line_list", "phone", MANAGE)
)


def _dial() -> dict[str, str]:
    """Where pressing a number goes, in offices with a system that dials."""
    return {"dial": "/helpdesk/calls/dial/"} if dialing_line() else {}


corners.add("call")(Corner("helpdesk:call_pop", "ring", VIEW, _dial))
menu.add("calls")(MenuItem("calls", _("통화"), "helpdesk:call_list", "phone", VIEW, 13))
menu.add("call_board")(
    MenuItem("calls", _("콜 현황판"), "helpdesk:call_board", "monitor", VIEW, 14)
)
menu.add("callbacks")(
    MenuItem("calls", _("콜백"), "helpdesk:callback_list", "rotate-ccw", VIEW, 15)
)


def _of_customer(request: UserRequest, customer: Customer) -> dict[str, Any]:
    rows = calls_of(request.user, customer_id=customer.pk, number="")
    return {
        "calls": list(rows.select_related("agent")[:3]),
        "may_dial": dialing_line() is not None and bool(customer.phone),
        "may_add": request.user.has_perm(ADD),
    }


panels.add("calls")(Panel("helpdesk/customer_calls.html", _of_customer, permission=VIEW, order=25))


def _tickets(user: User, customer: Customer, limit: int) -> list[Glimpse]:
    rows = [row for row in tickets_of(customer, user, limit) if row.is_open]
    return [Glimpse(row.subject, row.number, row.get_absolute_url()) for row in rows]


glances.add("tickets")(Glance(_("진행 중인 티켓"), "ticket", _tickets, "helpdesk.view_ticket", 10))
glances.add("callbacks")(Glance(_("콜백"), "rotate-ccw", callback_lists.glance, VIEW, 30))


def _found(user: User, ids: Iterable[int]) -> Mapping[int, Linked]:
    rows = Call.objects.visible_to(user).filter(pk__in=list(ids)).select_related("customer")
    return {
        row.pk: Linked(row.customer.name if row.customer else str(row), row.get_absolute_url())
        for row in rows
    }


origins.add("call")("helpdesk.call")
links.add("helpdesk.call")(LinkKind(_("통화"), "phone", _found))
