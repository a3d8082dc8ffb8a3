"""세그먼트 as a question about customers: in any, in all, in none of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dangol.customers.registry import attributes
from dangol.kit.conditions import Asker, Choice, Choices, Option
from dangol.segments.language import FIELD, condition_of, named, vocabulary
from dangol.segments.models import Member, Segment


def _shared() -> list[Option]:
    rows = Segment.objects.filter(is_shared=True).order_by("name", "pk")
    return [Option(key, name, key) for key, name in rows.values_list("key", "name")]


@dataclass(frozen=True)
class InSegment(Choice):
    """Whether a customer is in segments; any of one's own may be named, shared ones are offered.

    A key nobody can guess names a segment, so whoever names one has been shown it. `is_deep`
    refuses those that cannot be asked; inside segments that is found while they are taken apart.
    """

    is_deep: bool = True

    kind = "linked"
    operators = {name: takes for name, takes in Choices.operators.items() if takes == "many"}

    def found(self, value: Any) -> Option:
        segment = named(str(value)[:10])
        return Option(segment.key, segment.name, segment.key)

    def clean_value(self, value: Any) -> str:
        segment = named(str(value)[:10])
        if self.is_deep:
            condition_of(segment)
        return segment.key

    def held(self, rows: "QuerySet[Any]") -> list[Any]:
        return []

    def stored(self, value: Iterable[str], asker: Asker) -> list[Any]:
        return list(value)

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        segments = [named(key) for key in value]
        parts = [self._members(segment, asker) for segment in segments]
        if op == "none":
            return ~Q(*parts, _connector=Q.OR)
        return Q(*parts, _connector=Q.AND if op == "all" else Q.OR)

    def _members(self, segment: Segment, asker: Asker) -> Q:
        if segment.is_live:
            return vocabulary().q(condition_of(segment), asker)
        return Q(pk__in=Member.objects.filter(segment=segment).values("customer"))

    def denied(self, op: str, value: Any, asker: Asker) -> Q:
        other = {"any": "none", "none": "any"}.get(op)
        return self.q(other, value, asker) if other else ~self.q(op, value, asker)


attributes.add(FIELD)(InSegment(FIELD, _("세그먼트"), options=_shared))
