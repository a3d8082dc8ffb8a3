"""The table of a list as one string: cells in Python, no template per cell."""

from collections.abc import Sequence
from typing import Any
from zlib import crc32

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dangol.kit.lists.columns import Column, Look
from dangol.kit.lists.records import RecordList
from dangol.kit.lists.state import ListState
from dangol.kit.templatetags.ui import icon


def head_html(
    record_list: RecordList, columns: Sequence[Column], state: ListState, *, pick: bool
) -> SafeString:
    """The head line; what can be sorted is a link, the second press turns the order round."""
    sort = state.sort or record_list.default_sort
    cells = "".join(_head_cell(column, sort, state) for column in columns)
    box = f'<input type="checkbox" aria-label="{escape(_("이 쪽 모두 선택"))}">'
    first = f'<th class="pick">{box}</th>' if pick else ""
    return mark_safe(f"<tr>{first}{cells}</tr>")  # noqa: S308


def _head_cell(column: Column, sort: str, state: ListState) -> str:
    label, classes = escape(column.label), _classes(column, head=True)
    if not column.sort:
        return f"<th{classes}>{label}</th>"
    sorted_by_this = sort.removeprefix("-") == column.name
    down = sorted_by_this and sort.startswith("-")
    next_down = not down if sorted_by_this else column.sort.startswith("-")
    turned = f"-{column.name}" if next_down else column.name
    href = escape("?" + state.address(sort=turned))
    mark = icon("arrow-down" if down else "arrow-up") if sorted_by_this else ""
    aria = f' aria-sort="{"descending" if down else "ascending"}"' if sorted_by_this else ""
    return f'<th{classes}{aria}><a href="{href}" hx-get="{href}">{label}{mark}</a></th>'


def rows_html(
    record_list: RecordList,
    columns: Sequence[Column],
    rows: Sequence[Any],
    look: Look,
    *,
    pick: bool,
) -> SafeString:
    """The lines; a cell that may be corrected carries where to send it."""
    label = escape(_("선택"))
    editable = look.user.has_perm(record_list.right("change"))
    parts = [
        (column, f"<td{_classes(column)}>", column.maker(look), column.edit and editable)
        for column in columns
    ]
    out: list[str] = []
    for row in rows:
        out.append(f'<tr data-row id="row-{row.pk}">')
        if pick:
            box = f'<input type="checkbox" name="ids" value="{row.pk}" aria-label="{label}">'
            out.append(f'<td class="pick">{box}</td>')
        for column, opening, make, edited in parts:
            if edited:
                out.append(cell_html(record_list, column, row, look))
            else:
                out += (opening, make(row), "</td>")
        out.append("</tr>")
    return mark_safe("".join(out))  # noqa: S308


def cell_html(record_list: RecordList, column: Column, row: Any, look: Look) -> str:
    """A cell that can be corrected where it stands."""
    assert column.edit  # noqa: S101
    value = column.edit.value(row)
    url = reverse("workspace:list_edit", args=[record_list.key, row.pk, column.name])
    options = f' data-options="options-{column.name}"' if column.edit.options else ""
    return (
        f'<td{_classes(column)} data-edit="{column.name}" tabindex="0"{options}'
        f' data-value="{escape(value)}" data-url="{url}?was={fingerprint(value)}">'
        f"{column.html(row, look)}</td>"
    )


def fingerprint(value: str) -> str:
    """A short mark of what a cell showed, to notice that somebody else changed it since."""
    return f"{crc32(value.encode()):08x}"


def _classes(column: Column, *, head: bool = False) -> str:
    names = ["stick" if column.main else "", column.align]
    if not head and not column.main:
        names.append(column.phone)
    joined = " ".join(filter(None, names))
    return f' class="{joined}"' if joined else ""
