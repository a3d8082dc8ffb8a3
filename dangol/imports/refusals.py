"""Give refused rows back: the columns as they came, and why, to be put right and brought again."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from dangol.imports.models import Import

EXCEL_ROWS = 1_048_575
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(run: Import) -> Iterator[list[str]]:
    """The header, then each refused row with its number and reasons behind its own cells."""
    names: list[str] = run.columns
    yield [*names, _("줄"), _("사유")]
    for row, cells, reasons in (
        run.refusals.order_by("row").values_list("row", "cells", "reasons").iterator(2_000)
    ):
        padded = [*cells, *[""] * (len(names) - len(cells))][: len(names)]
        yield [*padded, str(row), " / ".join(_reasons(names, reasons))]


def _reasons(names: list[str], reasons: dict[str, str]) -> Iterator[str]:
    for column, text in reasons.items():
        place = int(column)
        yield f"{names[place]}: {text}" if 0 <= place < len(names) else text


def csv_lines(run: Import) -> Iterator[str]:
    """Lines of CSV, a BOM first so that Excel reads UTF-8; cells that would run are disarmed."""
    yield "\ufeff"
    line = io.StringIO()
    writer = csv.writer(line)
    for row in rows(run):
        writer.writerow([_disarmed(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def write_csv(run: Import, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(run))


def first(run: Import, count: int = 20) -> list[dict[str, Any]]:
    """Some refused rows for the page: their number, their reasons, a few cells."""
    found = run.refusals.order_by("row").values_list("row", "cells", "reasons")[:count]
    return [
        {
            "row": row,
            "cells": ", ".join(cell for cell in cells if cell)[:120],
            "reasons": list(_reasons(run.columns, reasons)),
        }
        for row, cells, reasons in found
    ]


def disposition(name: str) -> str:
    """A download name in Korean for every browser (RFC 6266)."""
    return content_disposition_header(as_attachment=True, filename=name) or ""


def _disarmed(cell: str) -> str:
    """A leading quote stops Excel from running a cell; plain phone numbers stay as they are."""
    if (
        cell.startswith(_FORMULA)
        and not cell.lstrip("+-").replace("-", "").replace(" ", "").isdigit()
    ):
        return f"'{cell}"
    return cell


def write_xlsx(run: Import, file: IO[bytes]) -> None:
    """The same as a workbook of texts, so that no zero is lost; wrong cells are red."""
    import xlsxwriter  # noqa: PLC0415 - a quarter of a second that few processes need

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(_("거절된 줄"))
    bold: Any = book.add_format({"bold": True})
    for number, row in enumerate(rows(run)):
        if number > EXCEL_ROWS:
            break
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell[:32_767], None if number else bold)
    book.close()
