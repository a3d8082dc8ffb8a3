"""Reading deals: the board, its sums, one deal, and how deals stood on a past day."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from dangol.accounts.models import User
from dangol.codes.memory import remembered
from dangol.kit.access import Scope, ScopedQuerySet
from dangol.kit.db.prepared import prepared
from dangol.sales.pipeline.cards import Card
from dangol.sales.pipeline.firsts import FirstCards, with_customers
from dangol.sales.pipeline.models import (
    Deal,
    DealLine,
    DealPerson,
    DealRival,
    DealState,
    Pipeline,
    Stage,
)
from dangol.sales.sums.models import OpenSum

CARDS, ALL_CARDS = 20, 200
WON_HEIGHT = 1_000_000
NOTHING = (0, 0, 0)


class StageRow(NamedTuple):
    """A stage as boards, badges and menus show it; kept in the process."""

    id: int
    pipeline_id: int
    name: str
    outcome: str
    order: int
    percent: int
    stuck_days: int
    color: str
    is_active: bool

    @property
    def height(self) -> int:
        """How far a deal that stands here has come: won above all open stages, lost below."""
        return {Stage.Outcome.WON: WON_HEIGHT, Stage.Outcome.LOST: -1}.get(
            Stage.Outcome(self.outcome), self.order
        )


@remembered
def _stages() -> dict[int, StageRow]:
    rows = Stage.objects.order_by("pipeline__order", "pipeline", "order", "pk")
    return {row[0]: StageRow(*row) for row in rows.values_list(*StageRow._fields)}


@remembered
def _pipelines() -> list[tuple[int, str, bool]]:
    rows = Pipeline.objects.order_by("order", "pk")
    return list(rows.values_list("pk", "name", "is_active"))


def forget_pipelines() -> None:
    """Read pipelines and stages again: somebody changed them."""
    _stages.forget()
    _pipelines.forget()


def pipelines(*, retired: bool = False) -> list[tuple[int, str]]:
    """Ids and names of the pipelines in use, in their order."""
    return [(pk, name) for pk, name, is_active in _pipelines() if is_active or retired]


def stages_of(pipeline_id: int) -> list[StageRow]:
    """The stages of a pipeline in use, in their order, the ends last."""
    rows = [row for row in _stages().values() if row.pipeline_id == pipeline_id and row.is_active]
    return sorted(rows, key=lambda row: (row.outcome != Stage.Outcome.OPEN, row.order, row.id))


def every_stage() -> list[StageRow]:
    """The stages of every pipeline."""
    return [row for pk, _name, _active in _pipelines() for row in stages_of(pk)]


def stage_row(pk: int | None) -> StageRow | None:
    """The stage with this id."""
    return _stages().get(pk) if pk else None


def furthest_of(*stages: int) -> int:
    """The highest of these stages; of equal ones the first."""
    if not _stages().keys() >= set(stages):  # another process has just added one
        _stages.forget()
    return max(stages, key=lambda pk: _stages()[pk].height)


def deals_seen_by(user: User, verb: str = "view") -> QuerySet[Deal]:
    """Deals this person may see (or change), without any order."""
    return Deal.objects.visible_to(user, verb)


def owners_seen_by(user: User, chosen: int | None = None) -> list[int] | None:
    """Whose deals a person may see, and only those of one if one is chosen; None: everybody's."""
    seen: list[int] | None = []
    match user.scope_of("sales.view_deal"):
        case Scope.ALL:
            seen = None
        case Scope.BELOW | Scope.DEPARTMENT as scope:
            seen = user.colleague_ids(scope)
        case Scope.OWN:
            seen = [user.pk]
    if chosen is None:
        return seen
    return [chosen] if seen is None or chosen in seen else []


def deal_page_of(user: User, pk: int, verb: str = "view") -> Deal | None:
    """One deal with what its page shows beside it; None when not visible."""
    deal = next(iter(_page(pk)), None)
    return deal if deal and ScopedQuerySet.reaches(user, deal, verb) else None


@prepared
def _page(pk: int) -> "QuerySet[Deal]":
    related = ("customer", "owner", "stage", "pipeline", "source", "lost_reason", "lost_to")
    away = [f"{name}__search" for name in ("customer", "lost_to")]
    return Deal.objects.filter(pk=pk).select_related(*related).defer("search", *away)


def lines_of(deal: Deal) -> list[DealLine]:
    """The products of a deal in their order."""
    return _lines(deal.pk)


@prepared
def _lines(deal_id: int) -> "QuerySet[DealLine]":
    rows = DealLine.objects.filter(deal=deal_id).select_related("product")
    return rows.defer("product__search").order_by("pk")


def people_of(deal: Deal) -> list[DealPerson]:
    """The buying centre of a deal, the weightiest first."""
    return _people(deal.pk)


@prepared
def _people(deal_id: int) -> "QuerySet[DealPerson]":
    rows = DealPerson.objects.filter(deal=deal_id).select_related("person")
    return rows.defer("person__search").order_by("-influence", "pk")


def rivals_of(deal: Deal) -> list[DealRival]:
    """The competitors in a deal in their order."""
    return _rivals(deal.pk)


@prepared
def _rivals(deal_id: int) -> "QuerySet[DealRival]":
    rows = DealRival.objects.filter(deal=deal_id).select_related("competitor")
    return rows.defer("competitor__search").order_by("pk")


class Column(NamedTuple):
    """One column of the board: its first cards, how many there are, their won and weighted won."""

    stage: StageRow
    cards: list[Card]
    number: int
    total: int
    weighted: int

    @property
    def more(self) -> int:
        return self.number - len(self.cards)


def board_of(
    user: User,
    pipeline_id: int,
    *,
    owner: int | None = None,
    most: int = CARDS,
    all_of: int | None = None,
) -> list[Column]:
    """The open stages of a pipeline with their first cards; a query each, one for the sums and
    one for their customers.

    Cards come by the day they are expected to close, those without one last. `all_of` names a
    stage shown to 200 cards.
    """
    owners = owners_seen_by(user, owner)
    sums = _sums([row.id for row in stages_of(pipeline_id)], owners)
    usual = FirstCards(owners, most)
    stages = [row for row in stages_of(pipeline_id) if row.outcome == Stage.Outcome.OPEN]
    firsts = []
    for stage in stages:
        asked = FirstCards(owners, ALL_CARDS) if stage.id == all_of else usual
        firsts.append(asked.of(stage.id, sums.get(stage.id, NOTHING)[0]))
    return [
        Column(stage, cards, *sums.get(stage.id, NOTHING))
        for stage, cards in zip(stages, with_customers(firsts), strict=True)
    ]


def _sums(stages: list[int], owners: list[int] | None) -> dict[int, tuple[int, int, int]]:
    """Count, won and weighted won (cut once) by stage; the chance is its own, else its stage's."""
    rows = OpenSum.objects.filter(stage__in=stages).order_by()
    if owners is not None:
        rows = rows.filter(owner__in=owners)
    by_chance = rows.values_list("stage", "percent").annotate(Sum("number"), Sum("amount"))
    found: dict[int, list[int]] = {}
    for pk, percent, number, amount in by_chance:
        stage = stage_row(pk)
        chance = percent if percent is not None else stage.percent if stage else 0
        sums = found.setdefault(pk, [0, 0, 0])
        for place, more in enumerate((number, amount, amount * chance)):
            sums[place] += int(more)
    return {pk: (count, total, parts // 100) for pk, (count, total, parts) in found.items()}


def is_stuck(deal: Deal, *, now: datetime) -> bool:
    """Whether an open deal stays in its stage longer than it should."""
    stage = stage_row(deal.stage_id)
    limit = stage.stuck_days if stage else 0
    return deal.is_open and bool(limit) and deal.days_in_stage(now) > limit


def weighted_sum(deals: "QuerySet[Deal]") -> int:
    """Σ amount × chance of open deals in whole won, cut once at the end."""
    chance = Coalesce("percent", "stage__percent")
    rows = deals.filter(status=Stage.Outcome.OPEN).aggregate(won=Sum(F("amount") * chance))
    return int(rows["won"] or 0) // 100


def states_as_of(moment: datetime) -> "QuerySet[DealState]":
    """The state every deal had at a moment; deals that did not exist yet have none."""
    ended = Q(until=None) | Q(until__gt=moment)
    return DealState.objects.filter(ended, at__lte=moment)


def end_of(day: date) -> datetime:
    """The last moment of a day in Seoul, for reports as of that day."""
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return start + timedelta(days=1) - timedelta(microseconds=1)


class Step(NamedTuple):
    """One stay of a deal in a stage."""

    stage: StageRow | None
    since: datetime
    days: int
    actor_id: int | None


def steps_of(deal: Deal, *, now: datetime) -> list[Step]:
    """How the deal went through its stages, oldest first, with whole days in each."""
    moves: list[tuple[int, datetime, int | None]] = []
    for stage_id, at, actor_id in _states(deal.pk):
        if not moves or moves[-1][0] != stage_id:
            moves.append((stage_id, at, actor_id))
    ends = [at for _stage, at, _actor in moves[1:]]
    ends.append(now if deal.is_open else (moves[-1][1] if moves else now))
    return [
        Step(stage_row(stage_id), at, max(0, (end - at).days), actor_id)
        for (stage_id, at, actor_id), end in zip(moves, ends, strict=True)
    ]


@prepared
def _states(deal_id: int) -> "QuerySet[Any]":
    rows = DealState.objects.filter(deal=deal_id).order_by("at", "pk")
    return rows.values_list("stage_id", "at", "actor_id")
