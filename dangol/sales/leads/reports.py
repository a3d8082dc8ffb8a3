"""가망고객 성과 (F39, F40): how fast they were answered, taken over, and what became of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.queries import label_of
from dangol.sales.leads.models import Lead
from dangol.sales.leads.queries import leads_seen_by
from dangol.sales.pipeline.queries import end_of
from dangol.sales.reporting.history import start_of
from dangol.sales.reporting.results import SALES, ratio
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period, Pick, Staff
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

VIEW = "sales.view_lead"
SOON, HOUR, MOST_REASONS = timedelta(hours=1), 3_600, 20
Status = Lead.Status
TAKEN = Q(given_at__isnull=False, status__in=(Status.ACCEPTED, Status.CONVERTED))


class Grouping(NamedTuple):
    """What the lines are: their name, the column, how one is called, what the list asks by."""

    label: str | Promise
    field: Any
    named: Callable[[Any], str]
    asks: str = ""


def _unsaid(text: str) -> str:
    return text or _t("(적지 않음)")


GROUPINGS: dict[str, Grouping] = {
    "way": Grouping(_("접수 방법"), "way", lambda way: str(Lead.Way(way).label), "way"),
    "source": Grouping(_("유입 경로"), "source_id", lambda pk: _unsaid(label_of(pk)), "source"),
    "owner": Grouping(
        _("담당"), "owner_id", lambda pk: person_name(pk) if pk else _t("(미배정)"), "owner"
    ),
    "partner": Grouping(_("제휴처"), "partner", _unsaid),
    "month": Grouping(_("달"), TruncMonth("received_at"), lambda day: f"{day:%Y.%m}"),
}
COUNTS: dict[str, Any] = {
    "received": Count("pk"),
    "touched": Count("pk", filter=Q(touched_at__isnull=False)),
    "soon": Count("pk", filter=Q(touched_at__lte=F("received_at") + SOON)),
    "spent": Sum(
        ExpressionWrapper(F("touched_at") - F("received_at"), DurationField()),
        filter=Q(touched_at__isnull=False),
    ),
    "given": Count("pk", filter=Q(given_at__isnull=False)),
    "taken": Count("pk", filter=TAKEN),
    "returned": Count("pk", filter=Q(status=Status.RETURNED)),
    "converted": Count("pk", filter=Q(status=Status.CONVERTED)),
    "won": Count("pk", filter=Q(deal__status="won")),
    "amount": Sum("deal__amount", filter=Q(deal__status="won"), default=0),
}


def received_in(user: User, asked: Asked) -> "QuerySet[Lead]":
    """Leads the person sees that came in the period."""
    days = asked["period"]
    rows = leads_seen_by(user).filter(
        received_at__gte=start_of(days.first), received_at__lte=end_of(days.last)
    )
    ids = asked["staff"].ids
    return rows if ids is None else rows.filter(owner_id__in=ids)


def performance(user: User, asked: Asked) -> Figures:
    """Leads of a period by what was asked for, as they stand today; three queries."""
    grouping, rows = GROUPINGS[asked["by"]], received_in(user, asked).order_by()
    found = rows.annotate(of=grouping.field if asked["by"] == "month" else F(grouping.field))
    lines: list[Any] = list(found.values("of").annotate(**COUNTS))
    lines.sort(key=lambda line: (-line["received"], str(line["of"])))
    if asked["by"] == "month":
        lines.sort(key=lambda line: line["of"])
    of_all = rows.aggregate(**COUNTS)
    table = Table(
        "leads", _t("가망고객 성과"), str(grouping.label), (Group("", "", _measures()),),
        tuple(_row(asked["period"], grouping, line) for line in lines),
        total=Row("total", _t("합계"), _cells(of_all, "")) if lines else None,
        head_key=asked["by"],
    )  # fmt: skip
    reasons = _reasons(rows)
    return Figures((table, reasons) if reasons.rows else (table,), _sentence(of_all))


def _measures() -> tuple[Measure, ...]:
    return (
        Measure("received", _t("접수")), Measure("touched", _t("응대함")),
        Measure("soon", _t("한 시간 안 응대율"), "percent", heat=True),
        Measure("hours", _t("첫 응대까지 평균 시간"), "score"),
        Measure("given", _t("배정")),
        Measure("taken", _t("수락률"), "percent", heat=True), Measure("returned", _t("반려")),
        Measure("converted", _t("전환")),
        Measure("conversion", _t("전환율"), "percent", heat=True),
        Measure("won", _t("수주")), Measure("win_rate", _t("수주율"), "percent", heat=True),
        Measure("amount", _t("수주 금액"), "won"),
    )  # fmt: skip


def _row(days: Days, grouping: Grouping, line: dict[str, Any]) -> Row:
    key, url = line["of"], ""
    if grouping.asks:
        pairs = [("received_at.between", f"{days.first}"), ("received_at.between", f"{days.last}")]
        pairs.append((grouping.asks, key) if key else (f"{grouping.asks}.empty", ""))
        url = f"{reverse('sales:lead_list')}?{urlencode(pairs)}"
    return Row(str(key or ""), grouping.named(key), _cells(line, url))


def _cells(line: dict[str, Any], url: str) -> tuple[Cell, ...]:
    spent = line["spent"].total_seconds() if line["spent"] else 0
    return (
        Cell(line["received"], url), Cell(line["touched"]),
        Cell(ratio(100 * line["soon"], line["received"])),
        Cell(ratio(int(spent), HOUR * line["touched"])),
        Cell(line["given"]), Cell(ratio(100 * line["taken"], line["given"])),
        Cell(line["returned"]), Cell(line["converted"]),
        Cell(ratio(100 * line["converted"], line["received"])),
        Cell(line["won"]), Cell(ratio(100 * line["won"], line["converted"])), Cell(line["amount"]),
    )  # fmt: skip


def _reasons(rows: "QuerySet[Lead]") -> Table:
    """Why leads were sent back or let go, the usual reasons first."""
    told = rows.filter(status__in=(Status.RETURNED, Status.DROPPED)).exclude(reason="")
    found = told.values_list("status", "reason").annotate(n=Count("pk")).order_by("-n", "reason")
    measures = (Measure("state", _t("상태"), "text"), Measure("count", _t("건수"), heat=True))
    lines = tuple(
        Row(f"{n}", reason, (Cell(str(Status(status).label)), Cell(number)))
        for n, (status, reason, number) in enumerate(found[:MOST_REASONS])
    )
    return Table("reasons", _t("반려·종료 사유"), _t("사유"), (Group("", "", measures),), lines,
                 head_key="reason")  # fmt: skip


def _sentence(of_all: dict[str, Any]) -> str:
    if not of_all["received"]:
        return _t("이 기간에 접수한 가망고객이 없습니다.")
    text = _t(
        "%(n)s명 가운데 %(soon)s%%에 한 시간 안에 응대했고, %(converted)s%%가 고객이 되었습니다."
    )
    return text % {
        "n": f"{of_all['received']:,}",
        "soon": f"{ratio(100 * of_all['soon'], of_all['received']):g}",
        "converted": f"{ratio(100 * of_all['converted'], of_all['received']):g}",
    }


reports.add("leads")(
    Report(
        _("가망고객 성과"),
        permission=VIEW,
        help=_(
            "기간에 접수한 가망고객이 얼마나 빨리 응대받고, 배정받은 사람이 수락했는지, 고객과 "
            "수주가 되었는지 봅니다. 수락률은 배정한 것 가운데 수락하거나 전환한 몫, 수주율은 "
            "전환한 것 가운데 수주한 몫입니다.\n\n지금의 상태로 셉니다."
        ),
        asks=(
            Period("period", _("기간"), default="quarter"),
            Staff("staff", _("담당"), permission=VIEW),
            Pick("by", _("나누기"),
                 options=lambda: [(key, each.label) for key, each in GROUPINGS.items()]),
        ),
        figures=performance,
        section=SALES,
        order=12,
        wide=True,
    )
)  # fmt: skip
