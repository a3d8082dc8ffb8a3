"""영업 성과: what was won and lost, how often and how fast, by whom, and against whom (F15)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.queries import code_of
from dangol.sales.pipeline.models import Deal, DealRival
from dangol.sales.pipeline.queries import deals_seen_by
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Period, Pick, Staff
from dangol.workspace.reports.shape import Cell, Chart, Figures, Group, Measure, Row, Table

VIEW = "sales.view_deal"
SALES = _("영업")
WON, LOST = Deal.Status.WON, Deal.Status.LOST


@dataclass
class Result:
    """What came of some closed deals; amounts in won, `days` is the sum over the won ones."""

    won: int = 0
    lost: int = 0
    amount: int = 0
    days: int = 0

    def add(self, status: str, number: int, amount: int, days: int) -> None:
        if status == WON:
            self.won, self.amount = self.won + number, self.amount + amount
            self.days += days
        else:
            self.lost += number

    @property
    def win_rate(self) -> float | None:
        """Won of all closed, in percent; None before anything closed."""
        return ratio(100 * self.won, self.won + self.lost)

    @property
    def average(self) -> int | None:
        return whole(self.amount, self.won)

    @property
    def cycle(self) -> float | None:
        """Mean days from the beginning to the win."""
        return ratio(self.days, self.won)

    @property
    def velocity(self) -> int | None:
        """Won a day: closed deals × win rate × average won ÷ cycle, which is amount ÷ cycle."""
        return whole(self.amount * self.won, self.days)


def ratio(part: int, by: int) -> float | None:
    """Two places, half up; None where nothing is to be divided by."""
    if not by:
        return None
    return float((Decimal(part) / by).quantize(Decimal("0.01"), ROUND_HALF_UP))


def whole(part: int, by: int) -> int | None:
    """Whole won, half up."""
    return int((Decimal(part) / by).quantize(Decimal(1), ROUND_HALF_UP)) if by else None


@dataclass(frozen=True)
class Grouping:
    """What the lines of the report are: its column, its name, and how the list asks for one."""

    label: str | Promise
    field: Any
    named: Callable[[Any], str]
    asks: Callable[[Any], dict[str, Any]]


def _code(pk: int | None) -> str:
    row = code_of(pk)
    return row.label if row else _t("(적지 않음)")


GROUPINGS: dict[str, Grouping] = {
    "owner": Grouping(_("담당"), "owner_id", person_name, lambda pk: {"owner": pk}),
    "kind": Grouping(
        _("구분"), "kind", lambda kind: str(Deal.Kind(kind).label), lambda kind: {"kind": kind}
    ),
    "source": Grouping(
        _("유입 경로"), "source_id", _code,
        lambda pk: {"source": pk} if pk else {"source.empty": ""},
    ),
    "month": Grouping(
        _("달"), TruncMonth("closed_on"), lambda day: f"{day:%Y.%m}", lambda day: {}
    ),
}  # fmt: skip


def closed_in(user: User, asked: Asked) -> "QuerySet[Deal]":
    """Deals the person sees that ended in the period."""
    days = asked["period"]
    rows = deals_seen_by(user).filter(
        status__in=(WON, LOST), closed_on__gte=days.first, closed_on__lte=days.last
    )
    ids = asked["staff"].ids
    return rows if ids is None else rows.filter(owner_id__in=ids)


def results(user: User, asked: Asked) -> Figures:
    """Won and lost by what was asked for; two queries."""
    grouping, rows = GROUPINGS[asked["by"]], closed_in(user, asked)
    found: dict[Any, Result] = {}
    whole_of = Result()
    for key, status, *sums in _sums(rows, grouping.field):
        found.setdefault(key, Result()).add(status, *sums)
        whole_of.add(status, *sums)
    order = sorted(found, key=lambda key: (-found[key].amount, str(key)))
    if asked["by"] == "month":
        order = sorted(found)
    lines = tuple(_row(asked, grouping, key, found[key]) for key in order)
    table = Table(
        "results", _t("수주와 실주"), str(grouping.label), (Group("", "", _measures()),), lines,
        total=Row("total", _t("합계"), _cells(asked, whole_of, {})), head_key=asked["by"],
    )  # fmt: skip
    rivals = _rivals(rows, asked)
    amounts = tuple(float(found[key].amount) for key in order)
    chart = Chart(_t("수주 금액"), tuple(line.label for line in lines),
                  ((_t("수주 금액"), amounts),), unit=_t("원"))  # fmt: skip
    return Figures((table, rivals) if rivals.rows else (table,), _sentence(whole_of), chart)


def _sums(rows: "QuerySet[Deal]", field: Any) -> Iterable[tuple[Any, str, int, int, int]]:
    """By key and status: how many, their won, the days they took."""
    by = rows.order_by()
    by = by.values_list(field) if isinstance(field, str) else by.annotate(key=field)
    names = () if isinstance(field, str) else ("key",)
    return [
        (key, status, number, amount, days or 0)
        for key, status, number, amount, days in by.values_list(
            *(names or (field,)), "status"
        ).annotate(Count("pk"), Sum("amount"), Sum("cycle_days"))
    ]


def _measures() -> tuple[Measure, ...]:
    return (
        Measure("won", _t("수주")),
        Measure("lost", _t("실주")),
        Measure("win_rate", _t("수주율"), "percent", heat=True),
        Measure("won_amount", _t("수주 금액"), "won", heat=True),
        Measure("average", _t("평균 수주액"), "won"),
        Measure("cycle", _t("수주까지 평균 일수"), "score"),
        Measure("velocity", _t("하루 수주 속도"), "won"),
    )


def _row(asked: Asked, grouping: Grouping, key: Any, result: Result) -> Row:
    return Row(str(key or ""), grouping.named(key), _cells(asked, result, grouping.asks(key)))


def _cells(asked: Asked, result: Result, more: Mapping[str, Any]) -> tuple[Cell, ...]:
    won, lost = (closed_address(asked, status=status, **more) for status in (WON, LOST))
    return (
        Cell(result.won, won if result.won else ""),
        Cell(result.lost, lost if result.lost else ""),
        Cell(result.win_rate),
        Cell(result.amount, won if result.won else ""),
        Cell(result.average),
        Cell(result.cycle),
        Cell(result.velocity),
    )


def closed_address(asked: Asked, **more: Any) -> str:
    """The deals behind a figure, as the list shows them."""
    days, staff = asked["period"], asked["staff"]
    pairs = [("closed_on.between", days.first.isoformat()),
             ("closed_on.between", days.last.isoformat())]  # fmt: skip
    if staff.person and "owner" not in more:
        more["owner"] = staff.person
    return f"{reverse('sales:deal_list')}?{urlencode([*pairs, *more.items()])}"


def _rivals(rows: "QuerySet[Deal]", asked: Asked) -> Table:
    """How it went against each competitor that was written down."""
    faced = DealRival.objects.filter(deal__in=rows.order_by().values("pk"))
    found = faced.order_by().values("competitor", "competitor__name").annotate(
        met=Count("pk"),
        won=Count("pk", filter=Q(deal__status=WON)),
        lost=Count("pk", filter=Q(deal__status=LOST)),
        taken=Sum("deal__amount", filter=Q(deal__status=LOST)),
    )  # fmt: skip
    measures = (
        Measure("met", _t("만난 거래")), Measure("won", _t("수주")), Measure("lost", _t("실주")),
        Measure("win_rate", _t("이긴 비율"), "percent", heat=True),
        Measure("taken", _t("놓친 금액"), "won"),
    )  # fmt: skip
    lines = tuple(
        Row(str(row["competitor"]), row["competitor__name"],
            (Cell(row["met"]), Cell(row["won"]), Cell(row["lost"]),
             Cell(ratio(100 * row["won"], row["met"])), Cell(row["taken"] or 0)),
            reverse("sales:rival_detail", args=[row["competitor"]]))
        for row in sorted(found, key=lambda row: -row["met"])[:50]
    )  # fmt: skip
    return Table("rivals", _t("경쟁사별"), _t("경쟁사"), (Group("", "", measures),), lines)


def _sentence(result: Result) -> str:
    if not result.won + result.lost:
        return _t("이 기간에 끝난 거래가 없습니다.")
    if not result.won:
        return _t("거래 %(n)s건이 모두 실주로 끝났습니다.") % {"n": f"{result.lost:,}"}
    return _t(
        "%(all)s건 가운데 %(won)s건(%(rate)s%%)을 평균 %(days)s일 만에 수주해 "
        "%(amount)s원을 벌었습니다."
    ) % {
        "all": f"{result.won + result.lost:,}", "won": f"{result.won:,}",
        "rate": result.win_rate, "days": result.cycle, "amount": f"{result.amount:,}",
    }  # fmt: skip


reports.add("results")(
    Report(
        _("영업 성과"),
        permission=VIEW,
        help=_(
            "기간에 끝난 거래를 봅니다. 수주율은 끝난 거래 가운데 수주한 비율, 평균 일수는 "
            "수주한 거래가 시작일부터 종료일까지 걸린 날입니다.\n\n"
            "하루 수주 속도는 끝난 거래 수 × 수주율 × 평균 수주액 ÷ 평균 일수입니다. "
            "숫자를 누르면 그 거래가 열립니다."
        ),
        asks=(
            Period("period", _("종료일"), default="year"),
            Pick("by", _("나누기"),
                 options=lambda: [(key, one.label) for key, one in GROUPINGS.items()]),
            Staff("staff", _("담당"), permission=VIEW),
        ),
        figures=results,
        behind=lambda user, asked: closed_address(asked),
        section=SALES,
        order=10,
    )
)  # fmt: skip
