"""The permission grid: what each role may do, kind by kind."""

from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dangol.accounts.models import Grant, Role
from dangol.kit.access import Permission, Scope, permissions

LOGGED = {"reveal", "export"}
HUES = {"own": "amber", "department": "blue", "below": "teal", "all": "green", "": "none"}


class Cell(NamedTuple):
    """How far one role reaches for one permission."""

    name: str
    value: str
    text: str | Promise
    hue: str
    label: str


class Line(NamedTuple):
    """One permission over all roles."""

    permission: str
    label: str | Promise
    scoped: bool
    is_logged: bool
    cells: list[Cell]


def roles() -> QuerySet[Role]:
    """Roles in their order, with how many active people hold each."""
    held = Count("people", filter=Q(people__is_active=True))
    return Role.objects.annotate(people_count=held).order_by("order", "name")


def scope_text(value: str, *, scoped: bool) -> str | Promise:
    """What a scope is called: a right without rows is allowed or not."""
    if not value:
        return _("없음")
    return Scope(value).label if scoped else _("허용")


def grid(shown: list[Role]) -> list[tuple[str | Promise, list[Line]]]:
    """All declared permissions by group, with a cell per role; one query."""
    rows = Grant.objects.filter(role__in=shown).values_list("role_id", "permission", "scope")
    held = {(role, permission): scope for role, permission, scope in rows}
    groups: dict[str, tuple[str | Promise, list[Line]]] = {}
    for name, declared in permissions:
        cells = [_cell(role, name, declared, held.get((role.pk, name), "")) for role in shown]
        is_logged = name.split(".")[1].split("_")[0] in LOGGED
        line = Line(name, declared.label, declared.scoped, is_logged, cells)
        groups.setdefault(str(declared.group), (declared.group, []))[1].append(line)
    return list(groups.values())


def _cell(role: Role, name: str, declared: Permission, value: str) -> Cell:
    text = scope_text(value, scoped=declared.scoped)
    label = f"{role.name}, {declared.group} {declared.label}"
    return Cell(f"{role.pk}:{name}", value, text, HUES[value], label)
