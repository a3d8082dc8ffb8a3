"""Why a customer is in a segment, or is not: each condition, whether it holds, and what is so."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.lists import CustomerList
from dangol.customers.models import Customer
from dangol.kit.conditions import Asker, Attribute, Condition, Group, Leaf, Not, Vocabulary
from dangol.kit.lists import lists
from dangol.segments.language import FIELD, condition_of, named, read, vocabulary
from dangol.segments.models import Member, Segment


class Line(NamedTuple):
    """One condition: its sentence, whether it holds for the customer, and what the customer has.

    `depth` is how far inside groups it stands.
    """

    depth: int
    sentence: str
    holds: bool
    value: str = ""


def why(segment: Segment, customer: Customer, *, asked_by: User) -> list[Line]:
    """The conditions of a segment for one customer, the whole first.

    Every truth is asked of the database, so it is what the segment itself would say.
    """
    if not segment.is_live:
        return [_membership(segment, customer)]
    condition_of(segment)  # a broken segment says so before anything else
    asker = Asker(asked_by, timezone.localdate())
    words = vocabulary()
    return [
        Line(depth, said, holds, value)
        for depth, condition, said, value in _walk(read(segment.condition), 0, customer, words)
        for holds in [Customer.objects.filter(words.q(condition, asker), pk=customer.pk).exists()]
    ]


def _membership(segment: Segment, customer: Customer) -> Line:
    member = Member.objects.filter(segment=segment, customer=customer).first()
    if member is None:
        return Line(0, _("명단에 없습니다."), holds=False)
    day = f"{timezone.localdate(member.added_at):%Y.%m.%d}"
    return Line(0, _("%(day)s에 명단에 넣었습니다.") % {"day": day}, holds=True)


def _walk(
    condition: Condition, depth: int, customer: Customer, words: Vocabulary
) -> Iterator[tuple[int, Condition, str, str]]:
    match condition:
        case Leaf():
            yield depth, condition, words.sentence(condition), _held(condition, customer)
            return
        case Not(item):
            yield depth, condition, _("다음에 맞으면 뺍니다"), ""
            items: tuple[Condition, ...] = (item,)
        case Group(join, items):
            said = _("모두 맞아야 합니다") if join == "all" else _("하나라도 맞으면 됩니다")
            yield depth, condition, said, ""
    for item in items:
        yield from _walk(item, depth + 1, customer, words)


def _held(leaf: Leaf, customer: Customer) -> str:
    if leaf.field == FIELD:
        return ", ".join(named(key).name for key in leaf.value)
    attribute = vocabulary()[leaf.field]
    text = attribute.held_text(_masked(attribute, customer))
    return text[:200] or _("비어 있음")


def _masked(attribute: Attribute, customer: Customer) -> list[Any]:
    """What the customer has; what lists mask is masked here too."""
    values = attribute.held(Customer.objects.filter(pk=customer.pk))
    column = lists[CustomerList.key].all_columns.get(attribute.name)
    if column and column.mask:
        return [column.mask(value) for value in values if value]
    return values
