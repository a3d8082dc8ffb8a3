"""클레임률: complaints of a period against customers or orders, by month, cause or product."""

from calendar import monthrange
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.codes.queries import code_of
from dangol.helpdesk.complaints.models import Complaint
from dangol.helpdesk.complaints.registry import bases
from dangol.helpdesk.reports.queries import bounds
from dangol.helpdesk.tickets.models import Ticket
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Period, Pick
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

VIEW = "helpdesk.view_ticket"
WAYS = {"month": _("달"), "cause": _("원인"), "product": _("상품")}
GRAVE = (Ticket.Severity.MAJOR, Ticket.Severity.CRITICAL)
COUNTS = {
    "n": Count("pk"),
    "grave": Count("pk", filter=Q(ticket__severity__gte=Ticket.Severity.MAJOR)),
    "again": Count("pk", filter=~Q(earlier=None)),
    "paid": Sum("amount", filter=Q(status=Complaint.Status.APPROVED), default=0),
}


def claim_report(user: User, asked: Asked) -> Figures:
    """Complaints, how many were grave or came again, what was paid, and the share of the base.

    The share of a line is of the whole base of the period: they add up to the total.
    """
    start, end = bounds(asked["period"])
    rows = Complaint.objects.visible_to(user).filter(opened_at__gte=start, opened_at__lt=end)
    by = asked["by"]
    rows = rows.annotate(month=TruncMonth("opened_at", tzinfo=timezone.get_current_timezone()))
    column = {"month": "month", "cause": "cause_id", "product": "ticket__product_id"}[by]
    found = list(rows.order_by().values(column).annotate(**COUNTS))
    base = bases[asked["base"]]
    whole = base.counted(start, end)
    names = _names(by, [row[column] for row in found if row[column]])
    lines = [
        Row(str(row[column] or "none"), names.get(row[column]) or _t("정하지 않음"),
            _cells(row, whole, _behind(asked, by, row[column], names)))
        for row in sorted(found, key=lambda row: str(row[column]))
    ]  # fmt: skip
    sums = rows.aggregate(**COUNTS)
    total = Row("total", _t("합계"), _cells(sums, whole, _behind(asked)))
    measures = (
        Measure("n", _t("불만")), Measure("rate", _t("클레임률"), "percent"),
        Measure("grave", _t("중대·심각")), Measure("again", _t("재발")),
        Measure("paid", _t("보상"), "won"),
    )  # fmt: skip
    table = Table(
        "claims", _t("클레임률"), str(WAYS[by]), (Group("", "", measures),), tuple(lines), total,
        head_key=by,
    )  # fmt: skip
    note = _t("클레임률은 기간의 불만을 %(base)s(%(n)s)로 나눈 것입니다.")
    said = note % {"base": base.label, "n": f"{whole:,}"}
    return Figures((table,), _sentence(total, str(base.label)), notes=(said,))


def _behind(asked: Asked, by: str = "", key: Any = None, names: Any = None) -> str:
    """The address of the complaints of a period, of one line of the report."""
    first, last = asked["period"]
    pairs: list[tuple[str, str]] = []
    if by == "month":
        begin = timezone.localtime(key).date()
        end = begin.replace(day=monthrange(begin.year, begin.month)[1])
        first, last = max(first, begin), min(last, end)
    elif by and key is None:
        pairs = [(f"{by}.empty", "")]
    elif by:
        pairs = [("cause", str(key)) if by == "cause" else ("product.is", names[key])]
    pairs += [("opened_at.between", day.isoformat()) for day in (first, last)]
    return f"{reverse('helpdesk:complaint_list')}?{urlencode(pairs)}"


def _names(by: str, keys: list[Any]) -> dict[Any, str]:
    if by == "month":
        return {key: f"{key:%Y-%m}" for key in keys}
    if by == "product":
        return dict(Product.objects.filter(pk__in=keys).values_list("pk", "name"))
    found = defaultdict(str)
    for key in keys:
        code = code_of(key)
        found[key] = code.label if code else ""
    return found


def _cells(row: dict[str, Any], whole: int, url: str) -> tuple[Cell, ...]:
    return (
        Cell(row["n"], url),
        Cell(round(100 * row["n"] / whole, 2) if whole else None, url),
        Cell(row["grave"], url + "".join(f"&severity={grave:d}" for grave in GRAVE)),
        Cell(row["again"], f"{url}&is_first=no"),
        Cell(row["paid"], f"{url}&status={Complaint.Status.APPROVED}"),
    )


def _sentence(total: Row, base: str) -> str:
    n, rate = (cell.value for cell in total.cells[:2])
    if not n:
        return _t("이 기간에 적은 불만이 없습니다.")
    text = _t("불만 %(n)s건, %(base)s에 견준 클레임률 %(rate)s%%입니다.")
    return text % {"n": f"{n:,}", "base": base, "rate": "—" if rate is None else f"{rate:.2f}"}


reports.add("claims")(
    Report(
        _("클레임률"),
        permission=VIEW,
        help=_("불만의 수, 고객이나 주문에 견준 비율, 중대한 것과 재발, 보상 금액입니다."),
        asks=(
            Period("period", _("기간")),
            Pick("by", _("나누기"), options=lambda: list(WAYS.items())),
            Pick("base", _("견줄 것"), options=lambda: [(key, b.label) for key, b in bases]),
        ),
        figures=claim_report,
        section=_("서비스 보고서"),
        order=34,
    )
)
