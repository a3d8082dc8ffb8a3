"""What a line of the logs shows: numbers of customers instead of names, labels instead of names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeGuard

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, DateTimeField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.audit.models import Access, Change
from dangol.audit.registry import subjects
from dangol.audit.wording import is_worded, told_parts
from dangol.codes.models import Code
from dangol.codes.queries import label_of

SHOWN = 3
NOTHING = (None, "", "{}", "[]")
Names = Mapping[Any, Mapping[int, str]]


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
    names = _names(changes)
    return [
        ChangeLine(
            row,
            kind_of(row.model),
            _whose(row.model, row.record_id, numbers) if row.record_id else None,
            field_changes(row, names),
        )
        for row in changes
    ]


def field_changes(change: Change, names: Names | None = None) -> list[FieldChange]:
    """The fields of a change with their labels, in the order they were given.

    People and settings that a column points at are told by name, whose data it is by number;
    `names` are those known already. Of a column of JSON each part that changed is told; columns no
    screen has a name for are not.
    """
    names = _names([change]) if names is None else names
    found: list[FieldChange] = []
    for name, (before, after) in change.values.items():
        if not (change.is_blanked or before or after not in NOTHING):
            continue
        field = _field(change.model, name)
        if not change.is_blanked and is_worded(change.model, field):
            found += _parts(change, field, before, after)
        elif label := _label(field, name):
            shown = _reader(field, names)
            found.append(FieldChange(label, shown(before), shown(after)))
    return found


def _parts(change: Change, field: Any, before: Any, after: Any) -> list[FieldChange]:
    read = told_parts(change.model, field.name, _label(field, field.name), change.record_id)
    was, now = read(before), read(after)
    return [
        FieldChange(label, was.get(label), now.get(label))
        for label in {**was, **now}
        if label and (was.get(label) or "") != (now.get(label) or "")
    ]


def kind_of(label: str) -> str:
    """How people call a kind of record; what is no longer there keeps its label."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


def _field(model: str, name: str) -> Any:
    """The column of a kind of record; None for one that is no longer there."""
    try:
        return apps.get_model(model)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return None


def _label(field: Any, name: str) -> str:
    """How people call a field; one nobody named is called as what it points at, or not at all."""
    if field is None:
        return name
    label = getattr(field, "verbose_name", "")
    if label != name.replace("_", " "):
        return str(label)
    return str(field.related_model._meta.verbose_name) if field.related_model else ""


def _reader(field: Any, known: Names) -> Callable[[str | None], str | None]:
    """How people read the texts the values of a field are kept as."""
    if field is None:
        return lambda value: value
    if names := known.get(field.related_model):
        return lambda value: names.get(int(value), value) if _is_id(value) else value
    if isinstance(field, DateTimeField):
        return _seoul
    if field.related_model is Code:
        return lambda value: label_of(int(value)) if value and value.isdecimal() else value
    if isinstance(field, BooleanField):
        words = {"True": _("예"), "False": _("아니요")}
    else:
        words = {str(key): str(label) for key, label in getattr(field, "flatchoices", ())}
    return lambda value: words.get(value, value) if value else value


def _names(changes: Sequence[Change]) -> Names:
    """What the columns of some changes point at; one query for each kind of record."""
    wanted: dict[Any, set[int]] = {}
    for change in changes:
        for name, values in change.values.items():
            field = _field(change.model, name)
            if field is not None and field.related_model:
                ids = {int(value) for value in values if _is_id(value)}
                wanted.setdefault(field.related_model, set()).update(ids)
    return {model: _called(model, ids) for model, ids in wanted.items() if ids}


def _called(model: Any, ids: set[int]) -> Mapping[int, str]:
    """Whose data it is by number; staff, and settings (whose names are unique), by name."""
    if (subject := model._meta.label_lower) in subjects:
        return subjects[subject].numbers(ids)
    name = next((one for one in model._meta.concrete_fields if one.name == "name"), None)
    if name is None or not (name.unique or model is User):
        return {}
    return dict(model._base_manager.filter(pk__in=ids).values_list("pk", "name"))


def _is_id(value: str | None) -> TypeGuard[str]:
    return bool(value and value.isascii() and value.isdecimal() and len(value) < 19)


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
