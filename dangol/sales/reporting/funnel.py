"""The funnel trio: is there enough (예비율), does it move (회전율), is it well worked (기울기)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.sales.pipeline.queries import StageRow, pipelines, stages_of
from dangol.sales.pipeline.setup import first_pipeline
from dangol.sales.reporting.history import (
    Flow,
    Volume,
    flows_in,
    minutes_by,
    reached_by,
    standing_on,
    volumes_on,
    wins_until,
    won_until,
)
from dangol.sales.reporting.quotas import quota_of
from dangol.sales.reporting.results import SALES, VIEW, ratio
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period, Pick, Staff
from dangol.workspace.reports.shape import Cell, Chart, Figures, Group, Measure, Row, Table

DAY = 86_400
GOALS = [("3", "300%"), ("1", "100%"), ("2", "200%"), ("4", "400%")]


def _pipeline(asked: Asked) -> int:
    return int(asked["pipeline"])


def behind(asked: Asked, **params: Any) -> str:
    """The address of the deals a figure is made of, as they stood then."""
    return f"{reverse('sales:funnel_rows')}?{urlencode([*asked.pairs, *params.items()])}"


def coverage(user: User, asked: Asked) -> Figures:
    """예비율 (F35): weighted open deals ÷ what is left of the quota, at the end of the last day."""
    days, owners = asked["period"], asked["staff"].ids
    volumes = volumes_on(days.last, owners, _pipeline(asked))
    won = won_until(days, owners, _pipeline(asked))
    quota = quota_of(owners, *_whole_months(days))
    people = sorted({*volumes, *won, *quota}, key=person_name)
    goal = int(asked["goal"])
    rows = tuple(
        Row(str(pk), person_name(pk), _cover(asked, goal, quota, won, volumes, [pk], owner=pk))
        for pk in people
    )
    total = Row("total", _t("합계"), _cover(asked, goal, quota, won, volumes, people))
    measures = (
        Measure("quota", _t("할당"), "won"), Measure("won", _t("수주"), "won"),
        Measure("left", _t("남은 할당"), "won"), Measure("open", _t("열린 거래")),
        Measure("amount", _t("열린 금액"), "won"), Measure("weighted", _t("가중 금액"), "won"),
        Measure("coverage", _t("예비율"), "percent", heat=True),
        Measure("short", _t("목표까지 모자란 금액"), "won"),
    )  # fmt: skip
    table = Table("coverage", _t("사람별 예비율"), _t("담당"), (Group("", "", measures),), rows,
                  total=total, head_key="owner")  # fmt: skip
    notes = () if quota else (_t("할당을 정하지 않아 예비율을 셀 수 없습니다."),)
    shares = tuple(float(_figure(row.cells[6].value)) for row in rows)
    chart = Chart(_t("예비율"), tuple(row.label for row in rows), ((_t("예비율"), shares),),
                  unit="%", target=goal * 100.0)  # fmt: skip
    return Figures((table,), _covered(total, goal), chart if quota else None, notes)


def _whole_months(days: Days) -> Days:
    """The months a period touches, whole: what is left of a quota is left until their end."""
    after = (days.last.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Days(days.first.replace(day=1), after - timedelta(days=1))


def _cover(
    asked: Asked, goal: int, quota: Mapping[int, int], won: Mapping[int, int],
    volumes: Mapping[int, Volume], people: Iterable[int], **who: int,
) -> tuple[Cell, ...]:  # fmt: skip
    people = list(people)
    nothing = Volume(0, 0, 0)
    due, got = (sum(each.get(pk, 0) for pk in people) for each in (quota, won))
    here = [volumes.get(pk, nothing) for pk in people]
    number, amount, weighted = (sum(each) for each in zip(nothing, *here, strict=True))
    left = max(0, due - got)
    rows = behind(asked, what="open", **who) if number else ""
    return (
        Cell(due if due else None), Cell(got), Cell(left if due else None), Cell(number, rows),
        Cell(amount, rows), Cell(weighted, rows), Cell(ratio(100 * weighted, left)),
        Cell(max(0, left * goal - weighted) if due else None),
    )  # fmt: skip


def _figure(value: Any) -> float:
    return value if isinstance(value, int | float) else 0.0


def _covered(total: Row, goal: int) -> str:
    share = total.cells[6].value
    if share is None:
        return _t("열린 거래의 가중 금액은 %(won)s원입니다.") % {
            "won": f"{_figure(total.cells[5].value):,.0f}"
        }
    text = (
        _t("남은 할당의 %(share)s%%를 열린 거래가 받치고 있습니다. 목표 %(goal)s%%를 채웠습니다.")
        if _figure(share) >= goal * 100
        else _t("남은 할당의 %(share)s%%를 열린 거래가 받치고 있습니다. 목표는 %(goal)s%%입니다.")
    )
    return text % {"share": f"{share:,}", "goal": goal * 100}


def turnover(user: User, asked: Asked) -> Figures:
    """회전율 (F36): how long deals stay in a stage, how many go on, which are stuck."""
    days, owners, pipeline = asked["period"], asked["staff"].ids, _pipeline(asked)
    flows = flows_in(days, owners, pipeline)
    standing = standing_on(days.last, owners, pipeline)
    stages = [row for row in stages_of(pipeline) if row.outcome == "open"]
    rows = tuple(
        _turned(asked, stage, flows[stage.id], *standing.get(stage.id, (0, 0))) for stage in stages
    )
    measures = (
        Measure("entered", _t("들어옴")), Measure("left", _t("나감")),
        Measure("forward", _t("앞으로")), Measure("conversion", _t("전환율"), "percent", heat=True),
        Measure("won", _t("바로 수주")), Measure("lost", _t("실주")),
        Measure("days", _t("머문 날(평균)"), "score", heat=True),
        Measure("limit", _t("정체 기준(일)")), Measure("here", _t("지금 여기")),
        Measure("stuck", _t("정체")),
    )  # fmt: skip
    table = Table("turnover", _t("단계별 회전"), _t("단계"), (Group("", "", measures),), rows,
                  head_key="stage")  # fmt: skip
    labels = tuple(stage.name for stage in stages)
    stays = tuple(_figure(row.cells[6].value) for row in rows)
    limits = tuple(float(stage.stuck_days) for stage in stages)
    chart = Chart(_t("단계에 머문 날"), labels,
                  ((_t("머문 날(평균)"), stays), (_t("정체 기준(일)"), limits)),
                  kind="lines", unit=_t("일"))  # fmt: skip
    return Figures((table,), _slowest(rows), chart)


def _turned(asked: Asked, stage: StageRow, flow: Flow, here: int, stuck: int) -> Row:
    def url(what: str, number: int) -> str:
        return behind(asked, what=what, stage=stage.id) if number else ""

    limit = stage.stuck_days or None
    cells = (
        Cell(flow.entered, url("came", flow.entered)), Cell(flow.left, url("left", flow.left)),
        Cell(flow.forward), Cell(ratio(100 * flow.forward, flow.left)),
        Cell(flow.won), Cell(flow.lost), Cell(ratio(flow.seconds, flow.left * DAY)), Cell(limit),
        Cell(here, url("open", here)), Cell(stuck, url("stuck", stuck)),
    )  # fmt: skip
    return Row(str(stage.id), stage.name, cells)


def _slowest(rows: tuple[Row, ...]) -> str:
    moved = [row for row in rows if row.cells[6].value is not None]
    if not moved:
        return _t("이 기간에 단계를 옮긴 거래가 없습니다.")
    slow = max(moved, key=lambda row: _figure(row.cells[6].value))
    stuck = sum(int(_figure(row.cells[9].value)) for row in rows)
    text = _t("‘%(stage)s’에 가장 오래 머뭅니다(평균 %(days)s일). 정체된 거래는 %(stuck)s건입니다.")
    return text % {"stage": slow.label, "days": slow.cells[6].value, "stuck": f"{stuck:,}"}


def slope(user: User, asked: Asked) -> Figures:
    """기울기 (F37): of the deals begun in the period, how many reach each stage; and the effort."""
    days, owners, pipeline = asked["period"], asked["staff"].ids, _pipeline(asked)
    rungs = [row for row in stages_of(pipeline) if row.outcome in ("open", "won")]
    reached = reached_by(days, days.last, pipeline)
    team: dict[int, int] = {}
    for counts in reached.values():
        for far, number in counts.items():
            team[far] = team.get(far, 0) + number
    minutes, won = minutes_by(days, owners), wins_until(days, owners, pipeline)
    mine = [pk for pk in reached if owners is None or pk in owners]
    rows = tuple(
        Row(
            str(pk), person_name(pk), _curve(rungs, reached[pk], minutes.get(pk, 0), won.get(pk, 0))
        )
        for pk in sorted(mine, key=person_name)
    )
    all_minutes, all_won = sum(minutes.values()), sum(won.values())
    total = Row("team", _t("팀"), _curve(rungs, team, all_minutes, all_won))
    measures = (
        Measure("deals", _t("시작한 거래")),
        *(Measure(f"stage_{row.id}", row.name, "percent", heat=True) for row in rungs),
        Measure("slope", _t("기울기(%p)"), "score"),
        Measure("minutes", _t("수주 한 건에 쓴 시간(분)"), "minutes"),
    )
    table = Table("slope", _t("단계까지 온 비율"), _t("담당"), (Group("", "", measures),), rows,
                  total=total, head_key="owner")  # fmt: skip
    lines = tuple(
        (row.label, tuple(_figure(cell.value) for cell in row.cells[1:-2]))
        for row in (*rows[:5], total)
        if row.cells[0].value
    )
    chart = Chart(_t("전환 곡선"), tuple(row.name for row in rungs), lines, kind="lines", unit="%")
    notes = (_t("팀은 보는 사람의 범위와 상관없이 이 파이프라인의 모든 거래입니다."),)
    return Figures((table,), _steepness(rows, total), chart if lines else None, notes)


def _curve(
    rungs: list[StageRow], counts: Mapping[int, int], minutes: int, won: int
) -> tuple[Cell, ...]:
    """The share that came at least as far as each rung, the slope through them, the effort."""
    begun = sum(counts.values())
    shares = [
        ratio(100 * sum(n for height, n in counts.items() if height >= row.height), begun)
        for row in rungs
    ]
    given = [share for share in shares if share is not None]
    return (
        Cell(begun), *(Cell(share) for share in shares), Cell(slope_of(given)),
        Cell(round(minutes / won) if won else None),
    )  # fmt: skip


def slope_of(shares: list[float]) -> float | None:
    """Least squares through the curve: percentage points a step, below 0; near 0 is good."""
    n = len(shares)
    if n < 2:
        return None
    middle, mean = (n - 1) / 2, sum(shares) / n
    over = sum((x - middle) * (y - mean) for x, y in enumerate(shares))
    return round(over / sum((x - middle) ** 2 for x in range(n)), 2)


def _steepness(rows: tuple[Row, ...], total: Row) -> str:
    whole = total.cells[-2].value
    if not total.cells[0].value or whole is None:
        return _t("이 기간에 시작한 거래가 없습니다.")
    text = _t("팀은 한 단계마다 %(slope)s%%p씩 줄어듭니다.") % {"slope": abs(_figure(whole))}
    known = [row for row in rows if row.cells[-2].value is not None]
    if known:
        best = max(known, key=lambda row: _figure(row.cells[-2].value))
        text += " " + _t("가장 덜 줄어드는 사람은 %(name)s(%(slope)s%%p)입니다.") % {
            "name": best.label, "slope": abs(_figure(best.cells[-2].value)),
        }  # fmt: skip
    return text


def _choices() -> list[tuple[str, str]]:
    first_pipeline()
    return [(str(pk), name) for pk, name in pipelines()]


def _asks(*more: Any, default: str = "year") -> tuple[Any, ...]:
    return (
        Period("period", _("기간(마지막 날 기준)"), default=default),
        *more,
        Pick("pipeline", _("파이프라인"), options=_choices),
        Staff("staff", _("담당"), permission=VIEW),
    )


reports.add("coverage")(
    Report(
        _("예비율"),
        permission=VIEW,
        help=_(
            "열린 거래가 남은 할당을 몇 배로 받치는지 봅니다. 예비율 = 열린 거래의 가중 금액 ÷ "
            "(할당 − 기간에 수주한 금액). 가중 금액은 금액 × 확률, "
            "할당은 기간이 걸친 달의 전체 할당입니다.\n\n"
            "기간의 마지막 날이 끝났을 때의 모습으로 셉니다. 지난 날을 고르면 그날의 거래, 금액, "
            "확률, 담당으로 셉니다."
        ),
        asks=_asks(Pick("goal", _("목표"), options=lambda: GOALS), default="this_month"),
        figures=coverage,
        behind=lambda user, asked: behind(asked, what="open"),
        section=SALES,
        order=20,
    )
)
reports.add("turnover")(
    Report(
        _("회전율"),
        permission=VIEW,
        help=_(
            "단계마다 거래가 며칠 머물고 얼마나 다음으로 가는지 봅니다. 전환율은 기간에 그 단계를 "
            "나간 거래 가운데 뒤 단계나 수주로 간 비율입니다.\n\n"
            "‘지금 여기’와 ‘정체’는 기간의 마지막 날이 끝났을 때입니다. 정체 기준은 파이프라인 "
            "설정에서 바꿉니다."
        ),
        asks=_asks(default="quarter"),
        figures=turnover,
        behind=lambda user, asked: behind(asked, what="left"),
        section=SALES,
        order=21,
    )
)
reports.add("slope")(
    Report(
        _("기울기"),
        permission=VIEW,
        help=_(
            "기간에 시작한 거래가 단계마다 얼마나 남는지, 사람의 곡선을 팀과 견주어 봅니다. "
            "기울기는 한 단계에 줄어드는 비율로, 0에 가까울수록 영업활동의 질이 좋습니다.\n\n"
            "수주 한 건에 쓴 시간은 기간의 모든 활동 시간을 수주한 거래 수로 나눈 것입니다."
        ),
        asks=_asks(),
        figures=slope,
        section=SALES,
        order=22,
        wide=True,
    )
)
