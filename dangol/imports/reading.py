"""Read a table of text row by row: where its header is, which rows are data, in flat memory."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from dangol.imports.decoding import delimiter_of, encoding_of, sample
from dangol.imports.errors import FileProblem
from dangol.imports.synonyms import TOTAL

MAX_COLUMNS = 300
MAX_CELL = 200_000
HEAD_ROWS = 30

_spaces = re.compile(r"\s+")
_value = re.compile(r"@|\d{5}|^[\d\s.,:/()+-]+$|^https?:|\d{4}[-./]\d")


@dataclass(frozen=True)
class Layout:
    """How the table lies in its file. The person may correct every part of it."""

    encoding: str = "utf-8-sig"
    delimiter: str = ","
    header_row: int = 1
    header_rows: int = 1
    skip_totals: bool = True

    @property
    def first_data_row(self) -> int:
        return self.header_row + (self.header_rows if self.header_row else 1)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Row(NamedTuple):
    """One row of data and its number as Excel shows it."""

    number: int
    cells: list[str]


def layout_of(file: BinaryIO, is_known: Callable[[str], bool]) -> Layout:
    """Recognise encoding, delimiter and header; `is_known` says whether a word names a field."""
    encoding = encoding_of(file)
    delimiter = delimiter_of(sample(file, encoding))
    layout = Layout(encoding, delimiter, header_row=1)
    top = head(file, layout)
    if not any(any(row) for row in top):
        raise FileProblem(_("빈 파일입니다. 내용이 있는 파일을 올려 주세요."))
    header_row, header_rows = find_header(top, is_known)
    layout = Layout(encoding, delimiter, header_row, header_rows)
    check_width(columns(top, layout))
    return layout


def check_width(names: list[str]) -> None:
    if len(names) > MAX_COLUMNS:
        raise FileProblem(
            _("열이 %(n)d개입니다. %(max)d개까지 가져옵니다. 쓰지 않는 열을 지우고 올려 주세요.")
            % {"n": len(names), "max": MAX_COLUMNS}
        )


def head(file: BinaryIO, layout: Layout, count: int = HEAD_ROWS) -> list[list[str]]:
    """The first rows of the file as they are, title rows included."""
    return [[tidy(cell) for cell in row] for row in islice(_records(file, layout), count)]


def tidy(cell: str) -> str:
    return _spaces.sub(" ", cell).strip()


def find_header(rows: list[list[str]], is_known: Callable[[str], bool]) -> tuple[int, int]:
    """Number of the header row (0: none) and how many rows it takes (1 or 2)."""
    width = max((sum(map(bool, row)) for row in rows), default=0)
    scores = [_header_score(row, width, is_known) for row in rows[:20]]
    best = max(scores, default=0.0)
    if best <= 0:
        return 0, 1
    place = scores.index(best)
    if place and _is_upper_header(rows[place - 1], rows[place]):
        return place, 2
    if place + 1 < len(rows) and _is_lower_header(rows[place], rows[place + 1], is_known):
        return place + 1, 2
    return place + 1, 1


def _header_score(row: list[str], width: int, is_known: Callable[[str], bool]) -> float:
    filled = [cell for cell in row if cell]
    if len(filled) * 2 < width or not filled or is_total([*filled]):
        return 0.0
    known = sum(map(is_known, filled))
    values = sum(bool(_value.search(cell)) or len(cell) > 60 for cell in filled)
    repeated = len(filled) - len(set(filled))
    if values * 3 > len(filled) and not known:
        return 0.0
    return known * 2 + (len(filled) - 3 * values - repeated) / len(filled)


def _is_upper_header(upper: list[str], lower: list[str]) -> bool:
    """A row of merged group names over the header: several, but not over every column."""
    groups = [cell for cell in upper if cell]
    return 2 <= len(groups) < len([c for c in lower if c]) and not any(map(_value.search, groups))


def _is_lower_header(upper: list[str], lower: list[str], is_known: Callable[[str], bool]) -> bool:
    """Names under merged groups: they fill places the upper row leaves empty."""
    filled = [cell for cell in lower if cell]
    under = [name for name, above in zip(lower, upper, strict=False) if name and not above]
    return bool(under) and any(map(is_known, filled)) and not any(map(_value.search, filled))


def columns(rows: list[list[str]], layout: Layout) -> list[str]:
    """The name of each column; without a header they are numbered."""
    if not layout.header_row or len(rows) < layout.header_row:
        width = max((len(row) for row in rows), default=0)
        return [_("%(n)d열") % {"n": n + 1} for n in range(width)]
    names = rows[layout.header_row - 1]
    if layout.header_rows == 2 and len(rows) > layout.header_row:
        names = _joined(names, rows[layout.header_row])
    while names and not names[-1]:
        names = names[:-1]
    return [name or _("%(n)d열") % {"n": n + 1} for n, name in enumerate(names)]


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Two header rows as one; the upper cells were merged, so each reaches to the next."""
    names, group = [], ""
    for n in range(max(len(upper), len(lower))):
        above = upper[n] if n < len(upper) else ""
        below = lower[n] if n < len(lower) else ""
        group = above or group
        names.append(f"{group} {below}".strip() if below else above)
    return names


def is_total(filled: list[str]) -> bool:
    """Whether a row is a 합계 row: it starts with the word and has only figures besides."""
    if not filled or not TOTAL.fullmatch(_spaces.sub("", filled[0])):
        return False
    return not any(re.search(r"[^\W\d_]{2}", cell) for cell in filled[1:])


def data_rows(file: BinaryIO, layout: Layout, *, after: int = 0) -> Iterator[Row]:
    """Rows of data below the header, from the row after `after`; blank, total rows left out."""
    header: list[str] | None = None
    for number, cells in enumerate(_records(file, layout), start=1):
        if number < layout.first_data_row:
            if number == layout.header_row:
                header = cells
            continue
        if number <= after or cells == header:
            continue
        filled = [cell for cell in cells if cell and not cell.isspace()]
        if filled and not (layout.skip_totals and is_total(filled)):
            yield Row(number, cells)


def _records(file: BinaryIO, layout: Layout) -> Iterator[list[str]]:
    file.seek(0)
    csv.field_size_limit(MAX_CELL)
    stream = io.TextIOWrapper(file, layout.encoding, errors="replace", newline="")
    lines: Iterator[str] = (line.replace("\0", "") if "\0" in line else line for line in stream)
    reader = csv.reader(lines, delimiter=layout.delimiter)
    try:
        yield from reader
    except csv.Error as error:
        raise FileProblem(
            _("%(n)d번째 줄을 읽을 수 없습니다. 큰따옴표가 닫혔는지 확인해 주세요.")
            % {"n": reader.line_num}
        ) from error
    finally:
        stream.detach()
