"""The condition language over customers: read kindly, and segments inside segments taken apart."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from dangol.customers.lists import CustomerList
from dangol.kit.conditions import BadCondition, Condition, Group, Leaf, Not, Vocabulary
from dangol.kit.conditions.tree import leaves
from dangol.kit.lists import lists
from dangol.segments.models import Segment

FIELD = "segment"


class Reading(NamedTuple):
    """What could be read of a stored condition, and what is wrong with the rest."""

    condition: Group
    problems: list[str]


def vocabulary() -> Vocabulary:
    """Everything the list of customers can be asked, the office's own fields included."""
    words = lists[CustomerList.key].vocabulary
    words.attributes[FIELD] = replace(words[FIELD], is_deep=False)  # type: ignore[call-arg]
    return words


def read(data: Any) -> Group:
    """A checked condition as a group; BadCondition names the first thing that is wrong."""
    condition = vocabulary().read(data) if data else Group("all")
    return condition if isinstance(condition, Group) else Group("all", (condition,))


def in_words(data: Any) -> str:
    """A condition as people read it, as far as its words still mean something."""
    return vocabulary().sentence(read_kindly(data).condition)


def read_kindly(data: Any) -> Reading:
    """The same, leaving out what can no longer be asked: a deleted tag, code, field or segment."""
    try:
        return Reading(read(data), [])
    except BadCondition as error:
        problems: list[str] = []
        kept = _kept(data, vocabulary(), problems)
        whole = kept if isinstance(kept, Group) else Group("all", (kept,) if kept else ())
        return Reading(whole, problems or [str(error)])


def _kept(data: Any, words: Vocabulary, problems: list[str]) -> Condition | None:
    match data:
        case {"all": list(items)} | {"any": list(items)}:
            found = [_kept(item, words, problems) for item in items]
            left = tuple(item for item in found if item)
            return Group("all" if "all" in data else "any", left) if left else None
        case {"not": item}:
            inner = _kept(item, words, problems)
            return Not(inner) if inner else None
    try:
        return words.read(data)
    except BadCondition as error:
        problems.append(str(error))
        return None


def condition_of(segment: Segment) -> Condition:
    """Whom a segment means; BadCondition names the segment and what is wrong in it."""
    if not segment.is_live:
        return Leaf(FIELD, "any", (segment.key,))
    try:
        return expanded(read(segment.condition), (segment.key,))
    except BadCondition as error:
        text = _("세그먼트 ‘%(name)s’: %(problem)s")
        raise BadCondition(text % {"name": segment.name, "problem": error}) from error


def expanded(condition: Condition, path: tuple[str, ...] = ()) -> Condition:
    """The condition with live segments replaced by what they mean; a circle is refused."""
    match condition:
        case Group(join, items):
            return Group(join, tuple(expanded(item, path) for item in items))
        case Not(item):
            return Not(expanded(item, path))
        case Leaf(name, op, keys) if name == FIELD:
            parts = tuple(_meant(key, path) for key in keys)
            match op:
                case "all":
                    return Group("all", parts)
                case "none":
                    return Not(Group("any", parts))
            return Group("any", parts)
    return condition


def _meant(key: str, path: tuple[str, ...]) -> Condition:
    segment = named(key)
    if not segment.is_live:
        return Leaf(FIELD, "any", (key,))
    if key in path:
        raise BadCondition(
            _("세그먼트 ‘%(name)s’이(가) 자기 자신을 다시 부릅니다. 조건에서 빼 주세요.")
            % {"name": segment.name}
        )
    return expanded(read(segment.condition), (*path, key))


def named(key: str) -> Segment:
    """The segment of this key; BadCondition if it is gone."""
    segment = Segment.objects.filter(key=key).first()
    if segment is None:
        raise BadCondition(_("세그먼트가 지워졌습니다. 조건에서 빼 주세요."))
    return segment


def called_in(condition: Condition) -> Iterable[str]:
    """Keys of the segments a condition names."""
    for leaf in leaves(condition):
        if leaf.field == FIELD:
            yield from leaf.value
