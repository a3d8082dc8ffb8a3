"""라벨 흐름 (F83): how often each label is set, against the period before, week by week."""

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.helpdesk.reports.figures import VIEW, behind
from dangol.helpdesk.reports.queries import bounds
from dangol.helpdesk.setup.queries import labels
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.queries import tickets_seen_by
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

WEEK = timedelta(days=7)


def label_report(user: User, asked: Asked) -> Figures:
    """Tickets opened with each label; labels nobody set stand below."""
    days: Days = asked["period"]
    before = Days(days.first - timedelta(days=days.length), days.first - timedelta(days=1))
    weeks, now, then = _weekly(user, days), _counts(user, days), _counts(user, before)
    whole = Days(before.first, days.last)
    rows, weekly = [], []
    for label in labels():
        count, earlier = now.get(label.id, 0), then.get(label.id, 0)
        kept = [("label", str(label.id))]
        counts = [weeks.get((label.id, n), 0) for n in range(_weeks(days))]
        here = behind(kept, days, "opened_at")
        rows.append(
            Row(str(label.id), label.name, (
                Cell(count, here),
                Cell(earlier, behind(kept, before, "opened_at")),
                Cell(count - earlier, behind(kept, whole, "opened_at")),
                Cell([float(n) for n in counts], here),
            ))
        )  # fmt: skip
        cells = (Cell(n, behind(kept, _week(days, place), "opened_at") if n else "")
                 for place, n in enumerate(counts))  # fmt: skip
        weekly.append(Row(str(label.id), label.name, tuple(cells)))
    rows.sort(key=lambda row: (-int(str(row.cells[0].value)), row.label))
    order = {row.key: place for place, row in enumerate(rows)}
    weekly.sort(key=lambda row: order[row.key])
    return Figures((_table(rows), _by_week(weekly, days)), _sentence(rows))


def _table(rows: list[Row]) -> Table:
    measures = (
        Measure("now", _t("접수"), heat=True), Measure("before", _t("앞 기간")),
        Measure("change", _t("늘어난 수")), Measure("weeks", _t("주마다"), "trend"),
    )  # fmt: skip
    return Table(
        "labels", _t("라벨 흐름"), _t("라벨"), (Group("", "", measures),), tuple(rows),
        head_key="label",
    )  # fmt: skip


def _by_week(rows: list[Row], days: Days) -> Table:
    """A column for each week, named for its first day in the period."""
    firsts = [_week(days, n).first for n in range(_weeks(days))]
    measures = tuple(
        Measure(f"w{n}", f"{day.month}.{day.day}", heat=True) for n, day in enumerate(firsts)
    )
    return Table(
        "weeks", _t("주마다 접수"), _t("라벨"), (Group("", "", measures),), tuple(rows),
        head_key="label",
    )  # fmt: skip


def _week(days: Days, place: int) -> Days:
    """The days of a week (from Monday) that lie in the period."""
    monday = days.first - timedelta(days=days.first.weekday()) + place * WEEK
    return Days(max(monday, days.first), min(monday + WEEK - timedelta(days=1), days.last))


def _set(user: User, days: Days) -> Any:
    start, end = bounds(days)
    return Ticket.labels.through.objects.filter(
        ticket__in=tickets_seen_by(user).filter(
            opened_at__gte=start, opened_at__lt=end, merged_into=None
        )
    ).order_by()


def _counts(user: User, days: Days) -> dict[int, int]:
    return dict(_set(user, days).values_list("label").annotate(n=Count("pk")))


def _weekly(user: User, days: Days) -> dict[tuple[int, int], int]:
    week = TruncWeek("ticket__opened_at", tzinfo=timezone.get_current_timezone())
    rows = _set(user, days).values_list("label", week).annotate(n=Count("pk"))
    first = days.first - timedelta(days=days.first.weekday())
    return {(label, (at.date() - first) // WEEK): n for label, at, n in rows}


def _weeks(days: Days) -> int:
    return (days.last - days.first + timedelta(days=days.first.weekday())) // WEEK + 1


def _sentence(rows: list[Row]) -> str:
    grown = [row for row in rows if (row.cells[2].value or 0) > 0]  # type: ignore[operator]  # cells of this report hold numbers
    if not grown:
        return _t("앞 기간보다 늘어난 라벨이 없습니다.")
    most = max(grown, key=lambda row: row.cells[2].value)  # type: ignore[arg-type, return-value]  # cells of this report hold numbers
    return _t("‘%(label)s’ 라벨이 앞 기간보다 %(n)s건 늘었습니다.") % {
        "label": most.label, "n": most.cells[2].value,
    }  # fmt: skip


reports.add("labels")(
    Report(
        _("라벨 흐름"),
        permission=VIEW,
        help=_(
            "접수한 티켓에 붙은 라벨을 같은 길이의 앞 기간과 견주고 주마다의 흐름을 봅니다. "
            "라벨을 맡은 사람에게는 월요일마다 소식이 갑니다."
        ),
        asks=(Period("period", _("기간")),),
        figures=label_report,
        section=_("서비스 보고서"),
        order=34,
    )
)
