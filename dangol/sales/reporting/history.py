"""What the history of deals says of a past day: open then, moved until then, how far they came.

Everything is read from DealState; whose a deal was is whoever had it then.

Conditions like "of any person, of any stage" are there for SQLite: they let it go to the period
asked for in each part of an index instead of reading all of the index.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.models import Activity
from dangol.sales.pipeline.models import DealState, Stage
from dangol.sales.pipeline.queries import end_of, stage_row, stages_of, states_as_of
from dangol.sales.sums.models import FlowSum, ReachSum
from dangol.workspace.reports.asks import Days

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
ROWS = Count("at")  # not the id: in PostgreSQL only what an index holds is read from it alone


def start_of(day: date) -> datetime:
    """The first moment of a day in Seoul."""
    return timezone.make_aware(datetime.combine(day, time()))


def owned(rows: "QuerySet[Any]", owners: list[int] | None) -> "QuerySet[Any]":
    """Only rows of these people; None for everybody's."""
    return rows if owners is None else rows.filter(owner_id__in=owners)


def among(owners: list[int] | None) -> Any:
    """These people for `owner__in`, or everybody, named for SQLite's sake."""
    return User.objects.values("pk") if owners is None else owners


def open_on(day: date, owners: list[int] | None, pipeline: int) -> "QuerySet[DealState]":
    """How each deal stood that was open at the end of a day."""
    rows = states_as_of(end_of(day)).filter(status=Stage.Outcome.OPEN)
    return owned(rows.filter(stage__in=[row.id for row in stages_of(pipeline)]), owners)


class Volume(NamedTuple):
    """Open deals of one person on a day: how many, their won, their weighted won (cut)."""

    number: int
    amount: int
    weighted: int


def _lasting(day: date) -> tuple[Q, Q]:
    """States that lasted when a day ended: those that still do, and those that ended since.

    To be asked for apart: with OR, SQLite reads another index, and rows as well; without a bound
    above it takes the second for most of the rows and walks through all of another index.
    """
    return Q(until=None), Q(until__gt=end_of(day), until__lt=NEVER)


def _open_parts(
    day: date, owners: list[int] | None, pipeline: int, by: str, **sums: Any
) -> dict[int, tuple[int, ...]]:
    """Sums over `open_on` by a column.

    Of every pipeline and by stage and person: with the stages named or only one of the two, SQLite
    reads another index, and rows as well.
    """
    stages = {row.id for row in stages_of(pipeline)}
    rows = owned(DealState.objects.filter(status=Stage.Outcome.OPEN), owners)
    rows = rows.filter(at__lte=end_of(day)).order_by()
    found: dict[int, tuple[int, ...]] = {}
    for lasting in _lasting(day):
        grouped = rows.filter(lasting).values("stage_id", "owner_id").annotate(**sums)
        for stage, owner, *more in grouped.values_list("stage_id", "owner_id", *sums):
            if stage not in stages:
                continue
            pk = stage if by == "stage_id" else owner
            found[pk] = tuple(map(sum, zip(more, found.get(pk, [0] * len(more)), strict=True)))
    return found


def volumes_on(day: date, owners: list[int] | None, pipeline: int) -> dict[int, Volume]:
    """Open and weighted won by person."""
    parts = {"n": ROWS, "won": Sum("amount"), "parts": Sum(F("amount") * F("percent"))}
    sums = _open_parts(day, owners, pipeline, "owner_id", **parts)
    return {pk: Volume(n, won, int(parts) // 100) for pk, (n, won, parts) in sums.items()}


def won_until(days: Days, owners: list[int] | None, pipeline: int) -> dict[int, int]:
    """Won by person from the first day to the end of the last, as it stood then."""
    rows = _won(days, owners, pipeline)
    return dict(rows.values_list("owner_id").annotate(Sum("amount")))


def wins_until(days: Days, owners: list[int] | None, pipeline: int) -> dict[int, int]:
    """How many deals each person won in that time."""
    return dict(_won(days, owners, pipeline).values_list("owner_id").annotate(ROWS))


def _won(days: Days, owners: list[int] | None, pipeline: int) -> "QuerySet[DealState]":
    end = next((row.id for row in stages_of(pipeline) if row.outcome == Stage.Outcome.WON), None)
    rows = states_as_of(end_of(days.last)).filter(
        status=Stage.Outcome.WON, since__gte=start_of(days.first), stage=end,
        owner__in=among(owners),
    )  # fmt: skip
    return rows.order_by()


class Flow(NamedTuple):
    """What went through a stage: deals that came in, and those that left, and where to."""

    entered: int
    left: int
    forward: int
    won: int
    lost: int
    seconds: int


def flows_in(days: Days, owners: list[int] | None, pipeline: int) -> dict[int, Flow]:
    """By stage, what came and went in a period; what came moved there or began there."""
    stages = {row.id: row for row in stages_of(pipeline)}
    found = {pk: [0, 0, 0, 0, 0, 0] for pk in stages}
    rows = FlowSum.objects.filter(day__range=days).order_by().values_list("came_from", "stage")
    if owners is not None:
        rows = rows.filter(owner__in=owners)
    for before, after, *sums in rows.annotate(Sum("number"), Sum("seconds")):
        number, seconds = map(int, sums)
        if after in stages:
            found[after][0] += number
        if before not in stages or after not in stages:
            continue
        row, to = found[before], stages[after]
        ahead = to.outcome == "won" or (to.outcome == "open" and to.order > stages[before].order)
        row[1] += number
        row[2] += number if ahead else 0
        row[3] += number if to.outcome == "won" else 0
        row[4] += number if to.outcome == "lost" else 0
        row[5] += seconds
    return {pk: Flow(*row) for pk, row in found.items()}


def stuck_where(day: date, pipeline: int) -> Q:
    """The condition of a state being longer in its stage than it should, on a day."""
    found = Q(pk__in=[])
    for row in stages_of(pipeline):
        if row.outcome == "open" and row.stuck_days:
            # whole days count: stuck begins one full day after the limit
            limit = end_of(day) - timedelta(days=row.stuck_days + 1)
            found |= Q(stage=row.id, since__lte=limit)
    return found


def standing_on(day: date, owners: list[int] | None, pipeline: int) -> dict[int, tuple[int, int]]:
    """By stage, how many deals stand there at the end of a day and how many of them are stuck."""
    sums = {"number": ROWS, "stuck": Count("at", filter=stuck_where(day, pipeline))}
    counted = _open_parts(day, owners, pipeline, "stage_id", **sums)
    return {pk: (number, stuck) for pk, (number, stuck) in counted.items()}


def reached_by(days: Days, on: date, pipeline: int) -> dict[int, dict[int, int]]:
    """By person: of the deals begun in a period, how many came to which height by a day."""
    found: dict[int, dict[int, int]] = {}
    for owner, furthest, number in _reached(days, on):
        stage = stage_row(furthest)
        if number and stage and stage.pipeline_id == pipeline:
            heights = found.setdefault(owner, {})
            heights[stage.height] = heights.get(stage.height, 0) + int(number)
    return found


def _reached(days: Days, on: date) -> list[tuple[int, int, int]]:
    """Person, stage and number, from sums if no deal has changed since the day."""
    if not DealState.objects.filter(until=None, at__gt=end_of(on)).exists():
        sums = ReachSum.objects.filter(begun_on__range=days).order_by()
        return list(sums.values_list("owner", "furthest").annotate(Sum("number")))
    rows = DealState.objects.filter(
        begun_on__range=days, at__lte=end_of(on), owner__in=User.objects.values("pk"),
        furthest__in=Stage.objects.values("pk"),
    ).order_by()  # fmt: skip
    return [
        row
        for lasting in _lasting(on)
        for row in rows.filter(lasting).values_list("owner_id", "furthest_id").annotate(ROWS)
    ]


def minutes_by(days: Days, owners: list[int] | None) -> dict[int, int]:
    """Minutes people spent on activities in a period."""
    rows = Activity.objects.filter(
        status="done", minutes__gt=0,
        occurred_at__gte=start_of(days.first), occurred_at__lte=end_of(days.last),
    )  # fmt: skip
    return dict(owned(rows, owners).order_by().values_list("owner_id").annotate(Sum("minutes")))


def behind_states(
    user_owners: list[int] | None, *, what: str, days: Days, pipeline: int
) -> "QuerySet[DealState]":
    """The states a figure of the funnel reports is made of; `what` is open, stuck, came, left."""
    if what in ("came", "left"):
        rows = DealState.objects.filter(
            at__gte=start_of(days.first), at__lte=end_of(days.last), entered=True
        )
        rows = owned(rows, user_owners)
        return rows.filter(came_from__isnull=False) if what == "left" else rows
    rows = open_on(days.last, user_owners, pipeline)
    return rows.filter(stuck_where(days.last, pipeline)) if what == "stuck" else rows
