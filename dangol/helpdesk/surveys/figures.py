"""고객만족도 분석 (F111): by agent, team, product and request type; and the scorecard's row."""

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Avg, Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.helpdesk.reports.queries import bounds
from dangol.helpdesk.setup.models import Channel
from dangol.helpdesk.setup.queries import name_in, request_types, teams
from dangol.helpdesk.surveys.models import Survey
from dangol.helpdesk.surveys.queries import given_since, points, surveys_seen_by
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, Widget, reports, widgets
from dangol.workspace.reports.asks import Asked, Days, Period, Pick
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table
from dangol.workspace.scorecard.registry import Score, scores

VIEW = "helpdesk.view_ticket"


class By(NamedTuple):
    """One way to break answers down."""

    label: Any
    column: str
    names: Callable[[list[Any]], dict[Any, str]]
    param: str


def _products(ids: list[int]) -> dict[int, str]:
    return dict(Product.objects.filter(pk__in=ids).values_list("pk", "name"))


WAYS: dict[str, By] = {
    "agent": By(_("담당"), "agent_id", lambda ids: {pk: person_name(pk) for pk in ids}, "agent"),
    "team": By(
        _("팀"), "team_id", lambda ids: {pk: name_in(teams(retired=True), pk) for pk in ids}, "team"
    ),
    "product": By(_("상품"), "product_id", _products, "product.is"),
    "request": By(
        _("요청유형"), "request_type_id",
        lambda ids: {pk: name_in(request_types(retired=True), pk) for pk in ids},
        "request_type",
    ),
    "channel": By(
        _("채널"), "channel", lambda keys: {k: str(Channel(k).label) for k in keys}, "channel"
    ),
}  # fmt: skip
COUNTS = {
    "asked": Count("pk"),
    "answered": Count("pk", filter=Q(score__isnull=False)),
    "mean": Avg("score"),
    "good": Count("pk", filter=Q(score__gte=4)),
    "said": Count("pk", filter=Q(nps__isnull=False)),
    "promoters": Count("pk", filter=Q(nps__gte=9)),
    "detractors": Count("pk", filter=Q(nps__lte=6)),
}


def satisfaction_report(user: User, asked: Asked) -> Figures:
    """Asked, answered, the score of 100, how many were content, and NPS."""
    start, end = bounds(asked["period"])
    way = WAYS[asked["by"]]
    rows = surveys_seen_by(user).filter(asked_at__gte=start, asked_at__lt=end).order_by()
    found = list(rows.values(way.column).annotate(**COUNTS))
    names = way.names([row[way.column] for row in found if row[way.column]])
    lines = [
        Row(
            str(row[way.column] or "none"), names.get(row[way.column], "") or _t("정하지 않음"),
            _cells(row, behind(asked["period"], way, row[way.column], names)),
        )
        for row in found
    ]  # fmt: skip
    lines.sort(key=lambda line: line.label)
    whole = rows.aggregate(**COUNTS)
    measures = (
        Measure("asked", _t("물음")), Measure("answered", _t("답")),
        Measure("rate", _t("답한 비율"), "percent"), Measure("score", _t("만족도(100점)"), "score"),
        Measure("good", _t("만족한 비율"), "percent"), Measure("nps", "NPS", "score"),
    )  # fmt: skip
    total = Row("total", _t("합계"), _cells(whole, behind(asked["period"])))
    table = Table(
        "satisfaction", _t("고객만족도"), str(way.label), (Group("", "", measures),), tuple(lines),
        total, head_key=asked["by"],
    )  # fmt: skip
    return Figures((table,), _sentence(whole))


def behind(days: Days, way: By | None = None, key: Any = None, names: Any = None) -> str:
    """The address of the questions asked in a period, of one line of the report."""
    asked = [("asked_at.between", day.isoformat()) for day in days]
    if way and key in (None, ""):
        asked.append((f"{way.param.partition('.')[0]}.empty", ""))
    elif way:
        asked.append((way.param, names[key] if way.param.endswith(".is") else str(key)))
    return f"{reverse('helpdesk:survey_list')}?{urlencode(asked)}"


def _cells(row: dict[str, Any], url: str) -> tuple[Cell, ...]:
    answered, said = row["answered"], row["said"]
    answers = f"{url}&points.gte=1"
    return (
        Cell(row["asked"], url),
        Cell(answered, answers),
        Cell(round(100 * answered / row["asked"], 1) if row["asked"] else None, answers),
        Cell(points(row["mean"]), answers),
        Cell(round(100 * row["good"] / answered, 1) if answered else None, f"{url}&points.gte=4"),
        Cell(
            round(100 * (row["promoters"] - row["detractors"]) / said, 1) if said else None,
            f"{url}&nps.gte=0",
        ),
    )


def _sentence(whole: dict[str, Any]) -> str:
    if not whole["answered"]:
        return _t("이 기간에 답한 고객이 없습니다.")
    return _t("%(asked)s명에게 물어 %(answered)s명이 답했습니다. 만족도는 %(score)s점입니다.") % {
        "asked": f"{whole['asked']:,}", "answered": f"{whole['answered']:,}",
        "score": points(whole["mean"]),
    }  # fmt: skip


def points_by_agent(days: Days) -> dict[int, int]:
    """고객설문만족도 (F115): the mean of each agent's answers, in whole points of 100."""
    start, end = bounds(days)
    rows = Survey.objects.filter(answered_at__gte=start, answered_at__lt=end, agent__isnull=False)
    means = rows.order_by().values_list("agent").annotate(mean=Avg("score"))
    return {agent: int(mean * 20) for agent, mean in means}


def _ways() -> list[tuple[str, Any]]:
    return [(key, way.label) for key, way in WAYS.items()]


def _card(user: User) -> dict[str, Any] | None:
    today = timezone.localdate()
    start, _end = bounds(Days(today.replace(day=1), today))
    given = given_since(user, start)
    return {"given": given} if given else None


widgets.add("satisfaction")(Widget("helpdesk/home/satisfaction.html", _card, VIEW, 22))
reports.add("satisfaction")(
    Report(
        _("고객만족도"),
        permission=VIEW,
        help=_(
            "티켓과 채팅을 마친 고객이 준 점수입니다. 5점을 100점으로 셉니다. NPS는 추천 9–10점의 "
            "비율에서 0–6점의 비율을 뺀 값입니다. 점수는 물었을 때의 담당·팀·상품의 것입니다."
        ),
        asks=(Period("period", _("물은 기간")), Pick("by", _("나누기"), options=_ways)),
        figures=satisfaction_report,
        section=_("서비스 보고서"),
        order=31,
    )
)
scores.add("satisfaction")(
    Score(
        _("고객 서비스"),
        _("고객설문만족도"),
        70,
        points_by_agent,
        unit=_("점"),
        help=_("그달에 받은 만족도의 평균입니다(5점을 100점으로)."),
        averages=True,
        permission="helpdesk.change_ticket",
        order=41,
    )
)
