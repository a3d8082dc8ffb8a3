"""상담 품질 by agent, with every criterion of the cards that were used."""

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.helpdesk.quality.models import BEST, QualityReview
from dangol.helpdesk.reports.queries import bounds
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Period
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

VIEW = "helpdesk.view_qualityreview"
MOST = 12  # criteria shown as columns; the mean counts them all


def quality_report(user: User, asked: Asked) -> Figures:
    """Reviews of a period by agent: how many, the average of 100, and that of each criterion."""
    start, end = bounds(asked["period"])
    rows = QualityReview.objects.visible_to(user).filter(at__gte=start, at__lt=end)
    found: dict[int, list[Any]] = defaultdict(list)
    for agent, percent, lines in rows.order_by("at").values_list("agent_id", "percent", "lines"):
        found[agent].append((float(percent), {line["name"]: line["points"] for line in lines}))
    every = [one for group in found.values() for one in group]
    names = list(dict.fromkeys(name for _percent, points in every for name in points))[:MOST]
    lines = [
        Row(str(pk), person_name(pk), _cells(group, names, _behind(asked, pk)))
        for pk, group in found.items()
    ]
    lines.sort(key=lambda line: -(line.cells[1].value or 0))
    total = Row("total", _t("합계"), _cells(every, names, _behind(asked)))
    measures = (
        Measure("reviews", _t("평가")), Measure("mean", _t("평균 점수"), "score"),
        *(Measure(f"c{place}", name, "score") for place, name in enumerate(names)),
    )  # fmt: skip
    table = Table(
        "quality", _t("상담 품질"), _t("상담원"), (Group("", "", measures),), tuple(lines), total,
        head_key="agent",
    )  # fmt: skip
    if not every:
        return Figures((table,), _t("이 기간에 평가한 상담이 없습니다."))
    said = {"n": f"{len(every):,}", "mean": total.cells[1].value}
    return Figures((table,), _t("상담 %(n)s건을 평가해 평균 %(mean)s점입니다.") % said)


def _behind(asked: Asked, agent: int | None = None) -> str:
    """The address of the reviews of a period, of one agent."""
    pairs = [("at.between", day.isoformat()) for day in asked["period"]]
    pairs += [("agent", str(agent))] if agent else []
    return f"{reverse('helpdesk:review_list')}?{urlencode(pairs)}"


def _cells(group: list[Any], names: list[str], url: str) -> tuple[Cell, ...]:
    means = [
        _mean([100 * points[name] / BEST for _percent, points in group if name in points])
        for name in names
    ]
    return (
        Cell(len(group), url),
        Cell(_mean([percent for percent, _points in group]), url),
        *(Cell(value, url) for value in means),
    )


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None


reports.add("quality")(
    Report(
        _("상담 품질"),
        permission=VIEW,
        help=_("상담원마다 평가한 건수와 평균, 평가 항목마다의 평균입니다."),
        asks=(Period("period", _("기간")),),
        figures=quality_report,
        section=_("서비스 보고서"),
        order=35,
    )
)
