"""The call log."""

from typing import Any, ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.reports.hours import hour_attributes
from dangol.helpdesk.setup.queries import request_types
from dangol.kit.conditions import (
    Choice,
    Moment,
    Number,
    Option,
    Person,
    Search,
    Text,
    YesNo,
    options_of,
)
from dangol.kit.korean.phones import format_phone
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.workspace.queries import people, person_name

_COLORS = {
    "ringing": "blue", "talking": "green", "answered": "slate", "abandoned": "red",
    "phantom": "amber", "failed": "red",
}  # fmt: skip


def _who(row: Call, look: Look) -> SafeString:
    name = row.customer.name if row.customer else _("모르는 번호")
    return format_html(
        '<span class="cut">{}<br><small class="mute num">{}</small></span>',
        look.link(row, str(name)), look.mark(format_phone(row.number)),
    )  # fmt: skip


def _outcome(row: Call, look: Look) -> SafeString:
    label = row.get_outcome_display()
    return format_html('<span class="badge {}">{}</span>', _COLORS[row.outcome], label)


def clock(seconds: int) -> str:
    """Seconds as a telephone shows them: 1:05."""
    return f"{seconds // 60}:{seconds % 60:02}"


def _departments() -> list[Option]:
    rows = Department.objects.order_by("name", "pk").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


def _requests() -> list[Option]:
    return [Option(str(row.id), row.name, row.id) for row in request_types(retired=True)]


class CallList(RecordList):
    """Every call the user may see."""

    key = "helpdesk.call"
    model = Call
    url_name = "helpdesk:call_list"
    title = _("통화")
    unit = _("%(n)s통")
    search = "search"
    search_hint = _("번호·메모")
    quick = ("outcome", "agent", "direction")
    default_columns = (
        "who", "outcome", "started_at", "wait_seconds", "talk_seconds", "agent", "queue",
    )  # fmt: skip
    default_sort = "-started_at"
    empty_title = _("아직 통화가 없습니다.")
    empty_text = _("전화 시스템을 이으면 걸려 온 전화가 여기에 모입니다.")
    first_steps = (FirstStep(_("교환기 잇기"), "helpdesk:line_list", "helpdesk.manage_calls"),)
    columns = (
        Column("who", _("고객"), _who, main=True, reads=("number", "customer__name"),
               value="customer__name"),
        Column("number", _("번호"), lambda row, look: look.mark(format_phone(row.number))),
        Column("outcome", _("결과"), _outcome, text=lambda v: str(Call.Outcome(v).label),
               alike=True, phone="end"),
        Column("direction", _("방향"), text=lambda v: str(Call.Direction(v).label), alike=True),
        Column("started_at", _("걸려 온 때"), lambda row, _look: ui.when(row.started_at),
               sort="-started_at"),
        Column("wait_seconds", _("기다림"), lambda row, _look: clock(row.wait_seconds),
               align="r num"),
        Column("talk_seconds", _("통화"), lambda row, _look: clock(row.talk_seconds),
               align="r num"),
        Column("hold_seconds", _("보류"), lambda row, _look: clock(row.hold_seconds),
               align="r num"),
        Column("after_seconds", _("후처리"), lambda row, _look: clock(row.after_seconds),
               align="r num"),
        Column("agent", _("받은 사람"), lambda row, _look: person_name(row.agent_id)
               if row.agent_id else row.server or ui.DASH, reads=("agent_id", "server"),
               value="agent__name"),
        Column("queue", _("대기열")),
        Column("note", _("메모"), lambda row, look: look.mark(row.note[:80])),
    )  # fmt: skip
    attributes: ClassVar[Any] = (
        Choice("outcome", _("결과"), options=options_of(Call.Outcome)),
        Choice("direction", _("방향"), options=options_of(Call.Direction)),
        Person("agent", _("받은 사람"), "agent_id", options=people),
        Moment("started_at", _("걸려 온 때")),
        *hour_attributes("started_at"),
        Choice("department", _("받은 사람의 부서"), "agent__department_id", options=_departments),
        Choice("request_type", _("티켓의 요청유형"), "ticket__request_type_id", options=_requests),
        Number("wait_seconds", _("기다림(초)")),
        Number("talk_seconds", _("통화(초)")),
        Number("hold_seconds", _("보류(초)")),
        Number("after_seconds", _("후처리(초)")),
        YesNo("is_unheard", _("끝을 듣지 못함")),
        Text("queue", _("대기열")),
        Text("server", _("내선")),
        Text("number", _("번호")),
        Text("customer", _("고객"), "customer__name"),
        Search("search", _("검색")),
    )
