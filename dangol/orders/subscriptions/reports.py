"""구독 매출 (MRR): what each month began with, what came and went, and what it ended with (F46)."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.orders.subscriptions.models import Movement
from dangol.orders.subscriptions.queries import MonthOf, movements_seen_by, mrr_by_month
from dangol.sales.reporting.results import SALES
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period, Staff
from dangol.workspace.reports.shape import Cell, Chart, Figures, Group, Measure, Row, Table

VIEW = "orders.view_contract"
Kind = Movement.Kind


def rate(part: int, whole: int) -> float | None:
    """Percent to one place, half up; None where there was nothing before."""
    if whole <= 0:
        return None
    return float((Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))


def retention(month: MonthOf) -> tuple[float | None, float | None]:
    """NRR and GRR: what is left of the MRR a month began with, with and without 확장."""
    lost = month.amounts.get(Kind.CONTRACTION, 0) + month.amounts.get(Kind.CHURNED, 0)
    grown = month.amounts.get(Kind.EXPANSION, 0)
    opening = month.opening
    return rate(opening + lost + grown, opening), rate(opening + lost, opening)


def months_of(days: Days) -> list[date]:
    """The first day of every month a period touches."""
    found, month = [], days.first.replace(day=1)
    while month <= days.last:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def mrr(user: User, asked: Asked) -> Figures:
    """MRR by month; whole months, up to the last day asked for."""
    days = asked["period"]
    months = mrr_by_month(_moved(user, asked), months_of(days), days.last)
    rows = tuple(_row(asked, month, days.last) for month in months)
    total = MonthOf(months[0].month, months[0].opening, _sums(months))
    table = Table(
        "mrr", _t("MRR 변동"), _t("달"), (Group("", "", _measures()),), rows,
        total=Row("total", _t("기간"), _cells(asked, total, months[0].month, days.last)),
        head_key="month",
    )  # fmt: skip
    chart = Chart(
        _t("달이 끝날 때의 MRR"), tuple(row.label for row in rows),
        ((_t("MRR"), tuple(float(month.closing) for month in months)),), kind="lines",
        unit=_t("원"),
    )  # fmt: skip
    return Figures((table,), _sentence(total), chart)


def _moved(user: User, asked: Asked) -> "QuerySet[Movement]":
    rows, ids = movements_seen_by(user), asked["staff"].ids
    return rows if ids is None else rows.filter(owner_id__in=ids)


def _sums(months: list[MonthOf]) -> dict[str, int]:
    return {kind: sum(month.amounts.get(kind, 0) for month in months) for kind in Kind.values}


def _measures() -> tuple[Measure, ...]:
    kinds = tuple(Measure(kind.value, str(kind.label), "won", heat=True) for kind in Kind)
    return (
        Measure("opening", _t("처음 MRR"), "won"), *kinds,
        Measure("closing", _t("끝 MRR"), "won"),
        Measure("nrr", _t("NRR"), "percent"), Measure("grr", _t("GRR"), "percent"),
        Measure("churn", _t("이탈률"), "percent"),
    )  # fmt: skip


def _row(asked: Asked, month: MonthOf, until: date) -> Row:
    last = min(until, (month.month + timedelta(days=32)).replace(day=1) - timedelta(days=1))
    cells = _cells(asked, month, month.month, last)
    return Row(f"{month.month:%Y-%m}", f"{month.month:%Y.%m}", cells)


def _cells(asked: Asked, month: MonthOf, first: date, last: date) -> tuple[Cell, ...]:
    moved = [
        Cell(amount, moved_address(asked, first, last, kind=kind) if amount else "")
        for kind, amount in ((kind, month.amounts.get(kind, 0)) for kind in Kind.values)
    ]
    nrr, grr = retention(month)
    lost = rate(-month.amounts.get(Kind.CHURNED, 0), month.opening)
    return (
        Cell(month.opening, moved_address(asked, None, first - timedelta(days=1))),
        *moved,
        Cell(month.closing, moved_address(asked, None, last)),
        Cell(nrr), Cell(grr), Cell(lost),
    )  # fmt: skip


def moved_address(asked: Asked, first: date | None, last: date, **more: Any) -> str:
    """The movements behind a figure: between two days, or everything up to one."""
    pairs = [("on.lte", last.isoformat())]
    if first:
        pairs = [("on.between", first.isoformat()), ("on.between", last.isoformat())]
    if asked["staff"].person:
        more["owner"] = asked["staff"].person
    return f"{reverse('orders:movement_list')}?{urlencode([*pairs, *more.items()])}"


def _sentence(total: MonthOf) -> str:
    if not total.opening and not any(total.amounts.values()):
        return _t("이 기간에는 구독 매출이 없습니다.")
    nrr = retention(total)[0]
    told = {"before": f"{total.opening:,}", "after": f"{total.closing:,}", "nrr": nrr}
    if nrr is None:
        return _t("이 기간에 월 구독 매출이 %(after)s원이 되었습니다.") % told
    return _t(
        "월 구독 매출이 %(before)s원에서 %(after)s원이 되었습니다. 처음에 있던 매출은 "
        "%(nrr)s%%가 되었습니다(NRR)."
    ) % told  # fmt: skip


reports.add("mrr")(
    Report(
        _("구독 매출(MRR)"),
        permission=VIEW,
        help=_(
            "달마다 되풀이되는 매출이 어떻게 움직였는지 봅니다. 분기·연 계약은 달로 나누고, "
            "사용량 품목은 넣지 않습니다. 멈춘 계약은 이탈, 다시 시작하면 재개로 셉니다. "
            "같은 고객의 두 번째 계약은 신규가 아니라 확장입니다.\n\n"
            "처음 MRR + 신규 + 확장 + 축소 + 이탈 + 재개 = 끝 MRR입니다. "
            "NRR은 처음 MRR에 확장·축소·이탈을 더한 비율, GRR은 확장을 뺀 비율입니다. "
            "숫자를 누르면 그 숫자를 이루는 변동이 열립니다."
        ),
        asks=(
            Period("period", _("기간"), default="year"),
            Staff("staff", _("담당"), permission=VIEW),
        ),
        figures=mrr,
        behind=lambda user, asked: moved_address(
            asked, asked["period"].first.replace(day=1), asked["period"].last
        ),
        section=SALES,
        order=20,
        wide=True,
    )
)  # fmt: skip
