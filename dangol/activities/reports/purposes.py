"""영업목적별 투입시간분석 (F104): purpose × medium and stage × medium, how often and how long."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.acts.kinds import NO_PURPOSE, PURPOSES
from dangol.activities.reports.queries import MEDIA, OTHER, Spent, medium_of_kinds, spent_between
from dangol.activities.reports.stages import stage_source
from dangol.activities.reports.winnings import won_table
from dangol.codes.queries import code_of, codes_of
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Period, Staff
from dangol.workspace.reports.shape import Cell, Chart, Figures, Group, Measure, Row, Table

VIEW = "activities.view_activity"
TOTAL = "total"
LABELS = {
    "phone": _("전화"),
    "visit": _("방문"),
    "mail": _("메일"),
    "sms": _("SMS"),
    OTHER: _("그 밖"),
}

Key = Callable[[Spent], str]


class Line(NamedTuple):
    """A row to be: its key, name, and the parameter that asks for what is behind it."""

    key: str
    label: str
    params: dict[str, str]


def purpose_report(user: User, asked: Asked) -> Figures:
    """The tables, the chart and the sentence."""
    spent = spent_between(asked["period"], asked["staff"].ids)
    purposes = _table(
        ("purposes", _t("접촉목적별 투입시간"), _t("접촉목적")),
        _purpose_lines(spent),
        spent,
        purpose_key,
        asked,
    )
    stages = _table(
        ("stages", _t("영업단계별 투입시간"), _t("영업단계")),
        _stage_lines(spent),
        spent,
        lambda row: row.stage,
        asked,
    )
    stages = replace(stages, note=str(stage_source().help))
    won = won_table(user, asked["period"], asked["staff"].ids)
    return Figures(
        (purposes, stages, *([won] if won else ())),
        _sentence(purposes),
        _chart(purposes),
        (
            _t("시간은 분입니다. 진할수록 많이 쓴 칸입니다."),
            _t("그 밖은 우편·팩스와, 매체가 없는 업무·견적서·메모입니다."),
        ),
    )


def purpose_key(row: Spent) -> str:
    """The key of the purpose; what has none, or a code that is gone, counts as 없음."""
    code = code_of(row.purpose)
    return code.key if code else NO_PURPOSE


def _purpose_lines(spent: Iterable[Spent]) -> list[Line]:
    used = {purpose_key(row) for row in spent}
    codes = [c for c in codes_of(PURPOSES, retired=True) if c.is_active or c.key in used]
    lines = [Line(code.key, code.label, {"purpose": code.key}) for code in codes]
    if NO_PURPOSE in used and not any(line.key == NO_PURPOSE for line in lines):
        lines.append(Line(NO_PURPOSE, _t("없음"), {"purpose": NO_PURPOSE}))
    return lines


def _stage_lines(spent: Iterable[Spent]) -> list[Line]:
    known = [(key, str(label)) for key, label in stage_source().rows()]
    others = sorted({row.stage for row in spent} - {key for key, _label in known} - {""})
    return [
        Line(f"stage:{key}", label, {"stage": key})
        for key, label in [*known, *((key, key) for key in others), ("", _t("(단계 없음)"))]
    ]


def _table(
    names: tuple[str, str, str],
    lines: Sequence[Line],
    spent: Iterable[Spent],
    key_of: Key,
    asked: Asked,
) -> Table:
    """Count into cells: a line's key is its own, or `stage:` and the stage."""
    media = medium_of_kinds()
    counts: Counter[tuple[str, str]] = Counter()
    minutes: Counter[tuple[str, str]] = Counter()
    for row in spent:
        medium = media.get(row.kind, OTHER)
        for key in (key_of(row), TOTAL):
            for column in (medium, TOTAL):
                counts[key, column] += row.number
                minutes[key, column] += row.minutes
    columns = (*MEDIA, OTHER, TOTAL)

    def row_of(line: Line, key: str) -> Row:
        cells: list[Cell] = []
        for column in columns:
            params = line.params | ({"medium": column} if column != TOTAL else {})
            url = behind(asked, **params) if counts[key, column] else ""
            cells += [Cell(counts[key, column], url), Cell(minutes[key, column], url)]
        return Row(line.key, line.label, tuple(cells))

    rows = tuple(row_of(line, line.key.removeprefix("stage:")) for line in lines)
    total = row_of(Line(TOTAL, _t("합계"), {}), TOTAL)
    return Table(*names, groups=_groups(), rows=rows, total=total)


def _groups() -> tuple[Group, ...]:
    times, minutes = Measure("count", _t("건수")), Measure("minutes", _t("시간(분)"), "minutes")
    hot = Measure("minutes", _t("시간(분)"), "minutes", heat=True)
    return (
        *(Group(key, str(LABELS[key]), (times, hot)) for key in (*MEDIA, OTHER)),
        Group(TOTAL, _t("합계"), (times, minutes)),
    )


def behind(asked: Asked, **params: str) -> str:
    """The address of the activities of a cell, or of the whole report."""
    address = urlencode([*asked.pairs, *params.items()])
    return f"{reverse('activities:effort_rows')}?{address}"


def _minutes(row: Row) -> int:
    value = row.cells[-1].value
    return value if isinstance(value, int) else 0


def _sentence(table: Table) -> str:
    assert table.total  # noqa: S101
    whole, count = _minutes(table.total), table.total.cells[-2].value
    if not count:
        return _t("이 기간에 기록한 활동이 없습니다.")
    most = max(table.rows, key=_minutes)
    said = {"count": f"{count:,}", "minutes": f"{whole:,}", "hours": f"{whole / 60:,.1f}"}
    text = _t("활동 %(count)s건에 %(minutes)s분(%(hours)s시간)을 썼습니다.") % said
    if whole:
        share = f"{_minutes(most) * 100 / whole:.1f}%"
        text += " " + _t("가장 많은 것은 ‘%(label)s’ %(share)s입니다.") % {
            "label": most.label,
            "share": share,
        }
    return text


def _chart(table: Table) -> Chart:
    series = []
    for n, group in enumerate(table.groups[:-1]):
        line = [row.cells[n * 2 + 1].value for row in table.rows]
        series.append((group.label, tuple(float(v) if isinstance(v, int) else 0.0 for v in line)))
    labels = tuple(row.label for row in table.rows)
    return Chart(_t("접촉목적별 시간"), labels, tuple(series), unit=_t("분"))


reports.add("effort")(
    Report(
        _("영업목적별 투입시간분석"),
        permission=VIEW,
        help=_(
            "무엇을 위해 어떤 매체로 몇 번, 몇 분을 썼는지 봅니다. 한 일로 기록한 활동만 셉니다: "
            "계획과 취소한 것은 들어가지 않습니다.\n\n"
            "기간은 활동이 있었던 날입니다. 부서와 담당자는 활동의 담당자입니다. "
            "접촉목적을 적지 않은 활동은 ‘없음’에 들어갑니다. 방문에는 미팅이 들어갑니다.\n\n"
            "고객이 없는 활동의 영업단계는 ‘(단계 없음)’입니다. 수주 금액과 견준 표는 기간 안에 "
            "수주한 거래의 금액을 담당자별로 놓습니다. "
            "전화·방문·메일·SMS가 아닌 것은 ‘그 밖’에 모두 셉니다.\n\n"
            "칸의 숫자를 누르면 그 칸을 만든 활동이 열립니다."
        ),
        asks=(
            Period("period", _("영업접촉 활동기간")),
            Staff("staff", _("담당자"), permission=VIEW),
        ),
        figures=purpose_report,
        behind=lambda user, asked: behind(asked),
        order=10,
        wide=True,
    )
)
