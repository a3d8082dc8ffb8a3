"""The funnel trio as of a past day, added up by hand from the rows of the history.

It shares nothing with the reports: plain rows are read, each deal is walked state by state, and the
columns the reports lean on (`since`, `entered`, `came_from`, `stayed`, `until`) are not looked at.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

SEOUL = timezone(timedelta(hours=9))
Read = Callable[[str], Iterable[tuple[Any, ...]]]


class State(NamedTuple):
    at: datetime
    stage: int
    status: str
    amount: int
    percent: int
    owner: int


class Stage(NamedTuple):
    name: str
    outcome: str
    order: int
    stuck_days: int


def moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(SEOUL)


def day(value: Any) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def share(part: float, by: float) -> float | None:
    """Two places, half up."""
    if not by:
        return None
    return float((Decimal(part) / Decimal(by)).quantize(Decimal("0.01"), ROUND_HALF_UP))


class Recount:
    """Every deal of one pipeline, cut off at the end of a day."""

    def __init__(self, read: Read, first: date, last: date, pipeline: int) -> None:
        self.read, self.first, self.last = read, first, last
        self.begin = datetime.combine(first, time(), SEOUL)
        self.end = datetime.combine(last + timedelta(days=1), time(), SEOUL)
        stages = read(
            'SELECT id, name, outcome, "order", stuck_days FROM sales_stage '
            f"WHERE pipeline_id = {pipeline} AND is_active"
        )
        self.stages = {pk: Stage(*rest) for pk, *rest in stages}
        deals = read(f"SELECT id, opened_on FROM sales_deal WHERE pipeline_id = {pipeline}")
        self.opened = {pk: day(on) for pk, on in deals}
        self.paths: dict[int, list[State]] = defaultdict(list)
        for deal, at, *rest in read(
            "SELECT deal_id, at, stage_id, status, amount, percent, owner_id FROM sales_dealstate"
            " ORDER BY deal_id, at, id"
        ):
            if deal in self.opened and moment(at) < self.end:
                self.paths[deal].append(State(moment(at), *rest))

    def entry(self, path: list[State]) -> datetime:
        """When the deal came into the stage it stands in."""
        at = path[-1].at
        for state in reversed(path):
            if state.stage != path[-1].stage:
                break
            at = state.at
        return at

    def won(self) -> list[State]:
        """The last states of deals won in the period and still won at its end."""
        return [
            path[-1] for path in self.paths.values()
            if path[-1].status == "won" and self.entry(path) >= self.begin
        ]  # fmt: skip

    def coverage(self) -> dict[int, tuple[Any, ...]]:
        """By person: quota, won, what is left, open deals, their won, weighted won, 예비율."""
        quota, won = Counter(), Counter()
        for owner, month, amount in self.read(
            "SELECT owner_id, month, amount FROM targets_quota"
            " WHERE product_id IS NULL AND owner_id IS NOT NULL"
        ):
            if self.first.replace(day=1) <= day(month) <= self.last:
                quota[owner] += amount
        for state in self.won():
            won[state.owner] += state.amount
        number, amount, parts = Counter(), Counter(), Counter()
        for path in self.paths.values():
            state = path[-1]
            if state.status == "open" and state.stage in self.stages:
                number[state.owner] += 1
                amount[state.owner] += state.amount
                parts[state.owner] += state.amount * state.percent
        found = {}
        for owner in {*quota, *won, *number}:
            left = max(0, quota[owner] - won[owner])
            weighted = parts[owner] // 100
            found[owner] = (
                quota[owner] or None, won[owner], left if quota[owner] else None, number[owner],
                amount[owner], weighted, share(100 * weighted, left),
            )  # fmt: skip
        return found

    def turnover(self) -> dict[int, tuple[Any, ...]]:
        """By open stage: came, left, went on, their share, won, lost, mean days, here, stuck."""
        came, left, ahead, won, lost = (Counter() for _n in range(5))
        stayed, here, stuck = Counter(), Counter(), Counter()
        for path in self.paths.values():
            before, since = None, path[0].at
            for state in path:
                if state.stage == before:
                    continue
                if state.at >= self.begin:
                    came[state.stage] += 1
                    if before in self.stages and state.stage in self.stages:
                        was, now = self.stages[before], self.stages[state.stage]
                        left[before] += 1
                        stayed[before] += int((state.at - since).total_seconds())
                        won[before] += now.outcome == "won"
                        lost[before] += now.outcome == "lost"
                        on = now.outcome == "open" and now.order > was.order
                        ahead[before] += on or now.outcome == "won"
                before, since = state.stage, state.at
            last = path[-1]
            if last.status == "open" and last.stage in self.stages:
                here[last.stage] += 1
                limit = self.stages[last.stage].stuck_days
                late = self.end - self.entry(path) > timedelta(days=limit + 1)
                stuck[last.stage] += bool(limit) and late
        return {
            pk: (
                came[pk], left[pk], ahead[pk], share(100 * ahead[pk], left[pk]), won[pk], lost[pk],
                share(stayed[pk], left[pk] * 86_400), here[pk], stuck[pk],
            )
            for pk, stage in self.stages.items() if stage.outcome == "open"
        }  # fmt: skip

    def slope(self) -> dict[int, tuple[Any, ...]]:
        """By person: deals begun, the share that reached each rung, the slope, minutes a win."""
        rungs = [s for s in self.stages.values() if s.outcome in ("open", "won")]
        rungs.sort(key=lambda stage: (stage.outcome == "won", stage.order))
        heights = [10**6 if stage.outcome == "won" else stage.order for stage in rungs]
        reached: dict[int, list[int]] = defaultdict(list)
        for deal, path in self.paths.items():
            if self.first <= self.opened[deal] <= self.last:
                stood = [self.stages[s.stage] for s in path if s.stage in self.stages]
                high = [
                    10**6 if s.outcome == "won" else s.order for s in stood if s.outcome != "lost"
                ]
                reached[path[-1].owner].append(max(high))
        minutes, wins = Counter(), Counter(state.owner for state in self.won())
        for owner, at, spent in self.read(
            "SELECT owner_id, occurred_at, minutes FROM activities_activity"
            " WHERE status = 'done' AND minutes > 0"
        ):
            if self.begin <= moment(at) < self.end:
                minutes[owner] += spent
        found = {}
        for owner, highs in reached.items():
            shares = [share(100 * sum(h >= rung for h in highs), len(highs)) for rung in heights]
            per_win = round(minutes[owner] / wins[owner]) if wins[owner] else None
            found[owner] = (len(highs), *shares, steepness(shares), per_win)
        return found


def steepness(shares: list[Any]) -> float:
    """The slope of the straight line that lies nearest to the curve."""
    n = len(shares)
    xs, over = range(n), n * sum(x * x for x in range(n)) - sum(range(n)) ** 2
    up = n * sum(x * y for x, y in zip(xs, shares, strict=True)) - sum(xs) * sum(shares)
    return round(up / over, 2)
