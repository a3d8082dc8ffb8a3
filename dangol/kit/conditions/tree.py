"""Conditions as a tree: read from JSON or an address, checked, said in words, asked of the rows."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from dangol.kit.conditions.attributes import Asker, Attribute, BadCondition
from dangol.kit.korean.text import fit_particles

LEAVES_LIMIT = 50
DEPTH_LIMIT = 4
TREE = "f"


@dataclass(frozen=True)
class Leaf:
    """One question about one attribute."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True)
class Group:
    """Several conditions that must all hold, or of which any must."""

    join: Literal["all", "any"]
    items: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class Not:
    """What must not hold."""

    item: "Condition"


Condition = Leaf | Group | Not


class Vocabulary:
    """The attributes one kind of record can be asked about."""

    def __init__(self, attributes: Iterable[Attribute]) -> None:
        self.attributes = {attribute.name: attribute for attribute in attributes}

    def __getitem__(self, name: str) -> Attribute:
        try:
            return self.attributes[name]
        except KeyError:
            raise BadCondition(
                _("‘%(name)s’ 항목은 없습니다. 조건에서 빼 주세요.") % {"name": name[:50]}
            ) from None

    def leaf(self, name: str, op: str, value: Any) -> Leaf:
        """A checked question; BadCondition says what is wrong with it."""
        return Leaf(name, op, self[name].clean(op, value))

    def read(self, data: Any) -> Condition:
        """A checked condition from its JSON form."""
        condition = self._read(data, DEPTH_LIMIT)
        if sum(1 for _leaf in leaves(condition)) > LEAVES_LIMIT:
            raise BadCondition(_("조건은 50개까지 쓸 수 있습니다. 나누어 찾아 주세요."))
        return condition

    def _read(self, data: Any, depth: int) -> Condition:
        if isinstance(data, dict) and depth:
            match data:
                case {"all": list(items), **rest} if not rest:
                    return Group("all", tuple(self._read(item, depth - 1) for item in items))
                case {"any": list(items), **rest} if not rest:
                    return Group("any", tuple(self._read(item, depth - 1) for item in items))
                case {"not": item, **rest} if not rest:
                    return Not(self._read(item, depth - 1))
                case {"field": str(name), "op": str(op)}:
                    return self.leaf(name, op, data.get("value"))
        raise BadCondition(_("조건을 읽지 못했습니다. 조건을 지우고 다시 골라 주세요."))

    def q(self, condition: Condition, asker: Asker) -> Q:
        """The condition for `filter()`; an empty group holds for every row."""
        match condition:
            case Leaf(name, op, value):
                return self[name].q(op, value, asker)
            case Not(item):
                return self._not(item, asker)
            case Group(join, items):
                return _joined(join, [self.q(item, asker) for item in items])

    def _not(self, condition: Condition, asker: Asker) -> Q:
        """Everybody else: what is not so includes what is unknown, as in every leaf."""
        match condition:
            case Leaf(name, op, value):
                return self[name].denied(op, value, asker)
            case Not(item):
                return self.q(item, asker)
            case Group(_join, ()):
                return Q(pk__isnull=True)
            case Group(join, items):
                other: Literal["all", "any"] = "any" if join == "all" else "all"
                return _joined(other, [self._not(item, asker) for item in items])

    def sentence(self, condition: Condition) -> str:
        """The condition as people read it: “단계: 잠재고객 또는 고객”."""
        match condition:
            case Leaf(name, op, value):
                return f"{self[name].label}: {self[name].text(op, value)}"
            case Not(item):
                said = _("(%(condition)s)이(가) 아님") % {"condition": self.sentence(item)}
                return fit_particles(said)
            case Group(join, items):
                word = _(" 그리고 ") if join == "all" else _(" 또는 ")
                return word.join(
                    f"({self.sentence(item)})" if isinstance(item, Group) else self.sentence(item)
                    for item in items
                )

    def from_address(self, params: QueryDict, ignored: Iterable[str]) -> tuple[Group, list[str]]:
        """The conditions of an address, and what is wrong with those that had to be left out.

        `stage=prospect&stage=customer` is the attribute's first question, `name.is=홍길동` another;
        `f` holds as JSON whatever does not fit that form.
        """
        items: list[Condition] = []
        problems: list[str] = []
        for key in params:
            try:
                if key == TREE:
                    items += self._parse(params.get(key) or "")
                elif key not in ignored:
                    name, _dot, op = key.partition(".")
                    op = op or self[name].default
                    values = [value for value in params.getlist(key) if value]
                    if values or self[name].operators.get(op, "nothing") == "nothing":
                        items.append(self.leaf(name, op, values))
            except BadCondition as error:
                problems.append(str(error))
        return Group("all", tuple(items)), problems

    def _parse(self, text: str) -> tuple[Condition, ...]:
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        condition = self.read(data)
        if isinstance(condition, Group) and condition.join == "all":
            return condition.items
        return (condition,)

    def to_address(self, condition: Group) -> list[tuple[str, str]]:
        """The shortest parameters that read back as this group of `all`."""
        params: dict[str, list[str]] = {}
        rest: list[Condition] = []
        for item in condition.items:
            if not isinstance(item, Leaf):
                rest.append(item)
                continue
            default = item.op == self[item.field].default
            key = item.field if default else f"{item.field}.{item.op}"
            if key in params:
                rest.append(item)
            else:
                params[key] = _texts(item.value)
        pairs = [(key, value) for key, values in params.items() for value in values]
        if rest:
            tree = rest[0] if len(rest) == 1 else Group("all", tuple(rest))
            pairs.append((TREE, json.dumps(dump(tree), ensure_ascii=False, separators=(",", ":"))))
        return pairs


def dump(condition: Condition) -> dict[str, Any]:
    """The JSON form."""
    match condition:
        case Leaf(name, op, None):
            return {"field": name, "op": op}
        case Leaf(name, op, value):
            return {
                "field": name,
                "op": op,
                "value": list(value) if isinstance(value, tuple) else value,
            }
        case Not(item):
            return {"not": dump(item)}
        case Group(join, items):
            return {join: [dump(item) for item in items]}


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every question of a condition."""
    match condition:
        case Leaf():
            yield condition
        case Not(item):
            yield from leaves(item)
        case Group(_join, items):
            for item in items:
                yield from leaves(item)


def _joined(join: str, parts: list[Q]) -> Q:
    return Q(*parts, _connector=Q.AND if join == "all" else Q.OR)


def _texts(value: Any) -> list[str]:
    if value is None:
        return [""]
    values = value if isinstance(value, tuple) else (value,)
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in values]
