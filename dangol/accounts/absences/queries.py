"""Who is at work on a day, and who acts for whom."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from dangol.accounts.absences.models import Absence
from dangol.accounts.models import Department, Grant, User
from dangol.codes.calendar.queries import next_business_day
from dangol.kit.access import Scope

_HOPS = 10


class Turn(NamedTuple):
    """Who does a piece of work, and on which business day."""

    person_id: int
    on: date


def absences_seen_by(user: User, *, today: date) -> list[Absence]:
    """Absences that are not over, the next first."""
    rows = Absence.objects.visible_to(user).filter(ends_on__gte=today)
    return list(rows.select_related("person", "substitute").order_by("starts_on", "pk"))


def absences_between(people: Iterable[int], first: date, last: date) -> list[Absence]:
    """Absences of these people that touch these days, both included."""
    rows = Absence.objects.filter(person__in=people, starts_on__lte=last, ends_on__gte=first)
    return list(rows.select_related("person", "substitute").order_by("starts_on", "pk"))


def leaders() -> dict[int, list[int]]:
    """Department to its leaders, the nearest first: its own, then those of departments above.

    A leader is who may write the absences of the department. Two queries, however deep the tree.
    """
    wide = Grant.objects.filter(
        permission="accounts.change_absence", scope__in=(Scope.DEPARTMENT, Scope.BELOW)
    )
    found = User.objects.filter(is_active=True, roles__grants__in=wide).distinct()
    own: dict[int | None, list[int]] = defaultdict(list)
    for pk, department in found.order_by("pk").values_list("pk", "department_id"):
        own[department].append(pk)
    above = dict(Department.objects.values_list("pk", "parent_id"))
    chains: dict[int, list[int]] = {}
    for start in above:
        here: int | None = start
        chains[start] = []
        while here is not None:
            chains[start] += own[here]
            here = above[here]
    return chains


def turns(people: Iterable[int], *, on: date) -> dict[int, Turn]:
    """For each of these people, who takes their work due on this day, and when.

    Days off are skipped. For somebody absent it is the substitute, or without one the person
    on the day of return; for somebody who left, the leader. Nobody is found: no entry.
    """
    roster = _Roster(next_business_day(on))
    found = ((pk, roster.turn(pk)) for pk in set(people))
    return {pk: turn for pk, turn in found if turn}


class _Away(NamedTuple):
    starts_on: date
    ends_on: date
    substitute: int | None


class _Roster:
    """The staff and their absences from a day on; read once."""

    def __init__(self, on: date) -> None:
        self.on = on
        rows = User.objects.values_list("pk", "department_id", "is_active")
        self.people = {pk: (department, is_active) for pk, department, is_active in rows}
        self.leaders = leaders()
        self.away: dict[int, list[_Away]] = defaultdict(list)
        absences = Absence.objects.filter(ends_on__gte=on).order_by("starts_on", "pk")
        for person, *away in absences.values_list("person", *_Away._fields):
            self.away[person].append(_Away(*away))

    def turn(self, person_id: int, hops: int = 0) -> Turn | None:
        department, is_active = self.people.get(person_id, (None, False))
        if hops == _HOPS:
            return None
        if not is_active:
            leader = next(
                (pk for pk in self.leaders.get(department or 0, []) if pk != person_id), 0
            )
            return self.turn(leader, hops + 1) if leader else None
        absence = self._absence(person_id, self.on)
        if absence is None:
            return Turn(person_id, self.on)
        if absence.substitute and self._is_there(absence.substitute):
            return Turn(absence.substitute, self.on)
        return Turn(person_id, self._back(person_id))

    def _is_there(self, person_id: int) -> bool:
        return self.people[person_id][1] and not self._absence(person_id, self.on)

    def _absence(self, person_id: int, day: date) -> _Away | None:
        rows = self.away[person_id]
        return next((row for row in rows if row.starts_on <= day <= row.ends_on), None)

    def _back(self, person_id: int) -> date:
        day = self.on
        while absence := self._absence(person_id, day):
            day = next_business_day(absence.ends_on + timedelta(days=1))
        return day
