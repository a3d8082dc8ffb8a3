"""Several rows of inputs under one name, such as the phones of a customer."""

from collections.abc import Callable
from typing import Any

from django import forms

MOST_ROWS = 30


class Rows(forms.Widget):
    """Several rows of inputs under one name: `phones-value`, `phones-use`, `phones-main`."""

    def __init__(self, columns: tuple[str, ...], uses: Any) -> None:
        super().__init__()
        self.columns = columns
        self.uses = uses

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        lists = {column: data.getlist(f"{name}-{column}")[:MOST_ROWS] for column in self.columns}
        rows = data.getlist(f"{name}-row")[:MOST_ROWS]
        main = data.get(f"{name}-main", "")
        return [
            {
                **{
                    column: values[place] for column, values in lists.items() if place < len(values)
                },
                "row": row,
                "is_main": row == main,
            }
            for place, row in enumerate(rows)
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-row" not in data


class RowsField(forms.Field):
    """A list of mappings; rows without a value are left out when cleaned.

    `reads` tells a right value from a wrong one, to point at the wrong rows.
    """

    def __init__(
        self,
        columns: tuple[str, ...],
        uses: Any,
        reads: Callable[[str], object] = lambda _text: None,
        **options: Any,
    ) -> None:
        super().__init__(widget=Rows(columns, uses), required=False, **options)
        self.reads = reads

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = super().clean(value) or []
        typed = self.widget.columns
        return [row for row in rows if any(str(row.get(name, "")).strip() for name in typed[1:])]


def rows_shown(field: forms.BoundField) -> list[dict[str, Any]]:
    """The rows as typed or stored, the wrong ones marked; one empty row when there is none."""
    rows = [
        {**row, "row": row.get("row") or str(place), "is_wrong": _is_wrong(field, row)}
        for place, row in enumerate(field.value() or [])
    ]
    return rows or [{"row": "0", "is_main": True}]


def _is_wrong(field: forms.BoundField, row: dict[str, Any]) -> bool:
    typed = str(row.get("value") or row.get("text") or "").strip()
    return bool(field.errors and typed) and not field.field.reads(typed)  # type: ignore[attr-defined]
