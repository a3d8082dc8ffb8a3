"""The clock of one ticket: it starts, stops, and says when what is due."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from dangol.helpdesk.sla.clock import Timetable, due_after, spent_between
from dangol.helpdesk.sla.queries import PolicyRow, policy_row

FAR = timedelta(days=3650)
FIRST, NEXT, SOLVE = "first", "next", "solve"
WARN, MISS = "warn", "miss"


class Clocked(Protocol):
    """What a clock is read from."""

    policy_id: int | None
    opened_at: datetime
    sla_from: datetime | None
    first_left: int | None
    solve_left: int | None
    next_from: datetime | None
    first_replied_at: datetime | None
    is_open: bool
    alarmed: list[str]


@dataclass
class Clock:
    """Minutes still promised as of `start` (None while it stands), and what was announced.

    What is counted on `start` is exact; what passed before an earlier stop stays as it was
    counted then, whatever the calendar says later.
    """

    policy: PolicyRow | None
    opened_at: datetime
    start: datetime | None = None
    first_left: int | None = None
    solve_left: int | None = None
    next_from: datetime | None = None
    answered: bool = False
    is_open: bool = True
    alarmed: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, ticket: Clocked) -> "Clock":
        """The clock as a ticket keeps it."""
        return cls(
            policy_row(ticket.policy_id),
            ticket.opened_at,
            ticket.sla_from,
            ticket.first_left,
            ticket.solve_left,
            ticket.next_from,
            ticket.first_replied_at is not None,
            ticket.is_open,
            list(ticket.alarmed),
        )

    @classmethod
    def begin(cls, policy: PolicyRow | None, at: datetime) -> "Clock":
        """A clock that starts now."""
        first, solve = (policy.first_minutes, policy.solve_minutes) if policy else (None, None)
        return cls(policy, at, at, first, solve)

    def stop(self, at: datetime) -> None:
        """Take what has passed off the minutes left, and stand still."""
        if self.start is None:
            return
        spent = self._spent(at)
        if self.first_left is not None and not self.answered:
            self.first_left -= spent
        if self.solve_left is not None:
            self.solve_left -= spent
        self.start = None

    def go(self, at: datetime) -> None:
        """Run on from here, if it stands."""
        self.start = self.start or at

    def switch(self, policy: PolicyRow | None, at: datetime) -> None:
        """Another promise counts; what has passed already is taken off it too."""
        runs, old = self.start is not None, self.policy
        self.stop(at)
        for name in (FIRST, SOLVE):
            promised = getattr(policy, f"{name}_minutes") if policy else None
            before = getattr(old, f"{name}_minutes") if old else None
            left = getattr(self, f"{name}_left")
            spent = before - left if before is not None and left is not None else 0
            setattr(self, f"{name}_left", None if promised is None else promised - spent)
        self.policy = policy
        self.alarmed = []
        if runs:
            self.start = at

    def ask(self, at: datetime) -> None:
        """The customer wrote again and waits; the first unanswered word counts."""
        if self.answered and self.next_from is None:
            self.next_from = at
            self._quiet(NEXT)

    def answer(self) -> None:
        """The customer was answered."""
        self.answered = True
        self.next_from = None
        self._quiet(NEXT)

    def kept(self, what: str, at: datetime) -> bool | None:
        """Whether a promise was kept at this moment; None if nothing was promised."""
        left = getattr(self, f"{what}_left")
        if left is None:
            return None
        return left >= 0 if self.start is None else at <= self._due(self.start, left)

    def dues(self, table: Timetable | None = None) -> dict[str, datetime | None]:
        """Every deadline that runs; none while the clock stands."""
        found: dict[str, datetime | None] = {FIRST: None, NEXT: None, SOLVE: None}
        for what, (start, left) in self._running().items():
            found[what] = self._due(start, left, table)
        return found

    def values(self, table: Timetable | None = None) -> dict[str, Any]:
        """The columns of the ticket."""
        dues = self.dues(table)
        running = [due for due in dues.values() if due]
        return {
            "policy_id": self.policy.id if self.policy else None,
            "sla_from": self.start,
            "first_left": self.first_left,
            "solve_left": self.solve_left,
            "next_from": self.next_from,
            **{f"{what}_due_at": due for what, due in dues.items()},
            "rank_at": min(running, default=self.opened_at + FAR),
            "alarm_at": min(self.alarms(dues, table).values(), default=None),
            "alarmed": self.alarmed,
        }

    def alarms(
        self, dues: dict[str, datetime | None], table: Timetable | None = None
    ) -> dict[str, datetime]:
        """When to say what: `first.warn`, `solve.miss` …, without what was said already."""
        found = {}
        running = self._running()
        for what, due in dues.items():
            if due is None:
                continue
            found[f"{what}.{MISS}"] = due
            start, left = running[what]
            warn = self.policy.warn_minutes if self.policy else 0
            if warn and left > warn:
                found[f"{what}.{WARN}"] = self._due(start, left - warn, table)
        return {name: at for name, at in found.items() if name not in self.alarmed}

    def _running(self) -> dict[str, tuple[datetime, int]]:
        if self.start is None or not self.is_open:
            return {}
        found = {}
        if self.first_left is not None and not self.answered:
            found[FIRST] = (self.start, self.first_left)
        if self.solve_left is not None:
            found[SOLVE] = (self.start, self.solve_left)
        if self.next_from and self.policy and self.policy.next_minutes:
            found[NEXT] = (self.next_from, self.policy.next_minutes)
        return found

    def _due(self, start: datetime, left: int, table: Timetable | None = None) -> datetime:
        round_the_clock = bool(self.policy and self.policy.is_round_the_clock)
        if table and not round_the_clock:
            return table.due_after(start, left)
        return due_after(start, left, round_the_clock=round_the_clock)

    def _spent(self, at: datetime) -> int:
        assert self.start is not None  # noqa: S101
        round_the_clock = bool(self.policy and self.policy.is_round_the_clock)
        return spent_between(self.start, at, round_the_clock=round_the_clock)

    def _quiet(self, what: str) -> None:
        self.alarmed = [name for name in self.alarmed if not name.startswith(f"{what}.")]
