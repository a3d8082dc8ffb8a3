"""Reports about customers: how well they can be reached (F139), what became of each month (F18)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.accounts.models import User
from dangol.codes.queries import CodeRow, codes_of
from dangol.customers.lifecycle.models import StageChange
from dangol.customers.lists import RECORD
from dangol.customers.parties.models import Address, ContactPoint, Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.lists import lists
from dangol.kit.lists.paging import matching
from dangol.workspace.lists.queries import state_of
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Ask, Asked, Asker, Days, Pairs, Period, Pick, Staff
from dangol.workspace.reports.shape import Cell, Chart, Figures, Group, Measure, Row, Table

VIEW = "customers.view_customer"
LADDER = list(Customer.Stage)
WAYS = {
    "mobile": gettext_lazy("휴대전화"),
    "home": gettext_lazy("자택 전화"),
    "work": gettext_lazy("직장 전화"),
    "fax": gettext_lazy("팩스"),
    "email": gettext_lazy("이메일"),
    "address": gettext_lazy("주소"),
}


@dataclass(frozen=True)
class Among(Ask):
    """Only the customers of a list: its address, as the list or a segment's page gives it."""

    def fields(self, asker: Asker) -> dict[str, forms.Field]:
        return {
            self.name: forms.CharField(
                label=str(self.label), required=False, widget=forms.HiddenInput, max_length=2_000
            )
        }

    def read(self, given: Mapping[str, Any], asker: Asker) -> str:
        return state_of(lists[RECORD], given.get(self.name) or "").meaning

    def said(self, value: str) -> str:
        state = state_of(lists[RECORD], value)
        words = [state.q] if state.q else []
        words += [state.vocabulary.sentence(item) for item in state.condition.items]
        return ", ".join(words) or _("모든 고객")

    def address(self, value: str) -> Pairs:
        return [(self.name, value)] if value else []


def _among(user: User, asked: Asked) -> QuerySet[Customer]:
    """The customers of the list that was asked about, as far as the person sees them."""
    rows: QuerySet[Customer] = matching(
        lists[RECORD], state_of(lists[RECORD], asked["among"]), user
    ).rows
    ids = asked["staff"].ids
    return rows if ids is None else rows.filter(owner_id__in=ids)


def contactability(user: User, asked: Asked) -> Figures:
    """For each way to reach somebody, how many of these customers it is known of."""
    rows = _among(user, asked)
    total, known = rows.count(), _known(rows)
    lines = []
    for way, label in WAYS.items():
        n = known[way]
        lines.append(Row(way, str(label), (Cell(n), Cell(total - n), Cell(_share(n, total)))))
    index = _share(sum(known.values()), total * len(WAYS))
    measures = (
        Measure("known", _("아는 고객")),
        Measure("missing", _("모르는 고객")),
        Measure("share", _("비율"), "percent", heat=True),
    )
    table = Table(
        "ways", _("연락 수단별"), _("연락 수단"), (Group("", "", measures),), tuple(lines)
    )
    shares = tuple(float(_share(known[way], total)) for way in WAYS)
    return Figures(
        (table,),
        _("고객 %(n)s명의 연락처 충실도는 %(index)s%%입니다.")
        % {"n": f"{total:,}", "index": index},
        Chart(_("비율"), tuple(map(str, WAYS.values())), ((_("비율"), shares),), unit="%"),
        (_("여섯 가지 수단 가운데 아는 것의 비율입니다. 수신 동의와는 다릅니다."),),
    )


def _known(rows: QuerySet[Customer]) -> Counter[str]:
    """Customers by way; two passes over what hangs on them, none over a list of ids."""
    ids = rows.order_by().values("pk")
    points = ContactPoint.objects.filter(customer__in=ids).order_by()
    phones = points.filter(medium="phone", use__in=("mobile", "home", "work"))
    known: Counter[str] = Counter()
    for use, n in phones.values_list("use").annotate(Count("customer", distinct=True)):
        known[use] = n
    others = points.filter(medium__in=("fax", "email"))
    for medium, n in others.values_list("medium").annotate(Count("customer", distinct=True)):
        known[medium] = n
    places = Address.objects.filter(customer__in=ids)
    known["address"] = places.aggregate(n=Count("customer", distinct=True))["n"]
    return known


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def cohorts(user: User, asked: Asked) -> Figures:
    """Customers by the month they came: where they stand now, and how many moved."""
    day, days = asked["by"], asked["period"]
    rows = customers_seen_by(user).filter(**_between(day, days))
    if (ids := asked["staff"].ids) is not None:
        rows = rows.filter(owner_id__in=ids)
    by_month = rows.annotate(month=TruncMonth(day)).order_by()
    stages = _counts(by_month.values_list("month", "stage").annotate(Count("pk")))
    grades = _counts(by_month.values_list("month", "grade_id").annotate(Count("pk")))
    up, down = _moves(rows, day)
    codes = codes_of("customer_grade")
    lines = []
    for month in sorted({month for month, _stage in stages}):
        size = sum(stages[month, stage] for stage in LADDER)
        cells = [Cell(size, _behind(day, month))]
        cells += [Cell(stages[month, s], _behind(day, month, stage=s)) for s in LADDER]
        cells += [Cell(up[month]), Cell(down[month]), Cell(_share(up[month], size))]
        cells += [Cell(grades[month, c.id], _behind(day, month, grade=c.id)) for c in codes]
        lines.append(Row(f"{month:%Y-%m}", f"{month:%Y.%m}", tuple(cells)))
    table = Table("cohorts", _("등록한 달별"), _("등록한 달"), _heads(codes), tuple(lines))
    return Figures((table,), _best(lines), notes=(_("한 번이라도 옮긴 고객을 셉니다."),))


def _heads(codes: list[CodeRow]) -> tuple[Group, ...]:
    moved = (
        Measure("up", _("올라감")),
        Measure("down", _("내려감")),
        Measure("share", _("올라간 비율"), "percent", heat=True),
    )
    return (
        Group("", "", (Measure("customers", _("고객 수")),)),
        Group("stage", _("지금 단계"), tuple(Measure(s, str(s.label)) for s in LADDER)),
        Group("moved", _("단계 이동"), moved),
        Group("grade", _("지금 등급"), tuple(Measure(c.key, c.label) for c in codes)),
    )


def _between(day: str, days: Days) -> dict[str, Any]:
    if day == "collected_on":
        return {"collected_on__gte": days.first, "collected_on__lte": days.last}
    first, after = (
        timezone.make_aware(datetime.combine(moment, time()))
        for moment in (days.first, days.last + timedelta(days=1))
    )
    return {"created_at__gte": first, "created_at__lt": after}


def _month(value: Any) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


def _counts(rows: Iterable[tuple[Any, ...]]) -> Counter[tuple[date, Any]]:
    return Counter({(_month(month), key): n for month, key, n in rows})


def _moves(rows: QuerySet[Customer], day: str) -> tuple[Counter[date], Counter[date]]:
    """Customers who ever went up, and down, by the month they came."""
    changes = StageChange.objects.filter(customer__in=rows.order_by().values("pk")).order_by()
    up = Q()
    for n, stage in enumerate(LADDER[:-1]):
        up |= Q(before=stage, after__in=LADDER[n + 1 :])
    counted = changes.annotate(month=TruncMonth(f"customer__{day}")).values_list("month")
    found = counted.annotate(
        ups=Count("customer", distinct=True, filter=up),
        downs=Count("customer", distinct=True, filter=~up),
    )
    moved = [(_month(month), ups, downs) for month, ups, downs in found]
    return Counter({m: n for m, n, _d in moved}), Counter({m: n for m, _u, n in moved})


def _behind(day: str, month: date, **more: Any) -> str:
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    pairs = [(f"{day}.between", month.isoformat()), (f"{day}.between", last.isoformat())]
    return f"{reverse('customers:customer_list')}?{urlencode([*pairs, *more.items()])}"


def _best(lines: list[Row]) -> str:
    if not lines:
        return _("이 기간에 들어온 고객이 없습니다.")
    best = max(lines, key=lambda row: row.cells[6].value or 0)
    return _("%(month)s에 들어온 고객이 가장 많이 올라갔습니다(%(share)s%%).") % {
        "month": best.label,
        "share": best.cells[6].value,
    }


reports.add("contactability")(
    Report(
        gettext_lazy("연락처 충실도"),
        permission=VIEW,
        help=gettext_lazy("주소·전화·팩스·이메일을 얼마나 알고 있는지 수단별로 봅니다."),
        asks=(
            Among("among", gettext_lazy("대상")),
            Staff("staff", gettext_lazy("담당"), permission=VIEW),
        ),
        figures=contactability,
        behind=lambda user, asked: f"{reverse('customers:customer_list')}?{asked['among']}",
        section=gettext_lazy("고객"),
        order=30,
    )
)
reports.add("cohorts")(
    Report(
        gettext_lazy("등록한 달별 관계 변화"),
        permission=VIEW,
        help=gettext_lazy("같은 달에 들어온 고객들이 지금 어디까지 왔는지 봅니다."),
        asks=(
            Period("period", gettext_lazy("기간"), default="year"),
            Pick(
                "by",
                gettext_lazy("기준일"),
                options=lambda: [
                    ("created_at", gettext_lazy("등록일")),
                    ("collected_on", gettext_lazy("수집일")),
                ],
            ),
            Staff("staff", gettext_lazy("담당"), permission=VIEW),
        ),
        figures=cohorts,
        section=gettext_lazy("고객"),
        order=31,
        wide=True,
    )
)
