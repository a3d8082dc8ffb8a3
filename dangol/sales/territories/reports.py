"""권역 효율 (F50): what each territory brings, what it costs in time, how much of it we have."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.models import Activity
from dangol.customers.models import Customer
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.queries import deals_seen_by, end_of
from dangol.sales.reporting.history import start_of
from dangol.sales.reporting.results import SALES, ratio, whole
from dangol.sales.territories.queries import kept_territory, territories
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period
from dangol.workspace.reports.shape import (
    Cell,
    Chart,
    Figures,
    Group,
    Measure,
    Row,
    Table,
)

VIEW = "sales.view_deal"
Counts = dict[int, tuple[int, int]]


def _counted(rows: Any, customer: str, **sums: Any) -> Counts:
    """Two figures by territory; 0 is none of them."""
    placed = rows.order_by().annotate(territory=kept_territory(customer)).values_list("territory")
    return {pk: (a or 0, b or 0) for pk, a, b in placed.annotate(**sums)}


def customers_in(user: User) -> Counts:
    """By territory: customers of any stage, and those who have bought (고객)."""
    bought = Count("pk", filter=Q(stage=Customer.Stage.CUSTOMER))
    return _counted(Customer.objects.visible_to(user), "pk", every=Count("pk"), bought=bought)


def won_in(user: User, days: Days) -> Counts:
    """By territory of the customer: won deals and their won in a period."""
    rows = deals_seen_by(user).filter(
        status=Deal.Status.WON, closed_on__gte=days.first, closed_on__lte=days.last
    )
    return _counted(rows, "customer_id", number=Count("pk"), amount_won=Sum("amount"))


def effort_in(user: User, days: Days) -> Counts:
    """By territory of the customer: activities done in a period and their minutes."""
    rows = Activity.objects.visible_to(user).filter(
        status="done", occurred_at__gte=start_of(days.first), occurred_at__lte=end_of(days.last),
        customer__isnull=False,
    )  # fmt: skip
    return _counted(rows, "customer_id", number=Count("pk"), spent=Sum("minutes"))


def efficiency(user: User, asked: Asked) -> Figures:
    """Revenue, effort and penetration by territory."""
    days = asked["period"]
    customers, won, effort = customers_in(user), won_in(user, days), effort_in(user, days)
    names = list(territories().values_list("pk", "name"))
    if any(0 in counts for counts in (customers, won, effort)):
        names.append((0, _t("어느 권역도 아님")))
    every = (customers, won, effort)
    rows = tuple(
        Row(str(pk), name, tuple(_cells(*(each.get(pk, (0, 0)) for each in every))))
        for pk, name in names
    )
    measures = (
        Measure("customers", _t("고객")), Measure("bought", _t("산 고객")),
        Measure("share", _t("침투율"), "percent", heat=True),
        Measure("deals", _t("수주 건수")), Measure("won", _t("수주"), "won"),
        Measure("acts", _t("활동")), Measure("minutes", _t("쓴 시간(분)"), "minutes"),
        Measure("hour", _t("한 시간에 수주"), "won", heat=True),
        Measure("each", _t("고객 한 명에 수주"), "won"),
    )  # fmt: skip
    table = Table("territory", _t("권역별 효율"), _t("권역"), (Group("", "", measures),), rows,
                  total=_total(customers, won, effort) if rows else None,
                  head_key="territory")  # fmt: skip
    labels = tuple(name for _pk, name in names)
    amounts = tuple(float(won.get(pk, (0, 0))[1]) for pk, _name in names)
    chart = Chart(_t("권역별 수주"), labels, ((_t("수주"), amounts),), unit=_t("원"))
    notes = (
        ()
        if len(names) > 1
        else (_t("설정 → 권역에서 지역과 업태로 권역을 나누면 견줄 수 있습니다."),)
    )
    return Figures((table,), _best(rows), chart if rows else None, notes)


def _cells(customers: Any, won: Any, effort: Any) -> Iterable[Cell]:
    every, bought = customers
    number, amount = won
    acts, minutes = effort
    figures = (
        every, bought, ratio(100 * bought, every), number, amount, acts, minutes,
        whole(amount * 60, minutes), whole(amount, every),
    )  # fmt: skip
    return map(Cell, figures)


def _total(*counts: Counts) -> Row:
    sums = [tuple(map(sum, zip((0, 0), *each.values(), strict=True))) for each in counts]
    return Row("total", _t("합계"), tuple(_cells(*sums)))


def _best(rows: tuple[Row, ...]) -> str:
    known = [row for row in rows if row.cells[7].value]
    if not known:
        return _t("이 기간에는 활동 시간과 수주가 함께 있는 권역이 없습니다.")
    best = max(known, key=lambda row: int(str(row.cells[7].value)))
    text = _t("시간당 가장 많이 수주한 권역은 ‘%(name)s’입니다(한 시간에 %(won)s원).")
    return text % {"name": best.label, "won": f"{best.cells[7].value:,}"}


reports.add("territory")(
    Report(
        _("권역 효율"),
        permission=VIEW,
        help=_(
            "권역마다 기간의 수주, 고객에게 쓴 시간, 침투율을 봅니다. 침투율은 권역의 고객 가운데 "
            "단계가 ‘고객’인 몫이고, 시간은 기간에 마친 활동의 시간입니다.\n\n"
            "고객은 순서가 앞선 권역부터 처음 맞는 곳에 셉니다. 보는 사람의 범위 안에서 셉니다."
        ),
        asks=(Period("period", _("기간"), default="year"),),
        figures=efficiency,
        section=SALES,
        order=33,
    )
)
