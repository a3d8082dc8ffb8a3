"""Reading segments: whom they mean, how many, where they overlap, and why somebody is in."""

import json
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.kit.conditions import Asker, BadCondition, Condition
from dangol.kit.conditions.tree import dump
from dangol.kit.lists.paging import Total, total_of
from dangol.kit.registry import Registry
from dangol.segments.language import called_in, condition_of, expanded, read_kindly, vocabulary
from dangol.segments.models import Segment

CALLED_LIMIT = 60
_KEPT_SECONDS = 60


class Use(NamedTuple):
    """Where a segment is used: a rule, a campaign, another segment."""

    label: str | Promise
    url: str
    icon: str


uses: Registry[Callable[[Segment], Iterable[Use]]] = Registry()


class Overlap(NamedTuple):
    """How much two segments have in common."""

    other: Segment
    both: int
    percent: int


def segments_seen_by(user: User, verb: str = "view") -> "QuerySet[Segment]":
    """Segments this person may see (or change, delete), without any order."""
    return Segment.objects.visible_to(user, verb)


def matching(segment: Segment, *, seen_by: User) -> "QuerySet[Customer]":
    """The customers of a segment this person may see, in no order.

    BadCondition when the segment asks for what no longer exists; its text says what.
    """
    return matching_condition(condition_of(segment), seen_by=seen_by)


def matching_condition(condition: Condition, *, seen_by: User) -> "QuerySet[Customer]":
    """The customers a condition holds for, of those this person may see."""
    asker = Asker(seen_by, timezone.localdate())
    q = vocabulary().q(expanded(condition), asker)
    return Customer.objects.visible_to(seen_by).filter(q)


def all_matching(segment: Segment) -> "QuerySet[Customer]":
    """Every customer of a segment, whoever may see them; `me` is the segment's owner."""
    asker = Asker(segment.owner, timezone.localdate())
    return Customer.objects.filter(vocabulary().q(condition_of(segment), asker))


def rough_size(condition: Condition, *, seen_by: User) -> Total:
    """How many customers: exact up to 10,000, then about; kept for a minute."""
    scope = seen_by.scope_of("customers.view_customer")
    own = "" if scope == "all" else seen_by.pk
    said = json.dumps(dump(condition), sort_keys=True)
    key = f"segment-size-{own}-{timezone.localdate()}-{hash(said):x}"
    if (kept := cache.get(key)) and kept[0] == said:
        return Total(*kept[1])
    total = total_of(matching_condition(condition, seen_by=seen_by))
    cache.set(key, (said, tuple(total)), _KEPT_SECONDS)
    return total


def reachable(customers: "QuerySet[Customer]", media: Iterable[str]) -> dict[str, int]:
    """How many of these allow advertising on each medium; one pass."""
    counts = {m: Count("pk", filter=Q(**{f"permit_{m}__gt": 0})) for m in media}
    return customers.order_by().aggregate(**counts)


def overlap(segment: Segment, other: Segment, *, seen_by: User) -> Overlap:
    """How many customers are in both, and which share of the first that is."""
    mine = matching(segment, seen_by=seen_by)
    theirs = matching(other, seen_by=seen_by)
    both = mine.filter(pk__in=theirs.values("pk")).count()
    whole = mine.count()
    return Overlap(other, both, round(100 * both / whole) if whole else 0)


def segments_of(customer: Customer, *, seen_by: User) -> list[Segment]:
    """The segments this person may see that a customer is in; broken ones are left out.

    One query however many segments there are (at most 60, the newest): each is a column of it.
    """
    asker = Asker(seen_by, timezone.localdate())
    columns: list[Case] = []
    found: list[Segment] = []
    words = vocabulary()
    for segment in segments_seen_by(seen_by).order_by("-pk")[:CALLED_LIMIT]:
        try:
            q = words.q(condition_of(segment), asker)
        except BadCondition:
            continue
        yes = Case(When(q, then=Value(True)), default=Value(False), output_field=BooleanField())
        columns.append(yes)
        found.append(segment)
    if not found:
        return []
    row = Customer.objects.filter(pk=customer.pk).values_list(*columns).first() or ()
    return sorted((s for s, is_in in zip(found, row, strict=False) if is_in), key=lambda s: s.name)


def uses_of(segment: Segment) -> list[Use]:
    """Where a segment is used."""
    return [use for _name, find in uses for use in find(segment)]


def segments_calling(segment: Segment) -> list[Segment]:
    """Live segments whose condition names this one."""
    rows = Segment.objects.filter(kind=Segment.Kind.LIVE).exclude(pk=segment.pk)
    candidates = rows.only("name", "condition", "owner") if rows else []
    return [
        row for row in candidates if segment.key in called_in(read_kindly(row.condition).condition)
    ]


def trend_of(segment: Segment, *, days: int = 90) -> list[tuple[Any, int]]:
    """Day and size, oldest first."""
    rows = segment.sizes.order_by("-on")[:days]
    return [(row.on, row.size) for row in reversed(rows)]
