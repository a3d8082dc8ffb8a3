"""Reading spaces and the tree of their categories."""

from typing import NamedTuple

from django.db.models import Count, F, QuerySet

from dangol.accounts.models import User
from dangol.knowledge.shelves.models import Section, Space

DEEPEST = 5


class Shelf(NamedTuple):
    """A category in its place: how deep it stands, and how many published articles it holds."""

    section: Section
    depth: int
    number: int


def spaces_seen_by(user: User, verb: str = "view") -> "QuerySet[Space]":
    """The spaces open to this person, in their order."""
    return Space.objects.visible_to(user, verb).order_by("order", "name")


def tree(spaces: "QuerySet[Space] | list[Space]") -> dict[int, list[Shelf]]:
    """The categories of each space, children under their parent; two queries."""
    rows = Section.objects.filter(space__in=spaces).order_by("order", "name", "pk")
    numbers = published_in(spaces)
    below: dict[int | None, list[Section]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    found: dict[int, list[Shelf]] = {}

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, ()):
            found.setdefault(row.space_id, []).append(Shelf(row, depth, numbers.get(row.pk, 0)))
            if depth < DEEPEST:
                walk(row.pk, depth + 1)

    walk(None, 0)
    return found


def published_in(spaces: "QuerySet[Space] | list[Space]") -> dict[int, int]:
    """How many published articles each category holds, from the index alone."""
    # the space is said twice so that one index answers
    rows = Section.objects.filter(
        space__in=spaces, articles__space=F("space"), articles__state="published"
    )
    return dict(rows.order_by().values_list("pk").annotate(Count("articles")))


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
