"""How figures look: cells with their text, colour and link, ready for the template."""

from dataclasses import replace
from typing import Any, NamedTuple

from django.apps import apps
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dangol.kit.templatetags.ui import DASH, won
from dangol.workspace.reports.charts import draw, spark
from dangol.workspace.reports.shape import (
    HEAT,
    Cell,
    Comparison,
    Figure,
    Figures,
    Group,
    Measure,
    Row,
    Table,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLORS = 6


class ShownCell(NamedTuple):
    """`heat` is a percentage of the colour, "" for none; `is_first` begins a group."""

    text: Any
    url: str = ""
    kind: str = ""
    heat: str = ""
    change: str = ""


class ShownRow(NamedTuple):
    label: str
    url: str
    cells: list[ShownCell]
    is_total: bool = False


class ShownTable(NamedTuple):
    table: Table
    rows: list[ShownRow]
    heads: list[tuple[str, str]]
    is_grouped: bool
    says: str


class Legend(NamedTuple):
    name: str
    color: int


def shown_tables(figures: Figures, *, as_list: bool) -> list[ShownTable]:
    """The tables as a page shows them; as a list, one line for each row and column group."""
    tables = [_unfolded(table) if as_list else table for table in figures.tables]
    return [_shown(table) for table in tables]


def _shown(table: Table) -> ShownTable:
    kinds = _kinds(table)
    hottest = _hottest(table)
    rows = [
        ShownRow(
            row.label,
            row.url,
            [
                _cell(cell, measure, kind, hottest if row is not table.total else 0, row.label)
                for cell, measure, kind in zip(row.cells, table.measures, kinds, strict=True)
            ],
            row is table.total,
        )
        for row in table.lines
    ]
    heads = [(m.label, kind) for m, kind in zip(table.measures, kinds, strict=True)]
    return ShownTable(table, rows, heads, table.is_grouped, table.title or table.head)


def _kinds(table: Table) -> list[str]:
    """The class of each column: right for figures, a line before a group."""
    kinds = []
    for group in table.groups:
        for n, measure in enumerate(group.measures):
            begins = "g" if n == 0 and table.is_grouped else ""
            side = "" if measure.unit in ("text", "trend") else "r"
            kinds.append(" ".join(filter(None, (side, begins))))
    return kinds


def _hottest(table: Table) -> float:
    values = (
        cell.value
        for row in table.rows
        for cell, measure in zip(row.cells, table.measures, strict=True)
        if measure.heat and isinstance(cell.value, int | float)
    )
    return max(values, default=0)


def _cell(cell: Cell, measure: Measure, kind: str, hottest: float, label: str) -> ShownCell:
    value = cell.value
    if isinstance(value, list):
        return ShownCell(spark(value, says=f"{label} {measure.label}"), "", kind)
    heat = ""
    if measure.heat and hottest and isinstance(value, int | float):
        kind, heat = f"{kind} heat", f"{value * HEAT / hottest:.0f}%"
    if value == 0:
        kind = f"{kind} zero"
    return ShownCell(text_of(value, measure.unit), cell.url, kind, heat)


def text_of(value: Figure, unit: str) -> str:
    """A figure as people read it; none is a dash."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    match unit:
        case "won":
            return won(value)
        case "percent":
            return f"{_places(value)}%"
        case "score":
            return _places(value).removesuffix(".0")
    return f"{value:,g}" if isinstance(value, float) and value < 1_000_000 else f"{value:,.0f}"


def _places(value: float) -> str:
    """One place, or two where a report gives two: 50.0, 63.15."""
    text = f"{value:,.2f}"
    return text.removesuffix("0") if text.endswith("0") else text


def _unfolded(table: Table) -> Table:
    """One line for each row and group with the same columns under one head; plain tables stay."""
    shapes = {tuple(m.key for m in group.measures) for group in table.groups}
    if not table.is_grouped or len(shapes) != 1:
        return table
    lines = []
    for row in table.rows:
        place = 0
        for group in table.groups:
            cells = row.cells[place : place + len(group.measures)]
            place += len(group.measures)
            if any(cell.value for cell in cells):
                lines.append(
                    Row(f"{row.key}:{group.key}", row.label, (Cell(group.label), *cells), row.url)
                )
    first = table.groups[0]
    measures = (
        Measure("group", _("구분"), "text"),
        *(replace(m, heat=False) for m in first.measures),
    )
    return replace(table, groups=(Group("", "", measures),), rows=tuple(lines), total=None)


def chart_of(figures: Figures) -> dict[str, Any] | None:
    """The drawing, its title and legend; None without a chart or without anything in it."""
    chart = figures.chart
    if chart is None or not any(any(line) for _name, line in chart.series):
        return None
    legend = [Legend(name, n % COLORS or COLORS) for n, (name, _l) in enumerate(chart.series, 1)]
    drawing: SafeString = draw(chart, says=figures.sentence)
    return {"title": chart.title, "svg": drawing, "legend": legend if len(legend) > 1 else []}


def shown_comparison(found: Comparison) -> ShownTable:
    """A table of now with what changed since then under each figure."""
    kinds = _kinds(found.table)
    rows = []
    for row, differences in found.lines:
        cells = [
            ShownCell(
                text_of(difference.now, measure.unit),
                cell.url,
                kind,
                change=_change(difference.change, measure.unit),
            )
            for cell, difference, measure, kind in zip(
                row.cells, differences, found.table.measures, kinds, strict=True
            )
            if not isinstance(cell.value, list)
        ]
        rows.append(ShownRow(row.label, row.url, cells, row.key == "total"))
    trends = [m.unit == "trend" for m in found.table.measures]
    heads = [
        (m.label, kind)
        for m, kind, trend in zip(found.table.measures, kinds, trends, strict=True)
        if not trend
    ]
    title = found.table.title or found.table.head
    return ShownTable(found.table, rows, heads, found.table.is_grouped and not any(trends), title)


def _change(change: int | float | None, unit: str) -> str:
    if not change:
        return ""
    sign = "+" if change > 0 else "−"
    return f"{sign}{text_of(abs(change), unit)}"


def model_of(figures: Figures) -> type[Any]:
    """The kind of record the rows are about."""
    return apps.get_model(figures.model)


def download(body: bytes, name: str, kind: str) -> HttpResponse:
    """A file the browser keeps; Hangul in its name arrives whole (RFC 6266)."""
    response = HttpResponse(
        body, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, name.replace("/", "-"))
    return response
