"""Reading deals: the board, its sums, one deal, and how deals stood on a past day."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from dangol.accounts.models import User
from dangol.codes.memory import remembered
from dangol.sales.pipeline.cards import Card
from dangol.sales.pipeline.models import Deal, DealState, Pipeline, Stage

CARDS = 20
WON_HEIGHT = 1_000_000


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


def deal_page_of(user: User, pk: int, verb: str = "view") -> Deal | None:
    """One deal with what its page shows beside it; None when not visible."""
    rows = deals_seen_by(user, verb).defer("search")
    related = ("customer", "owner", "stage", "pipeline", "source", "lost_reason", "lost_to")
    return rows.select_related(*related).filter(pk=pk).first()


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
    deals: "QuerySet[Deal]", pipeline_id: int, *, most: int = CARDS, all_of: int | None = None
) -> list[Column]:
    """The open stages of a pipeline with their first cards; one query each, one for the sums.

    Cards come by the day they are expected to close, those without one last. `all_of` names a
    stage shown to 200 cards.
    """
    open_deals = deals.filter(status=Stage.Outcome.OPEN)
    stages = [row.id for row in stages_of(pipeline_id)]
    sums = _sums(open_deals.filter(stage__in=stages))
    columns = []
    for stage in stages_of(pipeline_id):
        if stage.outcome == Stage.Outcome.OPEN:
            count, total, weighted = sums.get(stage.id, (0, 0, 0))
            limit = 200 if stage.id == all_of else most
            cards = _cards(open_deals.filter(stage_id=stage.id), limit) if count else []
            columns.append(Column(stage, cards, count, total, weighted))
    return columns


def _cards(rows: "QuerySet[Deal]", limit: int) -> list[Card]:
    """Empty days are asked for apart: NULLS LAST would use no index (docs/adr/0030)."""
    days = rows.filter(expected_on__isnull=False).order_by("expected_on", "-pk")
    dated = [Card(*row) for row in days.values_list(*Card._fields)[:limit]]
    if len(dated) == limit:
        return dated
    undated = rows.filter(expected_on=None).order_by("-pk").values_list(*Card._fields)
    return dated + [Card(*row) for row in undated[: limit - len(dated)]]


def _sums(rows: "QuerySet[Deal]") -> dict[int, tuple[int, int, int]]:
    """Count, won and weighted won (cut once) by stage; the chance is its own, else its stage's.

    Asked by person and in the order of an index that holds it all, so that nothing is sorted.
    """
    by_chance = (
        rows.filter(owner__in=User.objects.values("pk"))
        .order_by()
        .values_list("owner_id", "stage_id", "forecast", "percent")
    )
    found: dict[int, list[int]] = {}
    for _owner, stage_id, _forecast, percent, count, total in by_chance.annotate(
        n=Count("amount"), won=Sum("amount")
    ):
        stage = stage_row(stage_id)
        chance = percent if percent is not None else stage.percent if stage else 0
        sums = found.setdefault(stage_id, [0, 0, 0])
        for place, more in enumerate((count, int(total), int(total) * chance)):
            sums[place] += more
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
    rows = deal.states.order_by("at", "pk").values_list("stage_id", "at", "actor_id")
    for stage_id, at, actor_id in rows:
        if not moves or moves[-1][0] != stage_id:
            moves.append((stage_id, at, actor_id))
    ends = [at for _stage, at, _actor in moves[1:]]
    ends.append(now if deal.is_open else (moves[-1][1] if moves else now))
    return [
        Step(stage_row(stage_id), at, max(0, (end - at).days), actor_id)
        for (stage_id, at, actor_id), end in zip(moves, ends, strict=True)
    ]
