"""통화 현황: how many rang, were answered or hung up, waited and talked; exact."""

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Avg, Count, F, FloatField, Q
from django.db.models.functions import Cast, ExtractHour, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department, User
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.reports.hours import WEEKDAYS, counted_by_hour, heat_map
from dangol.helpdesk.reports.queries import bounds
from dangol.helpdesk.reports.spread import ALL, Spread, spread_of
from dangol.helpdesk.setup.queries import name_in, request_types
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period, Pick
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

VIEW = "helpdesk.view_call"
PROMPT = 20  # seconds: the service level
Outcome = Call.Outcome
ANSWERED = Q(outcome__in=(Outcome.ANSWERED, Outcome.TALKING))
HEARD = ANSWERED & Q(is_unheard=False)  # how long the others lasted nobody knows
Names = Callable[[Any], str]


class By(NamedTuple):
    """One way to break calls down: what is read, how its values are called, the list's filter."""

    label: Any
    column: Any
    names: Callable[[], Names]
    param: str


def _departments() -> Names:
    names = dict(Department.objects.values_list("pk", "name"))
    return lambda pk: names.get(pk, "")


def _requests() -> Names:
    rows = request_types(retired=True)
    return lambda pk: name_in(rows, pk)


def _local(function: Any) -> Any:
    return function("started_at", tzinfo=timezone.get_current_timezone())


WAYS = {
    "day": By(_("날짜"), lambda: _local(TruncDate), lambda: str, "started_at"),
    "hour": By(_("시"), lambda: _local(ExtractHour), lambda: "{:02}".format, "hour"),
    "queue": By(_("대기열"), lambda: F("queue"), lambda: str, "queue.is"),
    "agent": By(_("받은 사람"), lambda: F("agent_id"), lambda: person_name, "agent"),
    "department": By(
        _("받은 사람의 부서"), lambda: F("agent__department_id"), _departments, "department"
    ),
    "request": By(
        _("티켓의 요청유형"), lambda: F("ticket__request_type_id"), _requests, "request_type"
    ),
}


def call_report(user: User, asked: Asked) -> Figures:
    """Calls of a period; phantoms count as calls, not as callers. Four statements."""
    days, by = asked["period"], WAYS[asked["by"]]
    start, end = bounds(days)
    rows = Call.objects.visible_to(user).filter(
        started_at__gte=start, started_at__lt=end, direction=Call.Direction.IN
    )
    keyed = rows.order_by().annotate(by=by.column())
    talks = keyed.filter(HEARD)
    medians = spread_of(talks, Cast("talk_seconds", FloatField()), "by")
    sums = _summed(keyed.values("by"))
    name = by.names()
    lines = [
        Row(_key(line["by"]), name(line["by"]) if _is_some(line["by"]) else _t("정하지 않음"),
            _cells(line, medians.get(line["by"]), behind(days, by, line["by"])))
        for line in sums
    ]  # fmt: skip
    lines.sort(key=lambda line: line.label)
    whole = _summed(rows.order_by().annotate(_all=F("direction")).values("_all"))
    cells = _cells(whole[0] if whole else None, medians.get(ALL), behind(days))
    total = Row("total", _t("합계"), cells)
    table = Table(
        "calls", _t("통화 현황"), str(by.label), (Group("", "", _measures()),), tuple(lines), total,
        head_key=asked["by"],
    )  # fmt: skip
    notes = (
        _t("포기율은 받은 전화와 끊은 전화 가운데 끊은 것의 몫입니다. 잘못 걸린 전화는 뺍니다."),
        _t("AHT는 통화(보류를 넣은)와 후처리를 더한 평균입니다. 후처리는 상담원 상태에서 셉니다."),
        _t("교환기와 끊긴 사이에 끝난 통화는 길이를 몰라 시간의 평균에 넣지 않습니다."),
    )
    return Figures((table, *_hours(rows, days)), _sentence(total), notes=notes)


def _measures() -> tuple[Measure, ...]:
    return (
        Measure("calls", _t("통화"), heat=True), Measure("answered", _t("받음")),
        Measure("abandoned", _t("끊음")), Measure("abandonment", _t("포기율"), "percent"),
        Measure("level", _t("20초 안에 받음"), "percent"),
        Measure("wait", _t("평균 기다림(초)"), "score"),
        Measure("talk", _t("평균 통화(초)"), "score"),
        Measure("hold", _t("그 가운데 보류(초)"), "score"),
        Measure("after", _t("평균 후처리(초)"), "score"),
        Measure("aht", _t("AHT(초)"), "score"),
        Measure("median", _t("통화 중앙값(초)"), "score"),
    )  # fmt: skip


def _summed(rows: Any) -> list[dict[str, Any]]:
    found = rows.annotate(
        n=Count("pk"),
        answered=Count("pk", filter=ANSWERED),
        abandoned=Count("pk", filter=Q(outcome=Outcome.ABANDONED)),
        prompt=Count("pk", filter=ANSWERED & Q(wait_seconds__lte=PROMPT)),
        wait=Avg("wait_seconds", filter=ANSWERED),
        talk=Avg("talk_seconds", filter=HEARD),
        hold=Avg("hold_seconds", filter=HEARD),
        after=Avg("after_seconds", filter=ANSWERED),
    )
    return list(found)


def _cells(line: dict[str, Any] | None, talk: Spread | None, url: str) -> tuple[Cell, ...]:
    if line is None:
        return (Cell(0), Cell(0), Cell(0), *(Cell(None) for _measure in range(8)))
    callers = line["answered"] + line["abandoned"]
    talks = f"{url}&outcome=answered&outcome=talking"
    whole = None if line["talk"] is None else line["talk"] + line["after"]
    return (
        Cell(line["n"], url),
        Cell(line["answered"], talks),
        Cell(line["abandoned"], f"{url}&outcome=abandoned"),
        Cell(
            round(100 * line["abandoned"] / callers, 2) if callers else None,
            f"{url}&outcome=abandoned",
        ),
        Cell(
            round(100 * line["prompt"] / callers, 2) if callers else None,
            f"{talks}&wait_seconds.lte={PROMPT}",
        ),
        Cell(_round(line["wait"]), talks),
        Cell(_round(line["talk"]), f"{talks}&is_unheard=0"),
        Cell(_round(line["hold"]), f"{talks}&is_unheard=0&hold_seconds.gte=1"),
        Cell(_round(line["after"]), f"{talks}&after_seconds.gte=1"),
        Cell(_round(whole), f"{talks}&is_unheard=0"),
        Cell(_round(talk and talk.median), f"{talks}&is_unheard=0"),
    )


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)


def _is_some(key: Any) -> bool:
    return key not in (None, "")


def _key(key: Any) -> str:
    return str(key) if _is_some(key) else "none"


def behind(days: Days, by: By | None = None, key: Any = None) -> str:
    """The address of the calls that came in, in a period, of one line of the report."""
    asked = [("direction", "in")]
    if by and by.param == "started_at":
        days = Days(key, key)
    elif by:
        asked.append((by.param, str(key)) if _is_some(key) else (_empty(by), ""))
    return _address(days, asked)


def _empty(by: By) -> str:
    return f"{by.param.partition('.')[0]}.empty"


def _address(days: Days, asked: list[tuple[str, str]]) -> str:
    between = [("started_at.between", day.isoformat()) for day in days]
    return f"{reverse('helpdesk:call_list')}?{urlencode([*asked, *between])}"


def _hours(rows: Any, days: Days) -> tuple[Table, Table]:
    weekdays, queues = counted_by_hour(rows, "started_at", "queue")
    names = sorted({value for value, _hour in queues})

    def address(asked: list[tuple[str, str]]) -> str:
        return _address(days, [("direction", "in"), *asked])

    weekday_names = [(day, str(name)) for day, name in WEEKDAYS.items()]
    queue_names = [(name, name or _t("정하지 않음")) for name in names]
    return (
        heat_map("weekday", _t("걸려 온 요일과 시"), _t("요일"), weekday_names, weekdays, address),
        heat_map("queue", _t("대기열과 걸려 온 시"), _t("대기열"), queue_names, queues, address),
    )


def _sentence(total: Row) -> str:
    calls, _answered, _abandoned, share = (cell.value for cell in total.cells[:4])
    if not calls:
        return _t("이 기간에 걸려 온 전화가 없습니다.")
    return _t("전화 %(calls)s통, 포기율 %(share)s%%입니다.") % {
        "calls": f"{calls:,}",
        "share": "0" if share is None else f"{share:.2f}",
    }


def _ways() -> list[tuple[str, Any]]:
    return [(key, by.label) for key, by in WAYS.items()]


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
