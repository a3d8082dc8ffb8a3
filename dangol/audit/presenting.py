"""What a line of the logs shows: numbers of customers instead of names, labels instead of names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, DateTimeField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.audit.models import Access, Change
from dangol.audit.registry import subjects
from dangol.codes.models import Code
from dangol.codes.queries import label_of

SHOWN = 3
NOTHING = (None, "", "{}", "[]")


class Whose(NamedTuple):
    """One record of a line: its number and its page."""

    text: str
    url: str


class AccessLine(NamedTuple):
    """An access and the first records it was about."""

    access: Access
    whose: list[Whose]
    rest: int


class FieldChange(NamedTuple):
    """One field of a change, as people call it."""

    label: str
    before: str | None
    after: str | None


class ChangeLine(NamedTuple):
    """A change, the kind and number of its record, and its fields."""

    change: Change
    kind: str
    record: Whose | None
    fields: list[FieldChange]


def access_lines(accesses: Sequence[Access]) -> list[AccessLine]:
    """Lines of the access log; one query per kind of record."""
    numbers = _numbers((row.model, row.record_ids[:SHOWN]) for row in accesses)
    return [
        AccessLine(
            row,
            [_whose(row.model, pk, numbers) for pk in row.record_ids[:SHOWN]],
            max(row.count - SHOWN, 0),
        )
        for row in accesses
    ]


def change_lines(changes: Sequence[Change]) -> list[ChangeLine]:
    """Lines of the change history; one query per kind of record."""
    numbers = _numbers((row.model, [row.record_id] if row.record_id else []) for row in changes)
    return [
        ChangeLine(
            row,
            kind_of(row.model),
            _whose(row.model, row.record_id, numbers) if row.record_id else None,
            field_changes(row),
        )
        for row in changes
    ]


def field_changes(change: Change) -> list[FieldChange]:
    """The fields of a change with their labels, in the order they were given."""
    return [
        FieldChange(label, shown(before), shown(after))
        for name, (before, after) in change.values.items()
        if change.is_blanked or before or after not in NOTHING
        for label, shown in [_reader(change.model, name)]
    ]


def kind_of(label: str) -> str:
    """How people call a kind of record; what is no longer there keeps its label."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


def _reader(model: str, name: str) -> tuple[str, Callable[[str | None], str | None]]:
    """How people call a field, and how they read the texts its values are kept as."""
    try:
        field: Any = apps.get_model(model)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return name, lambda value: value
    label = str(getattr(field, "verbose_name", name))
    if isinstance(field, DateTimeField):
        return label, _seoul
    if field.related_model is Code:
        return label, lambda value: label_of(int(value)) if value and value.isdecimal() else value
    if isinstance(field, BooleanField):
        words = {"True": _("예"), "False": _("아니요")}
    else:
        words = {str(key): str(label) for key, label in getattr(field, "flatchoices", ())}
    return label, lambda value: words.get(value, value) if value else value


def _seoul(value: str | None) -> str | None:
    """A moment as the screens show it; what is none stays as it is."""
    try:
        moment = datetime.fromisoformat(value or "")
    except ValueError:
        return value
    return f"{timezone.localtime(moment):%Y.%m.%d %H:%M}" if moment.tzinfo else value


def _numbers(wanted: Iterable[tuple[str, list[int]]]) -> dict[str, Mapping[int, str]]:
    ids: dict[str, set[int]] = {}
    for model, found in wanted:
        if model in subjects and found:
            ids.setdefault(model, set()).update(found)
    return {model: subjects[model].numbers(found) for model, found in ids.items()}


def _whose(model: str, pk: int, numbers: Mapping[str, Mapping[int, str]]) -> Whose:
    number = numbers.get(model, {}).get(pk)
    if number is None:
        return Whose(f"#{pk}", "")
    url_name = subjects[model].url_name
    return Whose(number, reverse(url_name, args=[pk]) if url_name else "")
