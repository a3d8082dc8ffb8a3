"""An office's own fields (codes.CustomField) as columns and attributes of every list."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from dangol.codes.custom import shown_value
from dangol.codes.models import CustomField
from dangol.codes.queries import custom_fields
from dangol.kit.conditions import (
    Attribute,
    Choice,
    Choices,
    Date,
    Number,
    Option,
    Options,
    Person,
    Text,
    Won,
    YesNo,
)
from dangol.kit.lists import Column, Look
from dangol.kit.lists.records import Custom
from dangol.kit.templatetags import ui
from dangol.workspace.queries import people

PLAIN: dict[str, type[Attribute]] = {
    "text": Text,
    "long_text": Text,
    "link": Text,
    "number": Number,
    "won": Won,
    "date": Date,
    "yes_no": YesNo,
}


def custom_of(record: str) -> Custom:
    """The own fields of `app.model`; kept in the process by codes, so this costs no query."""
    fields = custom_fields(record)
    return Custom([_column(field) for field in fields], [_attribute(field) for field in fields])


def own_facts(row: Any) -> list[tuple[str, Any]]:
    """The office's own fields of a record with their values, those that have one."""
    fields = custom_fields(row._meta.label_lower)
    given = [(field, row.custom[field.key]) for field in fields if field.key in row.custom]
    return [(field.label, _show(field)(value)) for field, value in given]


def _attribute(field: CustomField) -> Attribute:
    name, path = f"custom_{field.key}", f"custom__{field.key}"
    match field.kind:
        case "choice":
            return Choice(name, field.label, path, json=True, options=_choices(field))
        case "choices":
            return Choices(name, field.label, path, json=True, options=_choices(field))
        case "person":
            return Person(name, field.label, path, json=True, options=people)
    return PLAIN[field.kind](name, field.label, path, json=True)


def _choices(field: CustomField) -> Options:
    return lambda: [Option(choice["key"], choice["label"]) for choice in field.choices]


def _column(field: CustomField) -> Column:
    show = _show(field)
    return Column(
        f"custom_{field.key}",
        field.label,
        cell=partial(_cell, field.key, show),
        reads=("custom",),
        value="custom",
        text=partial(_exported, field.key, str if field.kind in ("number", "won") else show),
        align="r num" if field.kind in ("number", "won") else "",
    )


def _cell(key: str, show: Callable[[Any], Any], row: Any, look: Look) -> Any:
    value = row.custom.get(key)
    return ui.DASH if value is None or value in ("", []) else show(value)


def _exported(key: str, show: Callable[[Any], Any], values: dict[str, Any]) -> Any:
    value = values.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and show is str:
        return value
    return "" if value is None or value in ("", []) else show(value)


def _show(field: CustomField) -> Callable[[Any], Any]:
    match field.kind:
        case "won":
            return ui.won
        case "number":
            return "{:,}".format
        case "date":
            return _day
        case "yes_no":
            return YesNo("", "").value_text
        case "choice" | "choices":
            return partial(shown_value, field)
        case "person":
            return _person
    return str


def _day(value: Any) -> str:
    return ui.day(date.fromisoformat(value)) if value else ""


def _person(value: Any) -> str:
    return next((str(option.label) for option in people() if option.value == str(value)), "")
