"""What a report answers with: tables of figures, a chart and one sentence that reads them.

Everything here is plain values, so that a snapshot keeps it as JSON and opens it years later.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

HEAT = 46
MOST_SHOWN = 200  # rows of a table on a page

Figure = int | float | str | list[float] | None


@dataclass(frozen=True)
class Measure:
    """One column: `unit` is count, minutes, won, percent, score, text or trend (a small line).

    A measure with `heat` colours its cells by their size.
    """

    key: str
    label: str
    unit: str = "count"
    heat: bool = False


@dataclass(frozen=True)
class Group:
    """Columns under one head; without a label, columns that stand alone."""

    key: str
    label: str
    measures: tuple[Measure, ...]


class Cell(NamedTuple):
    """One figure and the address of the rows behind it."""

    value: Figure
    url: str = ""


@dataclass(frozen=True)
class Row:
    """One line; `cells` in the order of the measures. `subject` is the person it is about."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    url: str = ""
    subject: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows under one or two lines of heads. `head` names the rows, `head_key` in the API."""

    key: str
    title: str
    head: str
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""
    head_key: str = "row"

    @property
    def measures(self) -> list[Measure]:
        return [measure for group in self.groups for measure in group.measures]

    @property
    def column_keys(self) -> list[str]:
        """A name for each column: `phone_minutes`, or `count` where it stands alone."""
        return [
            f"{group.key}_{measure.key}" if group.key else measure.key
            for group in self.groups
            for measure in group.measures
        ]

    @property
    def column_labels(self) -> list[str]:
        return [
            f"{group.label} {measure.label}".strip()
            for group in self.groups
            for measure in group.measures
        ]

    @property
    def is_grouped(self) -> bool:
        return any(group.label for group in self.groups)

    @property
    def lines(self) -> tuple[Row, ...]:
        """The rows and the total, as a file has them."""
        return (*self.rows, self.total) if self.total else self.rows


@dataclass(frozen=True)
class Chart:
    """Bars (stacked, one per label) or lines over the labels; `target` is a thin line."""

    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    kind: str = "bars"
    unit: str = ""
    target: float | None = None


@dataclass(frozen=True)
class Figures:
    """The whole answer of a report. `model` is what the rows' subjects are (`app.model`)."""

    tables: tuple[Table, ...]
    sentence: str = ""
    chart: Chart | None = None
    notes: tuple[str, ...] = ()
    model: str = ""

    @property
    def subjects(self) -> list[int]:
        """The people whose data the figures show, for the access log."""
        found = {row.subject for table in self.tables for row in table.rows if row.subject}
        return sorted(found)


def for_page(figures: Figures) -> Figures:
    """With as many rows of each table as one reads on a page; files and the API have all."""
    return replace(figures, tables=tuple(map(_cut, figures.tables)))


def _cut(table: Table) -> Table:
    if (rows := len(table.rows)) <= MOST_SHOWN:
        return table
    text = _("%(shown)s줄만 보입니다. 모두 %(rows)s줄은 내보내기에서 받습니다.")
    said = text % {"shown": f"{MOST_SHOWN:,}", "rows": f"{rows:,}"}
    return replace(table, rows=table.rows[:MOST_SHOWN], note=f"{said} {table.note}".strip())


def flat_figures(columns: dict[str, str], rows: Sequence[dict[str, Any]]) -> Figures:
    """One plain table from rows by name; the first column names the rows."""
    (first, head), *rest = columns.items()
    measures = tuple(Measure(key, label, "text") for key, label in rest)
    lines = tuple(
        Row(str(n), str(row.get(first) or ""), tuple(Cell(row.get(key)) for key, _label in rest))
        for n, row in enumerate(rows)
    )
    groups = (Group("", "", measures),)
    return Figures((Table("rows", "", head, groups, lines, head_key=first),))


def total_of(rows: Sequence[Row], *, label: str = "", urls: Sequence[str] = ()) -> Row:
    """A line that adds the rows up column by column; a column without figures stays empty."""
    width = len(rows[0].cells) if rows else 0
    cells = []
    for n in range(width):
        values: list[Any] = [row.cells[n].value for row in rows]
        given = [value for value in values if isinstance(value, int | float)]
        cells.append(Cell(sum(given) if given else None, urls[n] if urls else ""))
    return Row("total", label or _("합계"), tuple(cells))


def to_json(figures: Figures) -> dict[str, Any]:
    """Figures as a snapshot stores them."""
    return asdict(figures)


def from_json(stored: dict[str, Any]) -> Figures:
    """Figures from what a snapshot stored, also from one an older version made."""
    chart = stored.get("chart")
    return Figures(
        tables=tuple(map(_table, stored.get("tables", ()))),
        sentence=stored.get("sentence", ""),
        chart=_chart(chart) if chart else None,
        notes=tuple(stored.get("notes", ())),
        model=stored.get("model", ""),
    )


def _table(stored: dict[str, Any]) -> Table:
    known = _known(Table, stored)
    known["groups"] = tuple(
        Group(group["key"], group["label"], tuple(Measure(**m) for m in group["measures"]))
        for group in stored["groups"]
    )
    known["rows"] = tuple(map(_row, stored["rows"]))
    known["total"] = _row(stored["total"]) if stored.get("total") else None
    return Table(**known)


def _row(stored: dict[str, Any]) -> Row:
    cells = tuple(Cell(value, url) for value, url in stored["cells"])
    return Row(**{**_known(Row, stored), "cells": cells})


def _chart(stored: dict[str, Any]) -> Chart:
    series = tuple((name, tuple(values)) for name, values in stored["series"])
    return Chart(**{**_known(Chart, stored), "labels": tuple(stored["labels"]), "series": series})


def _known(kind: type[Any], stored: dict[str, Any]) -> dict[str, Any]:
    names = {item.name for item in fields(kind)}
    return {name: value for name, value in stored.items() if name in names}


@dataclass(frozen=True)
class Difference:
    """One cell then and now."""

    then: Figure
    now: Figure

    @property
    def change(self) -> int | float | None:
        """Now minus then; None where either is no number."""
        if isinstance(self.then, int | float) and isinstance(self.now, int | float):
            return round(self.now - self.then, 4)
        return None


@dataclass(frozen=True)
class Comparison:
    """A table as it was beside as it is; rows that came or went are empty on the other side."""

    table: Table
    lines: list[tuple[Row, list[Difference]]] = field(default_factory=list)


def compared(then: Figures, now: Figures) -> Iterator[Comparison]:
    """Each table of now with what stood there then, matched by the keys of rows and columns."""
    before = {table.key: table for table in then.tables}
    for table in now.tables:
        old = before.get(table.key)
        rows = _lines_by_key(old) if old else {}
        places = {key: n for n, key in enumerate(old.column_keys)} if old else {}
        found = Comparison(table)
        for row in table.lines:
            found.lines.append((row, _differences(table, row, rows.pop(row.key, None), places)))
        for gone in rows.values():
            empty = Row(gone.key, gone.label, tuple(Cell(None) for _m in table.measures))
            found.lines.append((empty, _differences(table, empty, gone, places)))
        yield found


def _lines_by_key(table: Table) -> dict[str, Row]:
    return {row.key: row for row in table.lines}


def _differences(
    table: Table, row: Row, old: Row | None, places: dict[str, int]
) -> list[Difference]:
    found = []
    for key, cell in zip(table.column_keys, row.cells, strict=True):
        place = places.get(key)
        then = old.cells[place].value if old and place is not None else None
        found.append(Difference(then, cell.value))
    return found
