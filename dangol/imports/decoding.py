"""Which letters and which separators a text file uses."""

import codecs
import csv
import io
import re
from collections import Counter
from typing import BinaryIO

from django.utils.translation import gettext as _

from dangol.imports.errors import FileProblem

ENCODINGS = ("utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
DELIMITERS = ",\t;|"
SAMPLE_BYTES = 262_144

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_NOT_TEXT = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "GZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7Z",
}
_controls = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def encoding_of(file: BinaryIO) -> str:
    """The encoding of the whole file: its mark, else UTF-8, CP949, UTF-16, the first that fits.

    All bytes are tried, not a sample: a list may have its first Hangul on row 900,000.
    """
    file.seek(0)
    head = file.read(SAMPLE_BYTES)
    if not head:
        raise FileProblem(_("빈 파일입니다. 내용이 있는 파일을 올려 주세요."))
    for magic, kind in _NOT_TEXT.items():
        if head.startswith(magic):
            raise FileProblem(
                _("%(kind)s 파일은 가져올 수 없습니다. CSV나 엑셀로 저장해 올려 주세요.")
                % {"kind": kind}
            )
    for mark, encoding in _BOMS.items():
        if head.startswith(mark):
            return _checked(file, encoding)
    if wide := _wide_without_mark(head):
        return _checked(file, wide)
    for encoding in ("utf-8-sig", "cp949"):
        if _decodes(file, encoding):
            return _checked(file, encoding)
    raise _unreadable()


def _wide_without_mark(head: bytes) -> str:
    """UTF-16 shows by a NUL in every other byte of its ASCII letters."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 < len(head) or min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(1_048_576):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _checked(file: BinaryIO, encoding: str) -> str:
    """Refuse noise that happens to decode: text has next to no control characters."""
    file.seek(0)
    text = file.read(SAMPLE_BYTES).decode(encoding, "replace")
    if len(_controls.findall(text)) * 100 > len(text) or text.count("\0") * 20 > len(text):
        raise _unreadable()
    return encoding


def _unreadable() -> FileProblem:
    return FileProblem(
        _("글자를 읽을 수 없는 파일입니다. CSV(UTF-8)나 엑셀로 저장해 다시 올려 주세요.")
    )


def sample(file: BinaryIO, encoding: str) -> str:
    """The first lines as text, without NULs."""
    file.seek(0)
    text = file.read(SAMPLE_BYTES).decode(encoding, "ignore")
    return text.replace("\0", "").removeprefix("\ufeff")


def delimiter_of(text: str) -> str:
    """The sign that cuts most rows into the same number of cells; a comma when none does."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in _some_rows(text, delimiter) if any(row)]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        score = times / len(rows) + min(width, 50) / 100
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _some_rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [row for row, _n in zip(reader, range(50), strict=False)]
