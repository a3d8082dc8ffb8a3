"""통화 현황: how many rang, were answered or hung up, waited and talked; exact."""

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.db.models.functions import ExtractHour, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.reports.queries import bounds, mean, percentile
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period, Pick
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

VIEW = "helpdesk.view_call"
PROMPT = 20  # seconds: the service level
WAYS = {"day": _("날짜"), "hour": _("시"), "queue": _("대기열"), "agent": _("받은 사람")}
Outcome = Call.Outcome
Line = tuple[Any, str, int, int]


def call_report(user: User, asked: Asked) -> Figures:
    """Calls of a period by day, hour, queue or agent; phantoms count as calls, not as callers."""
    start, end = bounds(asked["period"])
    rows = Call.objects.visible_to(user).filter(
        started_at__gte=start, started_at__lt=end, direction=Call.Direction.IN
    )
    zone = timezone.get_current_timezone()
    columns: dict[str, Any] = {
        "day": TruncDate("started_at", tzinfo=zone),
        "hour": ExtractHour("started_at", tzinfo=zone),
    }
    by = asked["by"]
    column = columns.get(by)
    rows = rows.annotate(by=column) if column is not None else rows
    name = {"queue": "queue", "agent": "agent_id"}.get(by, "by")
    lines: dict[Any, list[Line]] = defaultdict(list)
    for line in rows.order_by().values_list(name, "outcome", "wait_seconds", "talk_seconds"):
        lines[line[0]].append(line)
    everything = [line for group in lines.values() for line in group]
    shown = tuple(
        Row(str(key or "none"), _label(by, key), _cells(lines[key], asked["period"]))
        for key in sorted(lines, key=str)
    )
    total = Row("total", _t("합계"), _cells(everything, asked["period"]))
    measures = (
        Measure("calls", _t("통화"), heat=True), Measure("answered", _t("받음")),
        Measure("abandoned", _t("끊음")), Measure("abandonment", _t("포기율"), "percent"),
        Measure("level", _t("20초 안에 받음"), "percent"),
        Measure("wait", _t("평균 기다림(초)"), "score"),
        Measure("aht", _t("평균 통화(초)"), "score"),
        Measure("median", _t("통화 중앙값(초)"), "score"),
    )  # fmt: skip
    table = Table(
        "calls", _t("통화 현황"), str(WAYS[by]), (Group("", "", measures),), shown, total,
        head_key=by,
    )  # fmt: skip
    note = _t("포기율은 받은 전화와 끊은 전화 가운데 끊은 것의 몫입니다. 잘못 걸린 전화는 뺍니다.")
    return Figures((table,), _sentence(total), notes=(note,))


def _cells(lines: list[Line], days: Days) -> tuple[Cell, ...]:
    answered = [line for line in lines if line[1] in (Outcome.ANSWERED, Outcome.TALKING)]
    abandoned = sum(line[1] == Outcome.ABANDONED for line in lines)
    talks = [float(line[3]) for line in answered]
    callers = len(answered) + abandoned
    prompt = sum(line[2] <= PROMPT for line in answered)
    url = behind(days)
    return (
        Cell(len(lines), url),
        Cell(len(answered), f"{url}&outcome=answered"),
        Cell(abandoned, f"{url}&outcome=abandoned"),
        Cell(round(100 * abandoned / callers, 2) if callers else None),
        Cell(round(100 * prompt / callers, 2) if callers else None),
        Cell(_round(mean([float(line[2]) for line in answered]))),
        Cell(_round(mean(talks))),
        Cell(_round(percentile(talks, 0.5))),
    )


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _label(by: str, key: Any) -> str:
    if by == "agent":
        return person_name(key) if key else _t("정하지 않음")
    if by == "hour":
        return f"{key:02}"
    return str(key) if key else _t("정하지 않음")


def behind(days: Days) -> str:
    """The address of the calls of a period."""
    between = [("started_at.between", day.isoformat()) for day in days]
    return f"{reverse('helpdesk:call_list')}?{urlencode(between)}"


def _sentence(total: Row) -> str:
    calls, _answered, _abandoned, share = (cell.value for cell in total.cells[:4])
    if not calls:
        return _t("이 기간에 걸려 온 전화가 없습니다.")
    return _t("전화 %(calls)s통, 포기율 %(share)s%%입니다.") % {
        "calls": f"{calls:,}",
        "share": "0" if share is None else f"{share:.2f}",
    }


def _ways() -> list[tuple[str, Any]]:
    return list(WAYS.items())


reports.add("calls")(
    Report(
        _("통화 현황"),
        permission=VIEW,
        help=_("걸려 온 전화의 수, 포기율, 20초 안에 받은 비율, 기다림과 통화 시간입니다."),
        asks=(Period("period", _("기간")), Pick("by", _("나누기"), options=_ways)),
        figures=call_report,
        section=_("서비스 보고서"),
        order=32,
    )
)
