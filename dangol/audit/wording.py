"""Columns of JSON in the change history: told in the words of the screens, part by part."""

from ast import literal_eval
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from django.db.models import JSONField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.audit.registry import Wording, wordings
from dangol.codes.custom import shown_value
from dangol.codes.memory import remembered
from dangol.codes.models import Preference
from dangol.codes.preferences import Option, pages
from dangol.codes.queries import custom_fields

CUSTOM = "custom"
LARGEST = 200_000  # characters that are read; more is no list of settings
Parts = Mapping[str, str]


def is_worded(model: str, field: Any) -> bool:
    """Whether a column is told by its parts, or in words of its app."""
    return isinstance(field, JSONField) or (
        field is not None and f"{model}.{field.name}" in wordings
    )


def told_parts(model: str, name: str, label: str, record_id: int | None) -> Callable[[Any], Parts]:
    """Reads the text a JSON column is kept as: what its parts are called, and what they say.

    What nobody has words for, and is no text of a list or of names and values, stays as it is.
    """
    key = f"{model}.{name}"
    wording = wordings[key] if key in wordings else _OWN.get(name, Wording())
    label = str(wording.label or label)

    def read(text: str | None) -> Parts:
        if not text:
            return {}
        try:
            value = literal_eval(text[:LARGEST])
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = text
            if wording.said is None:
                return {label: text}
        try:
            said = wording.said(value, model, record_id) if wording.said else _named(value, label)
        except (AttributeError, KeyError, TypeError, ValueError):  # kept in the shape of long ago
            said = _named(value, label)
        return {label: said} if isinstance(said, str) else said

    return read


def plain(value: Any) -> str:
    """A value as people write it down: nothing for nothing, a list by commas."""
    match value:
        case None:
            return ""
        case bool():
            return _("예") if value else _("아니요")
        case list() | tuple():
            return ", ".join(filter(None, map(plain, value)))
        case dict():
            return " · ".join(f"{key} {said}" for key, one in value.items() if (said := plain(one)))
    return str(value)


def _named(value: Any, label: str) -> str | Parts:
    if not (isinstance(value, dict) and label):
        return plain(value)
    return {f"{label} · {key}": said for key, one in value.items() if (said := plain(one))}


def _custom(value: Any, model: str, record_id: int | None) -> str | Parts:
    """The office's own fields, by the names it gave them."""
    known = {field.key: field for field in custom_fields(model, retired=True)}
    return {
        known[key].label if key in known else key: plain(
            shown_value(known[key], one) if key in known else one
        )
        for key, one in dict(value).items()
    }


def _preference(value: Any, model: str, record_id: int | None) -> str | Parts:
    """Settings, as their page asks for them; those the page hides are left out."""
    name = _preference_names().get(record_id or 0, "")
    asked: dict[str, Option] = {
        item.name: item.metadata["option"]
        for item in (fields(pages[name].kind) if name in pages else ())
        if "option" in item.metadata
    }
    return {
        str(asked[key].label): _chosen(asked[key], one)
        for key, one in dict(value).items()
        if key in asked and not asked[key].hidden
    }


def _chosen(option: Option, value: Any) -> str:
    labels = {key: str(label) for key, label in option.choices}
    many = value if isinstance(value, list) else [value]
    said = ", ".join(labels.get(one, plain(one)) for one in many)
    return f"{said}{option.unit}" if said and option.unit else said


@remembered
def _preference_names() -> dict[int, str]:
    return dict(Preference.objects.values_list("pk", "name"))


_OWN = {CUSTOM: Wording(gettext_lazy("추가 항목"), _custom)}
wordings.add("codes.preference.values")(Wording(said=_preference))
wordings.add("codes.preference.name")(
    Wording(said=lambda name, *_about: str(pages[name].label) if name in pages else name)
)
