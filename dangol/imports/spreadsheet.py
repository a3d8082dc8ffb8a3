"""Turn one sheet of an Excel file into CSV; run as a child process that may die alone.

A workbook has to be read whole, and a few bytes of it can ask for all memory there is (one cell in
the last corner of a sheet). So a process with hard limits reads it, without Django, and everything
after that streams text.
"""

import csv
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

MEMORY_LIMIT = 1_500_000_000
CPU_SECONDS = 300


def main(source: str, target: str, wanted: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        answer = convert(source, target, wanted)
    except PasswordError:
        answer = {"error": "password"}
    except (CalamineError, OSError, ValueError):
        answer = {"error": "broken"}
    except MemoryError:
        answer = {"error": "large"}
    json.dump(answer, sys.stdout)


def convert(source: str, target: str, wanted: str) -> dict[str, Any]:
    """Write the wanted sheet, else the visible one with most cells; answer with what there is."""
    book = CalamineWorkbook.from_path(source)
    names = [s.name for s in book.sheets_metadata if "WorkSheet" in str(s.typ)]
    if not names:
        return {"error": "broken"}
    name = wanted if wanted in names else _fullest(book, names)
    with open(target, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123
        csv.writer(file).writerows(_rows(book, name))
    return {"sheets": names, "sheet": name}


def _fullest(book: CalamineWorkbook, names: list[str]) -> str:
    sizes = {}
    for name in names[:20]:
        sheet = book.get_sheet_by_name(name)
        sizes[name] = sheet.height * sheet.width
    return max(sizes, key=lambda name: sizes[name])


def _rows(book: CalamineWorkbook, name: str) -> Iterator[list[str]]:
    """Text of every row; a value merged over several rows stands in each of them."""
    sheet = book.get_sheet_by_name(name)
    tall = _tall_merges(sheet)
    held: dict[int, tuple[int, str]] = {}
    for number, values in enumerate(sheet.iter_rows()):
        cells = [text(value) for value in values]
        for column, last in tall.get(number, ()):
            if column < len(cells):
                held[column] = (last, cells[column])
        for column, (last, value) in held.items():
            if number <= last and not cells[column]:
                cells[column] = value
        yield cells


def _tall_merges(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Merged ranges more than one row high, by their first row; empty first columns are cut."""
    first = (sheet.start or (0, 0))[1]
    tall: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            tall.setdefault(top, []).append((left - first, bottom))
    return tall


def text(value: Any) -> str:
    """A cell as a person would type it: whole numbers without ".0", days and moments as ISO."""
    match value:
        case str():
            return value
        case bool():
            return "Y" if value else "N"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return "" if value is None else str(value)


if __name__ == "__main__":
    main(*sys.argv[1:4])
