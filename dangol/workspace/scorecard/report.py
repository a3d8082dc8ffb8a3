"""정량적 성과: scores per person and month, the team's average, and the trend of a year."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Month, Staff
from dangol.workspace.reports.shape import Cell, Chart, Figure, Figures, Group, Measure, Row, Table
from dangol.workspace.scorecard.preferences import ScorePreferences
from dangol.workspace.scorecard.queries import (
    Thresholds,
    figures_of,
    last_counted,
    measures,
    months_until,
    score_of,
)
from dangol.workspace.scorecard.registry import month_of
from dangol.workspace.staff import person_name

VIEW = "workspace.view_score"


class Card:
    """The figures of a year, and the scores made of them."""

    def __init__(self, months: list[date], people: list[int] | None) -> None:
        self.months = months
        self.figures = figures_of(months, people)
        self.thresholds = Thresholds()
        self.cap = preferences.get(ScorePreferences).cap
        found = {person for _name, person, _month in self.figures}
        self.people = sorted(found, key=lambda pk: (person_name(pk), pk))

    def value(self, name: str, person: int, month: date) -> int | None:
        return self.figures.get((name, person, month))

    def score(self, name: str, person: int, month: date) -> float | None:
        """None where nothing was expected of the person."""
        value = self.value(name, person, month)
        if value is None:
            return None
        lower = dict(measures())[name].lower
        threshold = self.thresholds.at(name, month)
        return score_of(value, threshold, cap=self.cap, lower=lower)

    def average(self, person: int, month: date) -> float | None:
        return mean([self.score(name, person, month) for name, _score in measures()])

    def team(self, month: date) -> float | None:
        return mean([self.average(person, month) for person in self.people])


def mean(values: list[float | None]) -> float | None:
    """The average of what there is, with one decimal."""
    given = [value for value in values if value is not None]
    return round(sum(given) / len(given), 1) if given else None


def scorecard(user: User, asked: Asked) -> Figures:
    """Both tables, the chart of the team's year and one sentence."""
    month: date = asked["month"]
    card = Card(months_until(month), asked["staff"].ids)
    team = card.team(month)
    return Figures(
        (_month_table(card, user, month), _trend_table(card)),
        _sentence(card, month, team),
        Chart(
            _t("팀 평균 점수"),
            tuple(f"{each:%y.%m}" for each in card.months),
            ((_t("평균"), tuple(card.team(each) or 0.0 for each in card.months)),),
            kind="lines",
            unit=_t("점"),
            target=100,
        ),
        tuple(_notes(month)),
    )


def _month_table(card: Card, user: User, month: date) -> Table:
    groups = []
    for name, score in measures():
        threshold = card.thresholds.at(name, month)
        sign = "≤" if score.lower else "≥"
        label = f"{score.label} ({sign} {threshold:,}{score.unit})"
        heads = (Measure("value", _t("실적")), Measure("score", _t("점수"), "score", heat=True))
        groups.append(Group(name, label, heads))
    groups.append(Group("average", _t("평균"), (Measure("score", _t("점수"), "score"),)))
    rows = tuple(_row(card, user, person, month) for person in card.people)
    return Table(
        "month", _t("사람별 점수"), _t("담당자"), tuple(groups), rows, _team_row(card, month)
    )


def _row(card: Card, user: User, person: int, month: date) -> Row:
    days, cells = month_of(month), []
    for name, score in measures():
        value = card.value(name, person, month)
        url = score.behind(user, person, days) if value else ""
        cells += [Cell(value, url), Cell(card.score(name, person, month))]
    return Row(str(person), person_name(person), (*cells, Cell(card.average(person, month))))


def _team_row(card: Card, month: date) -> Row:
    """Sums of what was reached (means of averages), averages of the scores."""
    cells = []
    for name, score in measures():
        values = [card.value(name, person, month) for person in card.people]
        given = [value for value in values if value is not None]
        whole = round(sum(given) / len(given)) if given and score.averages else sum(given)
        cells.append(Cell(whole if given else None))
        cells.append(Cell(mean([card.score(name, person, month) for person in card.people])))
    return Row("total", _t("팀"), (*cells, Cell(card.team(month))))


def _trend_table(card: Card) -> Table:
    heads = (
        Measure("trend", _t("추이"), "trend"),
        *(Measure(f"{each:%Y-%m}", f"{each:%y.%m}", "score", heat=True) for each in card.months),
    )

    def row(key: str, label: str, found: list[float | None]) -> Row:
        line: Figure = [value or 0.0 for value in found]
        return Row(key, label, (Cell(line), *(Cell(value) for value in found)))

    rows = tuple(
        row(str(pk), person_name(pk), [card.average(pk, each) for each in card.months])
        for pk in card.people
    )
    total = row("total", _t("팀"), [card.team(each) for each in card.months])
    return Table("trend", _t("열두 달 점수"), _t("담당자"), (Group("", "", heads),), rows, total)


def _sentence(card: Card, month: date, team: float | None) -> str:
    if team is None:
        return _t("이 달의 실적을 아직 세지 않았습니다. 한 시간 안에 세어집니다.")
    reached = sum(1 for pk in card.people if (card.average(pk, month) or 0) >= 100)
    return _t("팀 평균은 %(team)s점이고, %(people)s명 가운데 %(n)s명이 100점에 닿았습니다.") % {
        "team": f"{team:g}",
        "people": len(card.people),
        "n": reached,
    }


def _notes(month: date) -> list[str]:
    notes = [f"{score.label}: {score.help}" for _name, score in measures() if score.help]
    if at := last_counted().get(month):
        notes.append(_t("센 때: %(at)s") % {"at": f"{timezone.localtime(at):%Y.%m.%d %H:%M}"})
    return notes


reports.add("scorecard")(
    Report(
        _("정량적 성과"),
        permission=VIEW,
        help=_(
            "지표마다 달성기준이 100점이고, 못 미친 만큼 비례해서 줄어듭니다. "
            "평균은 그 사람에게 기대하는 지표들의 평균, 팀은 사람들의 평균입니다.\n\n"
            "이번 달은 한 시간마다, 지난달은 다음 달 7일까지 다시 셉니다. 그 뒤에 고친 기록은 "
            "지난 점수를 바꾸지 않습니다. 달성기준은 관리자가 달마다 정합니다."
        ),
        asks=(Month("month", _("월")), Staff("staff", _("담당자"), permission=VIEW)),
        figures=scorecard,
        section=_("성과"),
        order=20,
        wide=True,
    )
)
