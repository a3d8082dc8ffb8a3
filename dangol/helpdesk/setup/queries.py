"""Reading what the office decided; small tables are kept in the process."""

from typing import NamedTuple

from django.db.models import QuerySet

from dangol.codes.memory import remembered
from dangol.helpdesk.setup.models import Label, Macro, Member, RequestType, Step, Team, Topic
from dangol.kit.db.prepared import prepared

Kind = Step.Kind


class StepRow(NamedTuple):
    """A step as badges and menus show it."""

    id: int
    name: str
    kind: str
    stops_clock: bool
    color: str
    order: int
    is_active: bool


class Choice(NamedTuple):
    """A team, a type or a label as menus show it."""

    id: int
    name: str
    color: str = ""
    parent_id: int | None = None


@remembered
def _steps() -> dict[int, StepRow]:
    rows = Step.objects.order_by("order", "pk").values_list(*StepRow._fields)
    return {row[0]: StepRow(*row) for row in rows}


@remembered
def _teams() -> list[tuple[int, str, bool]]:
    return list(Team.objects.order_by("order", "pk").values_list("pk", "name", "is_active"))


@remembered
def _types() -> list[tuple[int, str, bool]]:
    rows = RequestType.objects.order_by("order", "pk")
    return list(rows.values_list("pk", "name", "is_active"))


@remembered
def _topics() -> list[tuple[int, str, int | None, bool]]:
    rows = Topic.objects.order_by("order", "pk")
    return list(rows.values_list("pk", "name", "parent_id", "is_active"))


@remembered
def _labels() -> list[Choice]:
    rows = Label.objects.order_by("name").values_list("pk", "name", "color")
    return [Choice(*row) for row in rows]


@remembered
def _members() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = Member.objects.filter(user__is_active=True).order_by("user__name")
    for team_id, user_id in rows.values_list("team_id", "user_id"):
        found.setdefault(team_id, []).append(user_id)
    return found


@remembered
def _agent_names() -> dict[int, str]:
    rows = Member.objects.filter(user__is_active=True).order_by()
    return dict(rows.values_list("user_id", "user__name").distinct())


def forget_setup() -> None:
    """Read everything again: somebody changed it."""
    for kept in (_steps, _teams, _types, _topics, _labels, _members, _agent_names):
        kept.forget()


def steps(*, retired: bool = False) -> list[StepRow]:
    """The steps in their order; 보류, which is none of the way, last."""
    rows = [row for row in _steps().values() if retired or row.is_active]
    return sorted(rows, key=lambda row: (row.kind == Kind.HOLD, row.order, row.id))


def way() -> list[StepRow]:
    """The steps a ticket goes through, without 보류."""
    return [row for row in steps() if row.kind != Kind.HOLD]


def step_row(pk: int | None) -> StepRow | None:
    """The step with this id."""
    return _steps().get(pk) if pk else None


def step_of_kind(kind: str) -> StepRow | None:
    """The first step of a kind."""
    return next((row for row in steps() if row.kind == kind), None)


def teams(*, retired: bool = False) -> list[Choice]:
    """Teams in use, in their order."""
    return [Choice(pk, name) for pk, name, is_active in _teams() if retired or is_active]


def request_types(*, retired: bool = False) -> list[Choice]:
    """Request types in use, in their order."""
    return [Choice(pk, name) for pk, name, is_active in _types() if retired or is_active]


def topics(*, retired: bool = False) -> list[Choice]:
    """상담유형 in two levels: each first level, then what is below it as ‘위 › 아래’."""
    rows = [row for row in _topics() if retired or row[3]]
    found = []
    for pk, name, parent, _active in rows:
        if parent is None:
            found.append(Choice(pk, name))
            below = [row for row in rows if row[2] == pk]
            found += [Choice(one[0], f"{name} › {one[1]}", parent_id=pk) for one in below]
    return found


def labels() -> list[Choice]:
    """All labels by name."""
    return _labels()


def name_in(rows: list[Choice], pk: int | None) -> str:
    """The name of one of these, "" for none."""
    return next((row.name for row in rows if row.id == pk), "")


def members_of(team_id: int | None) -> list[int]:
    """Ids of the people of a team, by name."""
    return _members().get(team_id, []) if team_id else []


def agents() -> list[int]:
    """Ids of everybody who is in a team."""
    return sorted({pk for ids in _members().values() for pk in ids})


def agent_names() -> dict[int, str]:
    """Names by id of everybody who is in a team."""
    return _agent_names()


@prepared
def macros() -> QuerySet[Macro]:
    """Canned words in use, in their order."""
    return Macro.objects.filter(is_active=True).order_by("order", "name")


def macro_by(pk: int) -> Macro | None:
    """Canned words in use."""
    return next((row for row in macros() if row.pk == pk), None)
