"""Reports as files: a sheet for each table with both lines of heads, or one CSV."""

from io import BytesIO
from typing import Any

from dangol.workspace.lists.export import CsvWriter
from dangol.workspace.reports.shape import Figure, Figures, Table

NUMBER_FORMATS = {"won": "₩#,##0", "percent": '0.0#"%"', "score": "0.0#"}
SHEET_NAME = 31


def write_xlsx(title: str, said: list[tuple[str, str]], figures: Figures) -> bytes:
    """A workbook whose first lines say what was asked; texts never run as formulas."""
    import xlsxwriter  # noqa: PLC0415 - a quarter of a second that few processes need

    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "align": "center", "border": 1}),
        "total": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.##"}),
        "count": book.add_format({"num_format": "#,##0"}),
    }
    for unit, form in NUMBER_FORMATS.items():
        looks[unit] = book.add_format({"num_format": form})
    for n, table in enumerate(figures.tables):
        name = "".join(letter for letter in table.title or title if letter not in "[]:*?/\\'")
        sheet = book.add_worksheet(f"{n + 1}. {name}"[:SHEET_NAME])
        _sheet(sheet, table.title or title, said, figures, table, looks)
    book.close()
    return file.getvalue()


def _sheet(
    sheet: Any,
    title: str,
    said: list[tuple[str, str]],
    figures: Figures,
    table: Table,
    looks: dict[str, Any],
) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, max(len(table.measures), 1), 11)
    sheet.write_string(0, 0, title, looks["title"])
    line = 1
    for label, words in said:
        sheet.write_string(line, 0, f"{label}: {words}")
        line += 1
    line = _heads(sheet, line + 1, table, looks)
    sheet.freeze_panes(line, 1)
    for row in table.lines:
        look = looks["total"] if row is table.total else None
        sheet.write_string(line, 0, row.label, look)
        for n, (cell, measure) in enumerate(zip(row.cells, table.measures, strict=True), 1):
            _write(sheet, line, n, cell.value, look or looks.get(measure.unit, looks["count"]))
        line += 1
    for note in filter(None, (table.note, figures.sentence, *figures.notes)):
        sheet.write_string(line + 1, 0, note)
        line += 1


def _heads(sheet: Any, line: int, table: Table, looks: dict[str, Any]) -> int:
    """One line of heads, or two with the groups above; returns the line after."""
    if not table.is_grouped:
        sheet.write_string(line, 0, table.head, looks["head"])
        for n, measure in enumerate(table.measures, 1):
            sheet.write_string(line, n, measure.label, looks["head"])
        return line + 1
    sheet.merge_range(line, 0, line + 1, 0, table.head, looks["head"])
    column = 1
    for group in table.groups:
        last = column + len(group.measures) - 1
        if last > column:
            sheet.merge_range(line, column, line, last, group.label, looks["head"])
        else:
            sheet.write_string(line, column, group.label, looks["head"])
        for measure in group.measures:
            sheet.write_string(line + 1, column, measure.label, looks["head"])
            column += 1
    return line + 2


def _write(sheet: Any, line: int, column: int, value: Figure, look: Any) -> None:
    if isinstance(value, int | float):
        sheet.write_number(line, column, value, look)
    elif isinstance(value, str):
        sheet.write_string(line, column, value)


def write_csv(title: str, said: list[tuple[str, str]], figures: Figures) -> bytes:
    """All tables under each other, as Excel opens it."""
    file = BytesIO()
    writer = CsvWriter(file, "utf-8-sig")
    writer.lines([[title], *([label, words] for label, words in said)])
    for table in figures.tables:
        writer.lines([[], [table.title], [table.head, *table.column_labels]])
        writer.lines(
            [
                [row.label, *("" if _is_left_out(cell.value) else cell.value for cell in row.cells)]
                for row in table.lines
            ]
        )
    writer.lines([[], *([note] for note in (figures.sentence, *figures.notes) if note)])
    return file.getvalue()


def _is_left_out(value: Figure) -> bool:
    return value is None or isinstance(value, list)
