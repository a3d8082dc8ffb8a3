"""Read the largest table of a web page: many Korean systems save one as "엑셀" (.xls)."""

from collections.abc import Iterable
from html.parser import HTMLParser


def is_html(text: str) -> bool:
    start = text.lstrip("\ufeff \r\n\t")[:500].lower()
    return start.startswith("<") and any(tag in text.lower() for tag in ("<table", "<html"))


def rows(lines: Iterable[str]) -> list[list[str]]:
    """Cells of the table with most rows; a cell over several columns leaves the others empty."""
    parser = _Tables()
    for line in lines:
        parser.feed(line)
    parser.close()
    return max(parser.tables, key=len, default=[])


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.cell: list[str] | None = None
        self.place = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._close()
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._close()
            span = dict(attrs).get("colspan") or ""
            self.place = len(self.tables[-1][-1])
            self.tables[-1][-1] += [""] * (min(max(int(span), 1), 50) if span.isdecimal() else 1)
            self.cell = []
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def _close(self) -> None:
        if self.cell is not None:
            self.tables[-1][-1][self.place] = "".join(self.cell).strip()
            self.cell = None
