"""가망고객 성과 (F39, F40): how fast they were answered, taken over, and what became of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Q,
    QuerySet,
    Sum,
    When,
)
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.queries import label_of
from dangol.sales.leads.models import Lead, LeadHandoff
from dangol.sales.leads.queries import handoffs_seen_by, leads_seen_by
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


class Grouping(NamedTuple):
    """What the lines are: their name, the column, how one is called, what the lists ask by."""

    label: str | Promise
    field: str
    named: Callable[[Any], str]
    asks: str = ""

    @property
    def of_lead(self) -> Any:
        return TruncMonth(self.field) if self.field == "received_at" else F(self.field)

    @property
    def of_handoff(self) -> Any:
        """The same of a hand-off, where a person is who got it, not who has the lead today."""
        if self.field == "received_at":
            return TruncMonth(f"lead__{self.field}")
        return F(self.field if self.field == "owner_id" else f"lead__{self.field}")


def _unsaid(text: str) -> str:
    return text or _t("(적지 않음)")


GROUPINGS: dict[str, Grouping] = {
    "way": Grouping(_("접수 방법"), "way", lambda way: str(Lead.Way(way).label), "way"),
    "source": Grouping(_("유입 경로"), "source_id", lambda pk: _unsaid(label_of(pk)), "source"),
    "owner": Grouping(
        _("담당"), "owner_id", lambda pk: person_name(pk) if pk else _t("(미배정)"), "owner"
    ),
    "partner": Grouping(_("제휴처"), "partner", _unsaid),
    "month": Grouping(_("달"), "received_at", lambda day: f"{day:%Y.%m}"),
}


def _spent(first: str, last: str, **known: Any) -> Sum:
    return Sum(ExpressionWrapper(F(last) - F(first), DurationField()), filter=Q(**known))


def _counts(days: Days) -> dict[str, Any]:
    """What became of leads by the end of the period; an end whose moment is unknown counts.

    Won is what stood so then, also if it was taken up again since, and what was written down
    later as won by then.
    """
    end = end_of(days.last)
    ended, was_won = Q(ended_at__lte=end) | Q(ended_at=None), Q(stood__status="won")
    won = was_won | Q(deal__status="won", deal__closed_on__lte=days.last)
    amount = Case(When(was_won, then="stood__amount"), default="deal__amount")
    touched = Q(touched_at__lte=end)
    return {
        "received": Count("pk"),
        "touched": Count("pk", filter=touched),
        "soon": Count("pk", filter=touched & Q(touched_at__lte=F("received_at") + SOON)),
        "spent": _spent("received_at", "touched_at", touched_at__lte=end),
        "converted": Count("pk", filter=Q(status=Status.CONVERTED) & ended),
        "won": Count("pk", filter=won),
        "amount": Sum(amount, filter=won, default=0),
    }


def _answers(end: datetime) -> dict[str, Any]:
    """How hand-offs were answered by then."""
    accepted = Q(accepted_at__lte=end) | Q(answer="accepted", accepted_at=None)
    returned = Q(returned_at__lte=end) | Q(answer="returned", returned_at=None)
    return {
        "given": Count("pk"),
        "taken": Count("pk", filter=accepted),
        "timed": Count("pk", filter=Q(accepted_at__lte=end)),
        "waited": _spent("given_at", "accepted_at", accepted_at__lte=end),
        "returned": Count("pk", filter=returned),
    }


NO_ANSWERS = {"given": 0, "taken": 0, "timed": 0, "waited": None, "returned": 0}
NO_LEADS = {"received": 0, "touched": 0, "soon": 0, "spent": None, "converted": 0, "won": 0,
            "amount": 0}  # fmt: skip


def received_in(user: User, asked: Asked) -> "QuerySet[Lead]":
    """Leads the person sees that came in the period; `stood` is their deals at its end."""
    days = asked["period"]
    end = end_of(days.last)
    lasted = Q(deal__states__until=None) | Q(deal__states__until__gt=end)
    stood = FilteredRelation("deal__states", condition=lasted & Q(deal__states__at__lte=end))
    rows = leads_seen_by(user).filter(
        received_at__gte=start_of(days.first), received_at__lte=end
    ).annotate(stood=stood)  # fmt: skip
    ids = asked["staff"].ids
    return (rows if ids is None else rows.filter(owner_id__in=ids)).order_by()


def handed_in(user: User, asked: Asked) -> "QuerySet[LeadHandoff]":
    """Hand-offs by the end of the period of leads that came in it, by who got them."""
    days = asked["period"]
    first, end = start_of(days.first), end_of(days.last)
    rows = handoffs_seen_by(user).filter(
        lead__received_at__gte=first, lead__received_at__lte=end, given_at__lte=end
    )
    ids = asked["staff"].ids
    return (rows if ids is None else rows.filter(owner_id__in=ids)).order_by()


def performance(user: User, asked: Asked) -> Figures:
    """Leads of a period by what was asked for, as they stood at its end; five queries."""
    grouping, days = GROUPINGS[asked["by"]], asked["period"]
    leads, handed = received_in(user, asked), handed_in(user, asked)
    counts, answers = _counts(days), _answers(end_of(days.last))
    of_leads: Any = leads.values(of=grouping.of_lead).annotate(**counts)
    of_handoffs: Any = handed.values(of=grouping.of_handoff).annotate(**answers)
    found: dict[Any, dict[str, Any]] = {line.pop("of"): line for line in of_leads}
    told: dict[Any, dict[str, Any]] = {line.pop("of"): line for line in of_handoffs}
    lines = [(key, {**NO_LEADS, **NO_ANSWERS, **found.get(key, {}), **told.get(key, {})})
             for key in found.keys() | told.keys()]  # fmt: skip
    lines.sort(key=lambda line: (-line[1]["received"], str(line[0])))
    if asked["by"] == "month":
        lines.sort(key=lambda line: line[0])
    of_all = {**leads.aggregate(**counts), **handed.aggregate(**answers)}
    table = Table(
        "leads", _t("가망고객 성과"), str(grouping.label), (Group("", "", _measures()),),
        tuple(_row(days, grouping, key, line) for key, line in lines),
        total=Row("total", _t("합계"), _cells(of_all, "", "")) if lines else None,
        head_key=asked["by"],
    )  # fmt: skip
    reasons = _reasons(leads, handed, end_of(days.last))
    return Figures((table, reasons) if reasons.rows else (table,), _sentence(of_all))


def _measures() -> tuple[Measure, ...]:
    return (
        Measure("received", _t("접수")), Measure("touched", _t("응대함")),
        Measure("soon", _t("한 시간 안 응대율"), "percent", heat=True),
        Measure("hours", _t("첫 응대까지 평균 시간"), "score"),
        Measure("given", _t("배정")),
        Measure("taken", _t("수락률"), "percent", heat=True),
        Measure("taken_hours", _t("수락까지 평균 시간"), "score"),
        Measure("returned", _t("반려")),
        Measure("converted", _t("전환")),
        Measure("conversion", _t("전환율"), "percent", heat=True),
        Measure("won", _t("수주")), Measure("win_rate", _t("수주율"), "percent", heat=True),
        Measure("amount", _t("수주 금액"), "won"),
    )  # fmt: skip


def _row(days: Days, grouping: Grouping, key: Any, line: dict[str, Any]) -> Row:
    leads = handoffs = ""
    if grouping.asks:
        pairs = [("received_at.between", f"{days.first}"), ("received_at.between", f"{days.last}")]
        pairs.append((grouping.asks, key) if key else (f"{grouping.asks}.empty", ""))
        leads = f"{reverse('sales:lead_list')}?{urlencode(pairs)}"
        handoffs = f"{reverse('sales:handoff_list')}?{urlencode(pairs)}"
        handoffs += f"&given_at.between={days.first}&given_at.between={days.last}"
    return Row(str(key or ""), grouping.named(key), _cells(line, leads, handoffs))


def _cells(line: dict[str, Any], leads: str, handoffs: str) -> tuple[Cell, ...]:
    spent, waited = ((line[key] or timedelta()).total_seconds() for key in ("spent", "waited"))
    return (
        Cell(line["received"], leads), Cell(line["touched"]),
        Cell(ratio(100 * line["soon"], line["received"])),
        Cell(ratio(int(spent), HOUR * line["touched"])),
        Cell(line["given"], handoffs), Cell(ratio(100 * line["taken"], line["given"])),
        Cell(ratio(int(waited), HOUR * line["timed"])),
        Cell(line["returned"], handoffs and f"{handoffs}&answer=returned"),
        Cell(line["converted"]), Cell(ratio(100 * line["converted"], line["received"])),
        Cell(line["won"]), Cell(ratio(100 * line["won"], line["converted"])), Cell(line["amount"]),
    )  # fmt: skip


def _reasons(
    leads: "QuerySet[Lead]", handed: "QuerySet[LeadHandoff]", end: datetime
) -> Table:  # fmt: skip
    """Why leads were sent back or let go by the end of the period, the usual reasons first."""
    back = handed.filter(Q(returned_at__lte=end) | Q(answer="returned", returned_at=None))
    gone = leads.filter(Q(ended_at__lte=end) | Q(ended_at=None), status=Status.DROPPED)
    found = [
        (-n, reason, str(Status(status).label))
        for status, rows in ((Status.RETURNED, back), (Status.DROPPED, gone))
        for reason, n in rows.exclude(reason="").values_list("reason").annotate(n=Count("pk"))
    ]
    measures = (Measure("state", _t("상태"), "text"), Measure("count", _t("건수"), heat=True))
    lines = tuple(
        Row(f"{n}", reason, (Cell(state), Cell(-number)))
        for n, (number, reason, state) in enumerate(sorted(found)[:MOST_REASONS])
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
            "수주가 되었는지 봅니다. 수락률은 배정 가운데 수락하거나 바로 전환한 몫, 수주율은 "
            "전환한 것 가운데 수주한 몫입니다.\n\n기간의 끝 날까지 있었던 일로 세므로, 나중에 "
            "다시 열어도 지난 기간의 숫자는 같습니다. 담당으로 나누면 배정·수락·반려는 그때 "
            "배정받은 사람의 것입니다."
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
