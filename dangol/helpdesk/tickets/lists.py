"""The list of tickets."""

from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.helpdesk.reports.hours import OpenAt, hour_attributes
from dangol.helpdesk.setup.models import Channel, Priority, Space
from dangol.helpdesk.setup.queries import (
    labels,
    name_in,
    request_types,
    steps,
    teams,
    topics,
)
from dangol.helpdesk.tickets.bulk import set_agent, set_priority, set_team
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.shown import deadline_badge, minutes_text, priority_badge, step_badge
from dangol.kit.conditions import (
    Choice,
    Linked,
    Moment,
    Number,
    Option,
    Person,
    Search,
    Text,
    Won,
    YesNo,
    options_of,
)
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.kit.templatetags import ui
from dangol.workspace.queries import person_name

_DUES = ("first_due_at", "next_due_at", "solve_due_at", "solve_kept", "is_open", "step_id",
         "policy_id")  # fmt: skip


def _subject(row: Ticket, look: Look) -> SafeString:
    name = row.customer.name if row.customer else row.writer_name or row.writer_email
    return format_html(
        '<span class="cut">{}<br><small class="mute">{} · {}</small></span>',
        look.link(row, row.subject),
        look.mark(row.number),
        look.mark(name),
    )


def _agent(row: Ticket, look: Look) -> Any:
    if row.agent_id is None:
        return format_html('<span class="badge line">{}</span>', _("미배정"))
    name = person_name(row.agent_id)
    return format_html('<span class="row">{}{}</span>', ui.avatar(name, "sm"), name)


def _options(rows: Any) -> Any:
    return lambda: [Option(str(row.id), row.name, row.id) for row in rows(retired=True)]


def _step_options() -> list[Option]:
    return [Option(str(row.id), row.name, row.id, row.color) for row in steps(retired=True)]


def _label_options() -> list[Option]:
    return [Option(str(row.id), row.name, row.id, row.color) for row in labels()]


def _people() -> list[Option]:
    rows = User.objects.order_by("name", "pk").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


def _word(choices: Any) -> Any:
    return lambda value: str(choices(value).label)


class TicketList(RecordList):
    """Every ticket the user may see."""

    key = "helpdesk.ticket"
    model = Ticket
    url_name = "helpdesk:ticket_list"
    title = _("티켓")
    unit = _("%(n)s건")
    search = "search"
    search_hint = _("제목·티켓번호·고객·일련번호")
    quick = ("is_open", "step", "team", "agent", "request_type")
    default_columns = (
        "subject", "step", "deadline", "priority", "agent", "team", "request_type", "last_at",
    )  # fmt: skip
    default_sort = "-last_at"
    empty_title = _("아직 티켓이 없습니다.")
    empty_text = _("전화나 방문으로 받은 문의를 하나 적거나, 상담 메일함을 이어 보세요.")
    first_steps = (FirstStep(_("티켓 등록"), "helpdesk:ticket_open", "helpdesk.add_ticket"),)
    columns = (
        Column("subject", _("제목"), _subject, main=True, value="subject",
               reads=("subject", "number", "customer__name", "writer_name", "writer_email")),
        Column("number", _("티켓번호"), lambda row, look: look.mark(row.number)),
        Column("customer", _("고객"), reads=("customer__name",), value="customer__name"),
        Column("step", _("단계"), lambda row, _look: step_badge(row.step_id), reads=("step_id",),
               value="step__name", alike=True, phone="under"),
        Column("deadline", _("기한"), lambda row, _look: deadline_badge(row, timezone.now()),
               reads=_DUES, exported=False, phone="end"),
        Column("priority", _("우선순위"), lambda row, _look: priority_badge(row.priority),
               text=_word(Priority), alike=True),
        Column("agent", _("담당"), _agent, reads=("agent_id",), value="agent__name", alike=True),
        Column("team", _("팀"), lambda row, _look: name_in(teams(retired=True), row.team_id),
               reads=("team_id",), value="team__name", alike=True),
        Column("request_type", _("요청유형"), reads=("request_type_id",), alike=True,
               cell=lambda row, _look: name_in(request_types(retired=True), row.request_type_id),
               value="request_type__name"),
        Column("topic", _("상담유형"), reads=("topic_id",), value="topic__name", alike=True,
               cell=lambda row, _look: name_in(topics(retired=True), row.topic_id)),
        Column("channel", _("채널"), text=_word(Channel), alike=True),
        Column("space", _("공간"), text=_word(Space), alike=True),
        Column("serial", _("일련번호"), lambda row, look: look.mark(row.serial)),
        Column("opened_at", _("접수일시"), lambda row, _look: ui.when(row.opened_at),
               sort="opened_at"),
        Column("last_at", _("마지막 대화"), lambda row, _look: ui.when(row.last_at),
               sort="-last_at"),
        Column("solved_at", _("완료일시"), lambda row, _look: ui.when(row.solved_at)),
        Column("work_minutes", _("처리 시간"), align="r num",
               cell=lambda row, _look: minutes_text(row.work_minutes)),
        Column("transfer_count", _("이관"), align="r num"),
        Column("reopen_count", _("재접수"), align="r num"),
        Column("severity", _("심각도"), text=_word(Ticket.Severity), alike=True),
        Column("compensation", _("보상 금액"), text=won, align="r num"),
    )  # fmt: skip
    attributes = (
        YesNo("is_open", _("진행 중")),
        Choice("step", _("단계"), "step_id", options=_step_options),
        Choice("team", _("팀"), "team_id", options=_options(teams)),
        Person("agent", _("담당"), "agent_id", options=_people),
        Choice("request_type", _("요청유형"), "request_type_id", options=_options(request_types)),
        Choice("topic", _("상담유형"), "topic_id", options=_options(topics)),
        Linked(
            "label",
            _("라벨"),
            "label_id",
            options=_label_options,
            rows=Ticket.labels.through.objects.all,
            key="ticket_id",
        ),
        Choice("channel", _("채널"), options=options_of(Channel)),
        Choice("space", _("공간"), options=options_of(Space)),
        Choice("priority", _("우선순위"), options=options_of(Priority)),
        Choice("severity", _("심각도"), options=options_of(Ticket.Severity)),
        YesNo("is_repeat", _("재발")),
        YesNo("is_complaint", _("불만 요청유형"), "request_type__is_complaint"),
        YesNo("is_whole", _("합쳐지지 않음"), "merged_into__isnull"),
        YesNo("first_kept", _("첫 답장 기한 지킴")),
        YesNo("solve_kept", _("해결 기한 지킴")),
        YesNo("waits_for_us", _("답장 기다림")),
        Moment("opened_at", _("접수일시")),
        *hour_attributes("opened_at"),
        OpenAt("open_at", _("그날 끝에 열려 있음")),
        Moment("last_at", _("마지막 대화")),
        Moment("solved_at", _("완료일시")),
        Moment("solve_due_at", _("해결 기한")),
        Number("work_minutes", _("처리 시간(업무 분)")),
        Number("transfer_count", _("이관")),
        Number("return_count", _("되돌아옴")),
        Number("reopen_count", _("재접수")),
        Number("reply_count", _("답한 수")),
        Won("compensation", _("보상 금액")),
        Text("subject", _("제목")),
        Text("number", _("티켓번호")),
        Text("serial", _("일련번호")),
        Text("customer", _("고객"), "customer__name"),
        Text("customer_number", _("고객번호"), "customer__number"),
        Text("product", _("상품"), "product__name"),
        Search("search", _("검색")),
    )
    bulk = (set_agent, set_team, set_priority)
