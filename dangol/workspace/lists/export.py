"""Export of a list: a file of any length in little memory, with what may be seen and no more."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dangol.kit.access import permissions
from dangol.kit.events import publish
from dangol.kit.jobs import progress
from dangol.kit.lists import Column, RecordList
from dangol.kit.personal import PersonalDataSeen
from dangol.workspace.lists.queries import selected
from dangol.workspace.lists.xlsx import XlsxWriter
from dangol.workspace.models import ListRun

CHUNK = 2_000
_FORMULA = frozenset("=+-@\t\r")
FORMATS = {"xlsx": "xlsx", "csv": "csv", "cp949": "csv"}


class Stopped(Exception):
    """Somebody stopped the export; there is no file."""


class Writer(Protocol):
    """Writes lines of a table into a binary file."""

    def lines(self, rows: Sequence[Sequence[Any]]) -> None: ...

    def close(self) -> str:
        """Finish the file; returns what got lost, in words, or nothing."""
        ...


def write_file(record_list: RecordList, run: ListRun) -> tuple[str, str]:
    """Write what a run selects into a kept file; returns its name and what got lost."""
    known = record_list.all_columns
    columns = [known[name] for name in run.values["columns"] if name in known]
    with TemporaryFile() as file:
        writer = _writer(run.values["format"], file)
        writer.lines([[str(column.label) for column in columns]])
        done = 0
        for ids, rows in _chunks(record_list, run, columns):
            writer.lines(rows)
            _log_access(record_list, run, ids)
            done += len(ids)
            if not ListRun.objects.filter(pk=run.pk, is_stopping=False).update(done=done):
                raise Stopped
            progress(min(99, done * 100 // run.total), f"{done:,} / {run.total:,}")
        note = writer.close()
        file.seek(0)
        suffix = FORMATS[run.values["format"]]
        return default_storage.save(
            f"exports/{run.pk}/{record_list.key}.{suffix}", File(file)
        ), note


def _chunks(
    record_list: RecordList, run: ListRun, columns: Sequence[Column]
) -> Iterator[tuple[list[int], list[tuple[Any, ...]]]]:
    """The rows newest first, some thousand at a time, by the id of the last one."""
    rows = selected(record_list, run).order_by("-pk")
    paths = _paths(columns)
    cells = _cells(record_list, run, columns)
    last = None
    while True:
        left = rows.filter(pk__lt=last) if last else rows
        found = list(left.values_list("pk", *paths)[:CHUNK])
        if not found:
            return
        ids = [row[0] for row in found]
        yield ids, cells(ids, found)
        last = ids[-1]


def _cells(
    record_list: RecordList, run: ListRun, columns: Sequence[Column]
) -> Callable[[list[int], list[Any]], list[tuple[Any, ...]]]:
    """How raw values of a chunk become the cells of the file."""
    reveal = record_list.right("reveal")
    hidden = reveal in permissions and not run.actor.has_perm(reveal)
    texts = [_text(column, hidden=hidden) for column in columns]
    paths = _paths(columns)

    def cells(ids: list[int], found: list[Any]) -> list[tuple[Any, ...]]:
        by_column = []
        for column, text in zip(columns, texts, strict=True):
            if column.gather:
                values = list(map(column.gather(ids).get, ids))
            else:
                place = paths.index(column.path) + 1
                values = [row[place] for row in found]
            by_column.append(_written(values, text))
        return list(zip(*by_column, strict=True))

    return cells


def _text(column: Column, *, hidden: bool) -> Callable[[Any], Any]:
    """How one value is written; what few rows differ in is written once per value."""
    text = (column.mask if hidden else None) or column.text or plain
    return cache(text) if column.alike and not column.gather else text


def _written(values: list[Any], text: Callable[[Any], Any]) -> list[Any]:
    """A column of raw values as cells; most are texts that stay as they are, and cost no call."""
    if text is plain:
        return [
            value if value.__class__ is str else "" if value is None else plain(value)
            for value in values
        ]
    return ["" if value is None else text(value) for value in values]


def _paths(columns: Sequence[Column]) -> list[str]:
    return list(dict.fromkeys(column.path for column in columns if not column.gather))


def plain(value: Any) -> Any:
    """A value as a sheet takes it: numbers stay numbers, moments are local."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(timezone.get_default_timezone()):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if isinstance(value, int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _log_access(record_list: RecordList, run: ListRun, ids: list[int]) -> None:
    publish(
        PersonalDataSeen(
            act="export",
            model=record_list.model._meta.label_lower,
            record_ids=ids,
            reason=run.reason,
            address=run.client,
            actor_id=run.actor_id,
        )
    )


def _writer(kind: str, file: IO[bytes]) -> Writer:
    if kind == "xlsx":
        return XlsxWriter(file)
    return CsvWriter(file, "cp949" if kind == "cp949" else "utf-8-sig")


class CsvWriter:
    """CSV as Excel opens it; a cell that would run as a formula gets an apostrophe."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self.file = file
        self.encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        self.lost: Counter[str] = Counter()
        if encoding == "utf-8-sig":
            file.write(b"\xef\xbb\xbf")

    def lines(self, rows: Sequence[Sequence[Any]]) -> None:
        text = io.StringIO()
        csv.writer(text).writerows([_harmless_row(row) for row in rows])
        self.file.write(self._encoded(text.getvalue()))

    def _encoded(self, text: str) -> bytes:
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError:
            self.lost.update(letter for letter in text if not _writable(letter, self.encoding))
            return text.encode(self.encoding, "replace")

    def close(self) -> str:
        if not self.lost:
            return ""
        letters = " ".join(letter for letter, _n in self.lost.most_common(20))
        total = self.lost.total()
        return ngettext(
            "이 형식으로 쓸 수 없는 글자 %(n)s개를 ?로 바꾸었습니다: %(letters)s",
            "이 형식으로 쓸 수 없는 글자 %(n)s개를 ?로 바꾸었습니다: %(letters)s",
            total,
        ) % {"n": f"{total:,}", "letters": letters}


def harmless(value: Any) -> Any:
    """A text that a spreadsheet will not take for a formula (CSV injection)."""
    return _harmless_row([value])[0]


def _harmless_row(row: Sequence[Any]) -> list[Any]:
    """The same for a line, without a call for each of its cells."""
    return [
        "'" + value if isinstance(value, str) and value[:1] in _FORMULA else value for value in row
    ]


def _writable(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
