"""상담 현황: volume, backlog, how soon, how well kept, by team, agent, type, channel and hour."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.helpdesk.reports.hours import WEEKDAYS, counted_by_hour, heat_map
from dangol.helpdesk.reports.queries import (
    Line,
    bounds,
    hours_by_agent,
    lines_by,
)
from dangol.helpdesk.setup.models import Channel
from dangol.helpdesk.setup.queries import name_in, request_types, teams, topics
from dangol.helpdesk.tickets.queries import tickets_seen_by
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period, Pick
from dangol.workspace.reports.shape import Cell, Chart, Figures, Group, Measure, Row, Table
from dangol.workspace.scorecard.registry import Score, scores

VIEW = "helpdesk.view_ticket"
HOUR, DAY = 3_600, 86_400
NONE = _("정하지 않음")


class By(NamedTuple):
    """One way to break the figures down: a column, how its values are called, the filter."""

    label: Any
    column: str
    name: Callable[[Any], str]
    param: str


BREAKDOWNS: dict[str, By] = {
    "team": By(_("팀"), "team_id", lambda v: name_in(teams(retired=True), v), "team"),
    "agent": By(_("담당"), "agent_id", lambda v: person_name(v) if v else "", "agent"),
    "request": By(
        _("요청유형"), "request_type_id", lambda v: name_in(request_types(retired=True), v),
        "request_type",
    ),
    "topic": By(_("상담유형"), "topic_id", lambda v: name_in(topics(retired=True), v), "topic"),
    "channel": By(_("채널"), "channel", lambda v: str(Channel(v).label), "channel"),
}  # fmt: skip


def ticket_report(user: User, asked: Asked) -> Figures:
    """The table, the hours, the chart and the sentence."""
    by, days = BREAKDOWNS[asked["by"]], asked["period"]
    tickets = tickets_seen_by(user)
    if asked["team"]:
        tickets = tickets.filter(team=int(asked["team"]))
    found, whole = lines_by(tickets, by.column, days)
    rows = [_row(by, key, line, days, asked) for key, line in found.items()]
    rows.sort(key=lambda row: (-(row.cells[0].value or 0), row.label))  # type: ignore[operator]
    total = Row("total", _t("합계"), _cells(whole, days, _kept(asked)))
    table = Table(
        "tickets",
        _t("상담 현황"),
        str(by.label),
        _groups(),
        tuple(rows),
        total,
        head_key=asked["by"],
    )
    return Figures(
        (table, *_hours(tickets, days, _kept(asked))), _sentence(whole), _chart(rows),
        (
            _t("완료까지는 접수부터 완료까지의 달력 시간입니다. 백분위는 어림하지 않습니다."),
            _t("미결은 기간 끝에 열려 있던 티켓입니다."),
        ),
    )  # fmt: skip


def _groups() -> tuple[Group, ...]:
    return (
        Group("", _t("건수"), (
            Measure("opened", _t("접수"), heat=True), Measure("solved", _t("완료")),
            Measure("backlog", _t("미결")),
        )),
        Group("answer", _t("첫 답장(시간)"), (
            Measure("median", _t("중앙값"), "score"), Measure("p90", _t("90%"), "score"),
        )),
        Group("cycle", _t("완료까지(일)"), (
            Measure("mean", _t("평균"), "score"), Measure("median", _t("중앙값"), "score"),
            Measure("p90", _t("90%"), "score"),
        )),
        Group("work", _t("처리중(시간)"), (Measure("mean", "AHT", "score"),)),
        Group("once", _t("한 번에 해결"), (
            Measure("count", _t("건수")), Measure("rate", "FCR", "percent"),
        )),
        Group("kept", _t("기한 지킴"), (
            Measure("first", _t("첫 답장"), "percent"), Measure("solve", _t("해결"), "percent"),
        )),
        Group("again", _t("되풀이"), (
            Measure("reopened", _t("재접수")), Measure("transferred", _t("이관")),
            Measure("returned", _t("되돌아옴")),
        )),
        Group("complaint", _t("불만"), (
            Measure("complaints", _t("건수")), Measure("rate", _t("비율"), "percent"),
            Measure("compensation", _t("보상"), "won"),
        )),
    )  # fmt: skip


def _in(value: float | None, unit: int) -> float | None:
    return None if value is None else round(value / unit, 2)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _mean(seconds: float, count: int, unit: int) -> float | None:
    return _in(seconds / count, unit) if count else None


def _cells(line: Line, days: Days, kept: list[tuple[str, str]]) -> tuple[Cell, ...]:
    sums, cycle, answer = line
    opened = behind(kept, days, "opened_at")
    solved = behind(kept, days, "solved_at")
    complained = f"{opened}&is_complaint=yes"

    def some(address: str, name: str) -> str:
        return f"{address}&{name}.gte=1"

    return (
        Cell(sums.opened, opened), Cell(sums.solved, solved),
        Cell(sums.backlog, left_at(kept, days.last)),
        Cell(_in(answer and answer.median, HOUR), opened),
        Cell(_in(answer and answer.p90, HOUR), opened),
        Cell(_mean(sums.cycle_seconds, sums.solved, DAY), solved),
        Cell(_in(cycle and cycle.median, DAY), solved),
        Cell(_in(cycle and cycle.p90, DAY), solved),
        Cell(_mean(sums.work_seconds, sums.solved, HOUR), solved),
        Cell(sums.at_once, f"{solved}&reply_count.lte=1&reopen_count=0&transfer_count=0"),
        Cell(_share(sums.at_once, sums.solved), solved),
        Cell(_share(sums.first_kept, sums.first_promised), solved),
        Cell(_share(sums.kept, sums.promised), solved),
        Cell(sums.reopened, some(opened, "reopen_count")),
        Cell(sums.transferred, some(opened, "transfer_count")),
        Cell(sums.returned, some(opened, "return_count")), Cell(sums.complaints, complained),
        Cell(_share(sums.complaints, sums.opened), complained),
        Cell(sums.compensation, some(opened, "compensation")),
    )  # fmt: skip


def _row(by: By, key: Any, line: Line, days: Days, asked: Asked) -> Row:
    kept = [*_kept(asked), (by.param, str(key)) if key else (f"{by.param}.empty", "")]
    return Row(str(key or "none"), (by.name(key) if key else "") or str(NONE),
               _cells(line, days, kept))  # fmt: skip


def _kept(asked: Asked) -> list[tuple[str, str]]:
    return [("team", asked["team"])] if asked["team"] else []


def behind(kept: list[tuple[str, str]], days: Days, moment: str) -> str:
    """The address of the tickets of a cell."""
    return _address([*kept, *((f"{moment}.between", day.isoformat()) for day in days)])


def left_at(kept: list[tuple[str, str]], day: date) -> str:
    """The address of the tickets that were open at the end of a day."""
    return _address([*kept, ("open_at", day.isoformat())])


def _address(asked: list[tuple[str, str]]) -> str:
    return f"{reverse('helpdesk:ticket_list')}?{urlencode([*asked, ('is_whole', 'yes')])}"


def _hours(tickets: Any, days: Days, kept: list[tuple[str, str]]) -> tuple[Table, Table]:
    start, end = bounds(days)
    rows = tickets.filter(opened_at__gte=start, opened_at__lt=end, merged_into=None)
    weekdays, channels = counted_by_hour(rows, "opened_at", "channel")
    used = {value for value, _hour in channels}
    names = [(value, str(label)) for value, label in Channel.choices if value in used]

    def address(asked: list[tuple[str, str]]) -> str:
        return behind([*kept, *asked], days, "opened_at")

    weekday_names = [(day, str(name)) for day, name in WEEKDAYS.items()]
    return (
        heat_map("weekday", _t("접수한 요일과 시"), _t("요일"), weekday_names, weekdays, address),
        heat_map("channel", _t("채널과 접수한 시"), _t("채널"), names, channels, address),
    )


def _sentence(whole: Line) -> str:
    sums = whole.sums
    if not sums.opened and not sums.solved:
        return _t("이 기간에 접수하거나 완료한 티켓이 없습니다.")
    text = _t("접수 %(opened)s건, 완료 %(solved)s건, 미결 %(backlog)s건입니다.") % {
        "opened": f"{sums.opened:,}", "solved": f"{sums.solved:,}",
        "backlog": f"{sums.backlog:,}",
    }  # fmt: skip
    if whole.cycle:
        text += " " + _t("완료까지 평균 %(mean)s일, 중앙값 %(median)s일 걸렸습니다.") % {
            "mean": f"{_mean(sums.cycle_seconds, sums.solved, DAY):.2f}",
            "median": f"{_in(whole.cycle.median, DAY):.2f}",
        }
    return text


def _chart(rows: list[Row]) -> Chart:
    top = rows[:12]
    series = ((_t("접수"), tuple(float(row.cells[0].value or 0) for row in top)),)  # type: ignore[arg-type]
    return Chart(_t("접수"), tuple(row.label for row in top), series, unit=_t("건"))


def _ways() -> list[tuple[str, Any]]:
    return [(key, by.label) for key, by in BREAKDOWNS.items()]


def _teams() -> list[tuple[str, Any]]:
    return [("", _("모든 팀")), *((str(row.id), row.name) for row in teams(retired=True))]


reports.add("tickets")(
    Report(
        _("상담 현황"),
        permission=VIEW,
        help=_(
            "접수와 완료, 기간 끝의 미결, 첫 답장과 완료까지 걸린 시간, 기한을 지킨 비율, 재접수와 "
            "이관, 불만과 보상을 봅니다. 접수 쪽 숫자는 접수일, 완료 쪽 숫자는 완료일로 셉니다.\n\n"
            "볼 수 있는 티켓만 셉니다. 합쳐진 티켓은 합친 쪽에서 한 번 셉니다."
        ),
        asks=(
            Period("period", _("기간")),
            Pick(
                "by", _("나누기"), options=lambda: [(k, by.label) for k, by in BREAKDOWNS.items()]
            ),
            Pick("team", _("팀"), options=_teams),
        ),
        figures=ticket_report,
        section=_("서비스 보고서"),
        order=30,
        wide=True,
    )
)


def _behind_hours(viewer: User, person: int, days: Days) -> str:
    return behind([("agent", str(person))], days, "solved_at") if viewer.has_perm(VIEW) else ""


scores.add("service_hours")(
    Score(
        _("고객 서비스"),
        _("서비스처리시간"),
        24,
        hours_by_agent,
        unit=_("시간"),
        help=_("그달에 완료한 티켓이 접수부터 완료까지 걸린 시간의 평균입니다(올림)."),
        lower=True,
        averages=True,
        permission="helpdesk.change_ticket",
        behind=_behind_hours,
        order=40,
    )
)
