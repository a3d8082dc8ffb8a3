"""The condition builder: sentence rows with one level of groups, as part of any form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from dangol.kit.conditions import (
    Attribute,
    BadCondition,
    Condition,
    Group,
    Leaf,
    Not,
    Vocabulary,
)
from dangol.kit.conditions.attributes import WORDS
from dangol.kit.conditions.tree import dump

ROWS_LIMIT = 30
JOINS = ("all", "any", "none")


@dataclass(frozen=True)
class Row:
    """One sentence: what, how, which value; `error` says what is missing."""

    number: int
    name: str
    op: str
    values: list[str] = field(default_factory=list)
    group: str = ""
    error: str = ""


@dataclass(frozen=True)
class Draft:
    """Conditions while they are being put together; `kept` are those too deep to edit here.

    A group of rows joins them by all, any, or none: what is taken out (빼기).
    """

    rows: list[Row]
    joins: Mapping[str, str]
    kept: list[Condition] = field(default_factory=list)

    def groups(self) -> list[str]:
        return list(dict.fromkeys(row.group for row in self.rows if row.group))

    def more(self, vocabulary: Vocabulary, group: str) -> "Draft":
        """With one more row, in this group."""
        number = max((row.number for row in self.rows), default=-1) + 1
        name, attribute = next(iter(vocabulary.attributes.items()))
        rows = [*self.rows, Row(number, name, attribute.default, [], group)]
        return replace(self, rows=rows[:ROWS_LIMIT])


def draft_of(condition: Group) -> Draft:
    """The conditions of a list as rows."""
    items, joins = condition.items, {"": "all"}
    if len(items) == 1 and isinstance(items[0], Group):
        joins[""] = items[0].join
        items = items[0].items
    rows: list[Row] = []
    kept: list[Condition] = []
    for item in items:
        if isinstance(item, Leaf):
            rows.append(_row(len(rows), item, ""))
        elif found := _group(item):
            group = f"g{len(rows)}"
            joins[group], leaves = found
            rows += [_row(len(rows) + n, leaf, group) for n, leaf in enumerate(leaves)]
        else:
            kept.append(item)
    return Draft(rows, joins, kept)


def _group(item: Condition) -> tuple[str, list[Leaf]] | None:
    """How a group joins its rows; None for what the builder does not draw."""
    match item:
        case Not(Leaf() as leaf):
            return "none", [leaf]
        case Not(Group(join, items)) if join == "any" or len(items) == 1:
            how = "none"
        case Group(join, items):
            how = join
        case _:
            return None
    leaves = [leaf for leaf in items if isinstance(leaf, Leaf)]
    return (how, leaves) if len(leaves) == len(items) else None


def _row(number: int, leaf: Leaf, group: str) -> Row:
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    texts = [str(value) for value in values if value is not None]
    return Row(number, leaf.field, leaf.op, texts, group)


def draft_from(data: QueryDict, vocabulary: Vocabulary) -> Draft:
    """The rows as the form sends them; an unknown attribute or question becomes the first one."""
    rows = []
    for number in data.getlist("row")[:ROWS_LIMIT]:
        if not number.isdecimal() or len(number) > 4:
            continue
        name = data.get(f"field-{number}", "")
        attribute = vocabulary.attributes.get(name) or next(iter(vocabulary.attributes.values()))
        op = data.get(f"op-{number}", "")
        op = op if op in attribute.operators else attribute.default
        values = [value for value in data.getlist(f"value-{number}") if value]
        group = data.get(f"group-{number}", "")[:10]
        rows.append(Row(int(number), attribute.name, op, values, group))
    names = {"", *(row.group for row in rows)}
    joins = {
        name: _join(data.get(f"join-{name}", ""), JOINS if name else JOINS[:2]) for name in names
    }
    kept = []
    for text in data.getlist("kept"):
        try:
            kept.append(vocabulary.read(json.loads(text)))
        except ValueError:
            continue
    return Draft(rows, joins, kept)


def _join(text: str, allowed: tuple[str, ...]) -> str:
    return text if text in allowed else "all"


def condition_of(draft: Draft, vocabulary: Vocabulary) -> tuple[Group, Draft]:
    """The conditions, and the draft with what is wrong beside its row."""
    leaves: dict[str, list[Condition]] = {}
    rows = []
    for row in draft.rows:
        try:
            leaf = vocabulary.leaf(row.name, row.op, row.values)
            leaves.setdefault(row.group, []).append(leaf)
        except BadCondition as error:
            row = replace(row, error=str(error))
        rows.append(row)
    items = leaves.pop("", []) + draft.kept
    items += [_joined(draft.joins[name], tuple(group)) for name, group in leaves.items()]
    whole = Group("all", tuple(items))
    if draft.joins.get("") == "any" and len(items) > 1:
        whole = Group("all", (Group("any", tuple(items)),))
    return whole, replace(draft, rows=rows)


def _joined(join: str, items: tuple[Condition, ...]) -> Condition:
    if join == "none":
        return Not(Group("any", items))
    return Group("any" if join == "any" else "all", items)


def acted(draft: Draft, data: QueryDict, vocabulary: Vocabulary) -> Draft:
    """The draft after the button that was pressed: another row, another group, one less."""
    match data.get("do", "").split(":"):
        case ["add", group]:
            return draft.more(vocabulary, group)
        case ["group"]:
            return draft.more(vocabulary, f"g{data.get('next', '0')[:4]}")
        case ["drop", number]:
            rows = [row for row in draft.rows if str(row.number) != number]
            return replace(draft, rows=rows)
    return draft


def builder_context(
    draft: Draft, vocabulary: Vocabulary, *, url: str, target: str
) -> dict[str, Any]:
    """What `workspace/condition_groups.html` shows; `url` gets the form when a menu changes."""
    lines = [_line(row, vocabulary[row.name]) for row in draft.rows]
    groups = [
        {
            "name": name,
            "join": draft.joins.get(name, "all"),
            "lines": [line for line in lines if line["row"].group == name],
        }
        for name in ["", *draft.groups()]
    ]
    return {
        "groups": groups,
        "fields": [(name, item.label) for name, item in vocabulary.attributes.items()],
        "kept": [(json.dumps(dump(item)), vocabulary.sentence(item)) for item in draft.kept],
        "next": max((row.number for row in draft.rows), default=-1) + 1,
        "url": url,
        "target": target,
        "joins": [("all", _("모두 맞음")), ("any", _("하나라도 맞음"))],
        "group_joins": [
            ("all", _("그리고: 모두 맞음")),
            ("any", _("그리고: 하나라도 맞음")),
            ("none", _("빼기: 하나라도 맞으면 뺌")),
        ],
    }


def _line(row: Row, attribute: Attribute) -> dict[str, Any]:
    takes = attribute.operators[row.op]
    options = attribute.options() if hasattr(attribute, "options") else []
    if attribute.kind == "yes_no":
        options = [("True", _("예")), ("False", _("아니요"))]
    else:
        options = [(option.value, option.label) for option in options]
    if attribute.kind == "person":
        options.insert(0, ("me", _("나")))
    types = {"date": "date", "datetime": "date", "number": "number", "won": "number"}
    values = [*row.values, "", ""]
    return {
        "row": row,
        "ops": [(op, WORDS[op][0]) for op in attribute.operators],
        "takes": takes,
        "options": options,
        "type": "number" if takes == "days" else types.get(attribute.kind, "text"),
        "inputs": values[: {"two": 2, "nothing": 0}.get(takes, 1)],
    }
