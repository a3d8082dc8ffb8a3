"""Reading spaces and the tree of their categories."""

from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from dangol.accounts.models import User
from dangol.knowledge.shelves.models import Section, Space

DEEPEST = 5


class Shelf(NamedTuple):
    """A category in its place: how deep it stands, and how many published articles it holds."""

    section: Section
    depth: int
    count: int


def spaces_seen_by(user: User, verb: str = "view") -> "QuerySet[Space]":
    """The spaces open to this person, in their order."""
    return Space.objects.visible_to(user, verb).order_by("order", "name")


def tree(spaces: "QuerySet[Space] | list[Space]") -> dict[int, list[Shelf]]:
    """The categories of each space, children under their parent; one query."""
    rows = (
        Section.objects.filter(space__in=spaces)
        .annotate(shown=Count("articles", filter=Q(articles__state="published")))
        .order_by("order", "name", "pk")
    )
    below: dict[int | None, list[Section]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    found: dict[int, list[Shelf]] = {}

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, ()):
            found.setdefault(row.space_id, []).append(Shelf(row, depth, row.shown))
            if depth < DEEPEST:
                walk(row.pk, depth + 1)

    walk(None, 0)
    return found


def sections_below(section: Section) -> set[int]:
    """The category and all under it."""
    parents: dict[int | None, list[int]] = {}
    pairs = Section.objects.filter(space=section.space_id).values_list("pk", "parent_id")
    for pk, parent in pairs:
        parents.setdefault(parent, []).append(pk)
    found, waiting = set[int](), [section.pk]
    while waiting:
        found.add(pk := waiting.pop())
        waiting += [child for child in parents.get(pk, []) if child not in found]
    return found
