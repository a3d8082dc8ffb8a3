"""Columns render their own cells: fifty rows of components would cost more than the database."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape as html_escape
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.urls import get_urlconf
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from dangol.kit.conditions import Options
from dangol.kit.search import highlight
from dangol.kit.templatetags import ui

SOME_ID = 8_128_496_128


@dataclass(frozen=True)
class Look:
    """Who looks at the list, for which words, and under which address."""

    user: Any
    q: str = ""
    address: str = ""

    def mark(self, text: Any) -> SafeString:
        """The text, escaped, with what was searched for marked."""
        text = str(text)
        return highlight(text, self.q) if self.q else SafeString(html_escape(text))

    def link(self, row: Any, text: Any) -> SafeString:
        """The link that opens the record and remembers the list it was opened from."""
        before, after = _address(row.__class__, get_urlconf() or settings.ROOT_URLCONF)
        href = f"{before}{row.pk}{after}?list={self.address}"
        return mark_safe(f'<a href="{href}" data-open-row>{self.mark(text)}</a>')  # noqa: S308


@dataclass(frozen=True)
class Edit:
    """How a cell is corrected in place.

    `save(record, text, actor=…)` writes it or raises Refused; `value` is the text to begin with;
    `options` makes it a choice.
    """

    save: Callable[..., Any]
    value: Callable[[Any], str]
    options: Options | None = None


@dataclass(frozen=True)
class Column:
    """One column: how its cells look, what they read, how they sort and how they are exported.

    - `cell(row, look)` returns text (escaped) or a SafeString; without it the value of `value`.
    - `reads`: model fields the cell needs (default: the name); a path reads the related row too.
    - `sort`: the database column to order by, as its index has it: `name` for an index on
      `("name", "-id")`, `-seen_at` for one on `("-seen_at", "-id")`. The other way uses it too.
    - `value`: the path for export, `gather(ids)` instead for what is not a column; `text` makes it
      readable, `mask` hides it from people who may not see personal data whole.
    - `alike`: rows that read the same values have the same cell, so it is made once per page; not
      for cells that link to the row or mark what was searched for.
    - `phone`: on phones the cell goes `under` the name, at the `end` of the line, or `hide`s.
    """

    name: str
    label: Any
    cell: "Callable[[Any, Look], Any] | None" = None
    reads: tuple[str, ...] = ()
    prefetch: tuple[Any, ...] = ()
    sort: str = ""
    value: str = ""
    gather: Callable[[list[int]], Mapping[int, Any]] | None = None
    text: Callable[[Any], Any] | None = None
    mask: Callable[[Any], Any] | None = None
    main: bool = False
    align: str = ""
    phone: str = "hide"
    edit: Edit | None = None
    exported: bool = True
    alike: bool = False

    @property
    def path(self) -> str:
        return self.value or self.name

    @property
    def read(self) -> tuple[str, ...]:
        return self.reads or (self.path,)

    def maker(self, look: Look) -> Callable[[Any], str]:
        """What makes the inside of this column's cells for one page."""
        if not self.alike:
            return lambda row: self.html(row, look)
        values = attrgetter(*(name.replace("__", ".") for name in self._own_reads()))
        made: dict[Any, str] = {}

        def make(row: Any) -> str:
            key = values(row)
            if key not in made:
                made[key] = self.html(row, look)
            return made[key]

        return make

    def _own_reads(self) -> Iterator[str]:
        """The columns of the row itself: a related row is told by its id."""
        for name in self.read:
            yield f"{name.partition('__')[0]}_id" if "__" in name else name

    def html(self, row: Any, look: Look) -> str:
        """The inside of a cell."""
        if self.cell:
            made = self.cell(row, look)
            return made if isinstance(made, SafeString) else conditional_escape(made)
        value = row
        for part in self.path.split("__"):
            value = getattr(value, part, None)
        if self.text:
            value = self.text(value)
        return escape(ui.DASH if value is None or value == "" else value)


@lru_cache(maxsize=128)
def _address(model: Any, _urlconf: str) -> list[str]:
    """What stands before and after the id in a record's address; `reverse` is slow per row."""
    return str(escape(model(pk=SOME_ID).get_absolute_url())).split(str(SOME_ID))


def unique_reads(columns: Iterable[Column]) -> list[str]:
    """Every field the columns read, once."""
    return list(dict.fromkeys(name for column in columns for name in column.read))
