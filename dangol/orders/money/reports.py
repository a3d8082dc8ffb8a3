"""미수 현황 as a report: what each customer owes by how late it is, with files and API."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.kit.korean.text import fit_particles
from dangol.kit.money import won
from dangol.orders.money.queries import BUCKETS, Ageing, ageing, bills_seen_by, owed_in_all
from dangol.sales.reporting.results import SALES
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Staff
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

VIEW = "orders.view_bill"
MOST = 5_000


def receivables(user: User, asked: Asked) -> Figures:
    """The customers who owe most, today, below what all of them owe; two queries."""
    rows, ids = bills_seen_by(user), asked["staff"].ids
    if ids is not None:
        rows = rows.filter(owner_id__in=ids)
    today = timezone.localdate()
    lines = tuple(_row(one) for one in ageing(rows, today=today, limit=MOST))
    sums = owed_in_all(rows, today=today)
    total = Row("total", _t("합계"), tuple(map(Cell, sums)))
    measures = (
        Measure("bills", _t("건수")), Measure("total", _t("미수"), "won", heat=True),
        Measure("not_due", _t("기한 전"), "won"), Measure("to_30", _t("1–30일"), "won"),
        Measure("to_60", _t("31–60일"), "won"), Measure("to_90", _t("61–90일"), "won"),
        Measure("over_90", _t("90일 넘음"), "won"),
    )  # fmt: skip
    table = Table(
        "receivables", _t("미수 현황"), _t("고객"), (Group("", "", measures),), lines,
        total=total if lines else None, head_key="customer",
    )  # fmt: skip
    _bills, owed, not_due, *_late = sums
    text = _t("받을 돈 %(owed)s 가운데 %(late)s이(가) 기한을 넘겼습니다.")
    said = fit_particles(text % {"owed": won(owed), "late": won(owed - not_due)})
    sentence = said if lines else _t("미수가 없습니다.")
    return Figures((table,), sentence, model=Customer._meta.label_lower)


def _row(one: Ageing) -> Row:
    url = reverse("orders:account", args=[one.customer_id])
    values = (one.bills, one.total, *(getattr(one, name) for name in BUCKETS))
    cells = tuple(Cell(value, url if place == 1 else "") for place, value in enumerate(values))
    return Row(str(one.customer_id), one.name, cells, url=url, subject=one.customer_id)


reports.add("receivables")(
    Report(
        _("미수 현황"),
        permission=VIEW,
        help=_(
            "오늘 받지 못한 청구를 고객마다 기한에서 며칠 지났는지로 나눕니다. 미수가 큰 "
            "고객부터 5,000명까지 나오고, 합계는 모든 고객의 것입니다. 고객을 누르면 거래 "
            "원장이 열립니다."
        ),
        asks=(Staff("staff", _("담당"), permission=VIEW),),
        figures=receivables,
        behind=lambda user, asked: f"{reverse('orders:bill_list')}?status=open&status=part",
        section=SALES,
        order=22,
        wide=True,
    )
)  # fmt: skip
