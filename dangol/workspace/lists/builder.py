"""The condition builder: sentence rows with one level of groups, as a form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dangol.kit.access import needs_login
from dangol.kit.conditions import Attribute, BadCondition, Condition, Group, Leaf, Vocabulary
from dangol.kit.conditions.attributes import WORDS
from dangol.kit.conditions.tree import dump
from dangol.kit.lists.state import ListState, read_state
from dangol.kit.pages import render_page
from dangol.workspace.lists.views import list_named

ROWS_LIMIT = 30


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
    """Conditions while they are being put together; `kept` are those too deep to edit here."""

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
        elif isinstance(item, Group) and all(isinstance(leaf, Leaf) for leaf in item.items):
            group = f"g{len(rows)}"
            joins[group] = item.join
            rows += [_row(len(rows) + n, leaf, group) for n, leaf in enumerate(item.items)]  # type: ignore[arg-type]
        else:
            kept.append(item)
    return Draft(rows, joins, kept)


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
    joins = {name: "any" if data.get(f"join-{name}") == "any" else "all" for name in names}
    kept = []
    for text in data.getlist("kept"):
        try:
            kept.append(vocabulary.read(json.loads(text)))
        except ValueError:
            continue
    return Draft(rows, joins, kept)


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
    items += [Group(draft.joins[name], tuple(group)) for name, group in leaves.items()]  # type: ignore[arg-type]
    whole = Group("all", tuple(items))
    if draft.joins.get("") == "any" and len(items) > 1:
        whole = Group("all", (Group("any", tuple(items)),))
    return whole, replace(draft, rows=rows)


@require_http_methods(["GET", "POST"])
@needs_login
def conditions(request: HttpRequest, key: str) -> HttpResponse:
    record_list = list_named(request, key)
    state = read_state(record_list, request.GET)
    if request.method == "GET":
        draft = draft_of(state.condition)
        draft = draft if draft.rows else draft.more(state.vocabulary, "")
        return _panel(request, record_list, state, draft)
    draft = draft_from(request.POST, state.vocabulary)
    match request.POST.get("do", "apply").split(":"):
        case ["add", group]:
            draft = draft.more(state.vocabulary, group)
        case ["group"]:
            draft = draft.more(state.vocabulary, f"g{request.POST.get('next', '0')[:4]}")
        case ["drop", number]:
            draft = replace(draft, rows=[row for row in draft.rows if str(row.number) != number])
        case ["apply"]:
            condition, draft = condition_of(draft, state.vocabulary)
            if not any(row.error for row in draft.rows):
                url = f"{reverse(record_list.url_name)}?{state.address(condition=condition)}"
                location = {"path": url, "target": "#results", "swap": "outerHTML show:none"}
                headers = {"HX-Location": json.dumps(location), "HX-Trigger": '{"done": true}'}
                return HttpResponse(status=204, headers=headers)
            return _panel(request, record_list, state, draft, status=422)
    return _panel(request, record_list, state, draft)


def _panel(
    request: HttpRequest, record_list: Any, state: ListState, draft: Draft, *, status: int = 200
) -> HttpResponse:
    vocabulary = state.vocabulary
    lines = [_line(row, vocabulary[row.name]) for row in draft.rows]
    groups = [
        {
            "name": name,
            "join": draft.joins.get(name, "all"),
            "lines": [line for line in lines if line["row"].group == name],
        }
        for name in ["", *draft.groups()]
    ]
    context = {
        "list": record_list,
        "groups": groups,
        "fields": [(name, item.label) for name, item in vocabulary.attributes.items()],
        "kept": [(json.dumps(dump(item)), vocabulary.sentence(item)) for item in draft.kept],
        "next": max((row.number for row in draft.rows), default=-1) + 1,
        "url": request.get_full_path(),
        "joins": [("all", _("모두 맞음")), ("any", _("하나라도 맞음"))],
    }
    return render_page(
        request, "workspace/conditions.html", context, fragment="panel", status=status
    )


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
