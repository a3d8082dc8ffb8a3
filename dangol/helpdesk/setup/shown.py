"""How settings look in their tables."""

from typing import Any, NamedTuple

from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext as _

from dangol.helpdesk.setup.forms import Kind
from dangol.kit.templatetags import ui

_HIDDEN = ("order", "text")


class Line(NamedTuple):
    """One setting: its cells with their heads, and whether it is still used."""

    pk: int
    name: str
    cells: list[tuple[str, Any]]
    is_active: bool


def columns_of(kind: Kind) -> tuple[list[str], list[Line]]:
    """The heads and rows of a kind of setting, in its order."""
    names = [name for name in kind.fields if name not in (*_HIDDEN, "is_active")]
    fields: list[Any] = [kind.model._meta.get_field(name) for name in names]
    related = [field.name for field in fields if field.many_to_one or field.one_to_one]
    many = [field.name for field in fields if field.many_to_many]
    rows = kind.model._default_manager.select_related(*related).prefetch_related(*many)
    order = [name for name in ("order", "team", "pk") if name == "pk" or name in kind.fields]
    lines = [
        Line(
            row.pk, str(row), [(str(field.verbose_name), _cell(row, field)) for field in fields],
            getattr(row, "is_active", True),
        )
        for row in rows.order_by(*order)
    ]  # fmt: skip
    return [str(field.verbose_name) for field in fields], lines


def _cell(row: models.Model, field: Any) -> Any:
    if field.many_to_many:
        return ", ".join(str(one) for one in getattr(row, field.name).all()) or ui.DASH
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return _("예") if value else ui.DASH
    if field.name == "color":
        return format_html('<span class="badge {}">{}</span>', value, row.get_color_display())  # type: ignore[attr-defined]
    if field.choices and value not in (None, ""):
        return getattr(row, f"get_{field.name}_display")()
    return ui.DASH if value in (None, "") else value
