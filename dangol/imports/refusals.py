"""Give refused rows back: the columns as they came, and why, to be put right and brought again."""

import csv
from collections.abc import Iterator
from typing import IO, Any

import xlsxwriter
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


def write_csv(run: Import, file: IO[str]) -> None:
    """For a text stream in UTF-8 with BOM; cells that would run as formulas are disarmed."""
    csv.writer(file).writerows([_disarmed(cell) for cell in row] for row in rows(run))


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
