"""The queue board: who waits, how long, how the day goes, what everybody does."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from dangol.accounts.models import User
from dangol.helpdesk.agents.models import AgentState
from dangol.helpdesk.agents.queries import ORDER, agents, spent_between
from dangol.helpdesk.callbacks.models import Callback
from dangol.helpdesk.calls.figures import PROMPT
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.calls.queries import waiting_calls

Outcome = Call.Outcome
ANSWERED = Q(outcome__in=(Outcome.ANSWERED, Outcome.TALKING))


class QueueLine(NamedTuple):
    """One queue: who waits now, since when the longest, and its day so far."""

    name: str
    waiting: int
    longest_since: datetime | None
    calls: int
    answered: int
    abandoned: int
    prompt: int

    @property
    def level(self) -> int | None:
        """Percent of those who stayed or gave up that were answered within 20 seconds."""
        callers = self.answered + self.abandoned
        return round(100 * self.prompt / callers) if callers else None

    @property
    def lost(self) -> int | None:
        """Percent that gave up."""
        callers = self.answered + self.abandoned
        return round(100 * self.abandoned / callers) if callers else None


class Seat(NamedTuple):
    """An agent on the board, and their minutes of today by state."""

    row: AgentState
    minutes: dict[str, int]


class Board(NamedTuple):
    """Everything the board shows at one moment."""

    total: QueueLine
    queues: list[QueueLine]
    seats: list[Seat]
    counts: list[tuple[str, str, int]]
    callbacks: int
    late: int


def board_of(user: User, *, now: datetime, midnight: datetime) -> Board:
    """The board as a person may see it: calls, queues, agents and callbacks; five queries."""
    waits: dict[str, list[datetime]] = defaultdict(list)
    waiting = waiting_calls(now=now).visible_to(user)
    for queue, since in waiting.values_list("queue", "started_at"):
        waits[queue].append(since)
    days = _days(user, midnight)
    names = sorted({*waits, *days})
    queues = [_line(name, waits.get(name, []), days.get(name, (0, 0, 0, 0))) for name in names]
    total = _line(
        "", [since for one in waits.values() for since in one],
        tuple(map(sum, zip(*days.values(), strict=True))) or (0, 0, 0, 0),
    )  # fmt: skip
    rows = agents()
    spent = spent_between(midnight, now, now=now)
    seats = [
        Seat(row, {state: seconds // 60 for state, seconds in spent[row.user_id].states.items()}
             if row.user_id in spent else {})
        for row in rows
    ]  # fmt: skip
    counts = [
        (str(state), str(state.label), sum(row.state == state for row in rows)) for state in ORDER
    ]
    open_ones = Callback.objects.visible_to(user).filter(status=Callback.Status.OPEN)
    found = open_ones.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    return Board(total, queues, seats, counts, found["all"], found["late"])


def _line(name: str, waits: list[datetime], day: tuple[int, ...]) -> QueueLine:
    return QueueLine(name, len(waits), min(waits, default=None), *day)


def _days(user: User, midnight: datetime) -> dict[str, tuple[int, int, int, int]]:
    rows = Call.objects.visible_to(user).filter(
        started_at__gte=midnight, direction=Call.Direction.IN
    )
    found = (
        rows.order_by()
        .values_list("queue")
        .annotate(
            calls=Count("pk"),
            answered=Count("pk", filter=ANSWERED),
            abandoned=Count("pk", filter=Q(outcome=Outcome.ABANDONED)),
            prompt=Count("pk", filter=ANSWERED & Q(wait_seconds__lte=PROMPT)),
        )
    )
    return {row[0]: row[1:] for row in found}
