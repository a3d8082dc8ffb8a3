"""시장 신호 (F29): what was heard of the market, how often and of how many customers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.accounts.models import User
from dangol.activities.acts.signals import MARKED, SIGNALS
from dangol.activities.models import Activity
from dangol.activities.reports.queries import moments_of
from dangol.codes.queries import codes_of
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period, Staff
from dangol.workspace.reports.shape import Cell, Chart, Figures, Group, Measure, Row, Table

VIEW = "activities.view_activity"
ALL = 0


class Heard(NamedTuple):
    """How often one signal was heard, and from how many customers."""

    times: int = 0
    customers: int = 0


def heard_between(user: User, days: Days, owners: list[int] | None) -> dict[int, Heard]:
    """By signal, in the activities the person may see; what the list behind a cell shows.

    Under ALL is what the list behind the total shows: one with two signals counts once.
    """
    start, end = moments_of(days)
    acts = Activity.objects.visible_to(user).filter(occurred_at__gte=start, occurred_at__lt=end)
    if owners is not None:
        acts = acts.filter(owner__in=owners)
    rows = MARKED.objects.filter(activity__in=acts.values("pk")).order_by()
    figures = {
        "times": Count("activity", distinct=True),
        "customers": Count("activity__customer", distinct=True),
    }
    found = {pk: Heard(*two) for pk, *two in rows.values_list("code").annotate(**figures)}
    return {**found, ALL: Heard(**rows.aggregate(**figures))}


def signal_report(user: User, asked: Asked) -> Figures:
    """The signals of a period beside the period as long before it."""
    days: Days = asked["period"]
    before = Days(days.first - timedelta(days=days.length), days.first - timedelta(days=1))
    now = heard_between(user, days, asked["staff"].ids)
    then = heard_between(user, before, asked["staff"].ids)
    codes = [c for c in codes_of(SIGNALS, retired=True) if c.is_active or c.id in now.keys() | then]
    rows = tuple(_row(c.id, c.label, now, then, asked, days, before) for c in codes)
    measures = (
        Measure("times", _("건수"), heat=True),
        Measure("customers", _("고객 수")),
        Measure("before", _("앞 기간 건수")),
        Measure("more", _("늘어난 건수")),
    )
    total = _row(ALL, _("합계(겹침 없이)"), now, then, asked, days, before)
    table = Table("signals", _("시장 신호"), _("신호"), (Group("", "", measures),), rows, total)
    heard = tuple(float(_number(row, 0)) for row in rows)
    labels = tuple(row.label for row in rows)
    chart = Chart(_("시장 신호"), labels, ((_("건수"), heard),), unit=_("건"))
    return Figures((table,), _sentence(rows), chart)


def _row(
    code: int, label: str, now: Mapping[int, Heard], then: Mapping[int, Heard],
    asked: Asked, days: Days, before: Days,
) -> Row:  # fmt: skip
    heard, was = now.get(code, Heard()), then.get(code, Heard())
    there, earlier = behind(asked, days, code), behind(asked, before, code)
    cells = (
        Cell(heard.times, there if heard.times else ""),
        Cell(heard.customers, there if heard.times else ""),
        Cell(was.times, earlier if was.times else ""),
        Cell(heard.times - was.times),
    )
    return Row(str(code), label, cells)


def behind(asked: Asked, days: Days, code: int | None = None) -> str:
    """The list of activities a cell counts."""
    params: list[tuple[str, Any]] = [("signal", code)] if code else [("signal.filled", "")]
    params += [("occurred_at.between", day.isoformat()) for day in days]
    params += [("owner", pk) for pk in asked["staff"].ids or ()]
    return f"{reverse('activities:activity_list')}?{urlencode(params)}"


def _number(row: Row, column: int) -> int:
    value = row.cells[column].value
    return value if isinstance(value, int) else 0


def _sentence(rows: tuple[Row, ...]) -> str:
    if not any(_number(row, 0) for row in rows):
        return _("이 기간에 들은 시장 신호가 없습니다. 활동을 적으며 #가격처럼 붙여 보세요.")
    most = max(rows, key=lambda row: _number(row, 0))
    up = max(rows, key=lambda row: _number(row, 3))
    text = _("가장 많이 들은 것은 ‘%(label)s’ %(n)s건입니다.") % {
        "label": most.label, "n": f"{_number(most, 0):,}",
    }  # fmt: skip
    if (more := _number(up, 3)) > 0:
        text += " " + _("앞 기간보다 ‘%(label)s’이(가) %(n)s건 늘었습니다.") % {
            "label": up.label, "n": f"{more:,}",
        }  # fmt: skip
    return text


reports.add("signals")(
    Report(
        gettext_lazy("시장 신호"),
        permission=VIEW,
        help=gettext_lazy(
            "활동에 붙인 시장 신호를 셉니다. 볼 수 있는 활동만 들어갑니다. 앞 기간은 고른 기간과 "
            "같은 길이의 바로 앞입니다. 숫자를 누르면 그 활동들이 열립니다."
        ),
        asks=(
            Period("period", gettext_lazy("기간")),
            Staff("staff", gettext_lazy("담당자"), permission=VIEW),
        ),
        figures=signal_report,
        behind=lambda user, asked: behind(asked, asked["period"]),
        order=12,
    )
)
