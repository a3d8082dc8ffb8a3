"""Any file somebody may upload, as one text table: CSV stays, the others are converted once."""

import csv
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from dangol.imports import htmltables, vcards
from dangol.imports.decoding import encoding_of, sample
from dangol.imports.errors import FileProblem

MAX_BYTES = settings.MAX_UPLOAD
MAX_UNPACKED = 1024 * 1024 * 1024
MAX_RATIO = 200
MAX_SECONDS = 330
OLE2, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


class Table(NamedTuple):
    """What became of a file: the CSV made of it (None: read it as it is) and its sheets."""

    path: Path | None
    sheets: list[str]
    sheet: str


def table_of(source: Path, target: Path, sheet: str = "") -> Table:
    """Write the table of an Excel, vCard or web page file to `target` as UTF-8 CSV."""
    with source.open("rb") as file:
        magic = file.read(8)
        if magic.startswith(ZIP):
            _guard(file)
        if magic.startswith((ZIP, OLE2)):
            return _from_workbook(source, target, sheet)
        encoding = encoding_of(file)
        start = sample(file, encoding)
    if vcards.is_vcard(start):
        _write(target, vcards.rows(source.open(encoding=encoding, errors="replace")))
    elif htmltables.is_html(start):
        _write(target, htmltables.rows(source.open(encoding=encoding, errors="replace")))
    else:
        return Table(None, [], "")
    return Table(target, [], "")


def _write(target: Path, rows: Iterable[list[str]]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _guard(file: BinaryIO) -> None:
    """Refuse a zip that would unpack to far more than a workbook does."""
    file.seek(0)
    try:
        parts = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _broken() from error
    size = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if size > MAX_UNPACKED or (size > 20_000_000 and size / packed > MAX_RATIO):
        raise FileProblem(
            _("압축을 풀면 지나치게 커지는 파일이라 열지 않았습니다. CSV로 저장해 올려 주세요.")
        )
    names = {part.filename for part in parts}
    if not any(name.endswith(("workbook.xml", "workbook.bin", "content.xml")) for name in names):
        raise FileProblem(_("엑셀 파일이 아닌 압축 파일입니다. 풀어서 안의 파일을 올려 주세요."))


def _from_workbook(source: Path, target: Path, sheet: str) -> Table:
    converter = [sys.executable, "-m", "dangol.imports.spreadsheet"]
    root = Path(__file__).resolve().parents[2]
    try:
        done = subprocess.run(  # noqa: S603
            [*converter, str(source), str(target), sheet],
            capture_output=True,
            timeout=MAX_SECONDS,
            cwd=root,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_large() from error
    if done.returncode:
        raise _too_large()
    answer = json.loads(done.stdout)
    match answer.get("error"):
        case "password":
            raise FileProblem(_("암호가 걸린 엑셀 파일입니다. 암호를 풀어 저장해 올려 주세요."))
        case "large":
            raise _too_large()
        case "broken":
            raise _broken()
    return Table(target, answer["sheets"], answer["sheet"])


def _too_large() -> FileProblem:
    return FileProblem(
        _("시트가 너무 커서 열 수 없습니다. 빈 행과 열을 지우거나 CSV로 저장해 올려 주세요.")
    )


def _broken() -> FileProblem:
    return FileProblem(
        _("엑셀로 열 수 없는 파일입니다. 파일이 온전한지 확인하거나 CSV로 저장해 올려 주세요.")
    )
