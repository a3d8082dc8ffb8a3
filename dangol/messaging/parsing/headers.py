"""Header fields: folded lines, encoded words, parameters, identifiers and dates."""

import binascii
import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from dangol.kit.korean import parse_datetime
from dangol.messaging.parsing.charsets import codec_of, decode
from dangol.messaging.parsing.problems import Problem

HEAD_BYTES = 512 * 1024
FIELD_BYTES = 64 * 1024
FIELDS = 1_000
REFERENCES = 100

_BLANK_LINES = (b"\n\n", b"\n\r\n", b"\r\r")
_field = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
_word = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_controls = re.compile(r"[\x00-\x1f\x7f]+ ?")
_identifier = re.compile(r"<([^<>\s]{1,900})>")
_parameter = re.compile(rb';\s*([^=;\s"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))', re.DOTALL)
_escaped = re.compile(rb"\\(.)", re.DOTALL)
_NOT_BASE64 = bytes(set(range(256)) - set(string.ascii_letters.encode() + b"0123456789+/="))
_segment = re.compile(r"(.+?)\*(\d{1,3})?(\*)?")


class Headers:
    """The fields of one part in order; names in small letters, values raw and unfolded."""

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self.fields = fields

    def all(self, name: str) -> list[bytes]:
        return [value for field, value in self.fields if field == name]

    def raw(self, name: str) -> bytes:
        return next((value for field, value in self.fields if field == name), b"")

    def text(self, name: str) -> str:
        """A field as people read it; "" when it is not there."""
        return decode_words(self.raw(name))

    def ascii(self, name: str) -> str:
        """A field of machine words, in small letters."""
        return self.raw(name).decode("ascii", "replace").strip().lower()

    def __contains__(self, name: str) -> bool:
        return any(field == name for field, _value in self.fields)


def split_head(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header of data[start:end] ends and where its body begins."""
    if data[start : start + 1] == b"\n" or data[start : start + 2] == b"\r\n":
        return start, start + (1 if data[start : start + 1] == b"\n" else 2)
    blanks = ((data.find(blank, start, end), len(blank)) for blank in _BLANK_LINES)
    found = [(position, position + length) for position, length in blanks if position >= 0]
    return min(found, default=(end, end))


def parse_headers(block: bytes, problems: set[Problem]) -> Headers:
    """The fields of a header block; huge ones are cut, lines that are no field are skipped."""
    if len(block) > HEAD_BYTES:
        problems.add(Problem.HEADERS_CUT)
        block = block[:HEAD_BYTES]
    fields: list[tuple[str, bytes]] = []
    for line in _unfolded(block):
        found = _field.match(line)
        if not found:
            continue
        if len(fields) == FIELDS or len(line) > FIELD_BYTES:
            problems.add(Problem.HEADERS_CUT)
        if len(fields) < FIELDS:
            fields.append((found[1].decode("ascii").lower(), found[2][:FIELD_BYTES].strip()))
    return Headers(fields)


def _unfolded(block: bytes) -> Iterator[bytes]:
    """Logical lines: what begins with a space continues the line above (RFC 5322 §2.2.3)."""
    lines: list[bytes] = []
    for line in block.splitlines():
        if line[:1] in (b" ", b"\t") and lines:
            lines.append(line)
            continue
        if lines:
            yield b"\r\n".join(lines)
        lines = [line]
    if lines:
        yield b"\r\n".join(lines)


class _Word(NamedTuple):
    charset: str
    kind: str
    text: str


def decode_words(value: bytes | str, hint: str = "") -> str:
    """A header value on one line with its encoded words read (RFC 2047), also raw 8-bit ones.

    Neighbouring words of one charset are joined as bytes first: a character, or even a base64
    group, may be cut between two words.
    """
    text = decode(value, hint) if isinstance(value, bytes) else value
    if "=?" not in text:
        return _one_line(text)
    parts: list[str] = []
    run: list[_Word] = []
    last = 0
    for match in _word.finditer(text):
        between = text[last : match.start()]
        word = _Word(match[1].lower(), match[2].lower(), match[3])
        if run and (between.strip() or word[:2] != run[-1][:2]):
            parts.append(_run_text(run))
            run = []
        if between.strip() or not last:
            parts.append(between)
        run.append(word)
        last = match.end()
    parts += [_run_text(run), text[last:]]
    return _one_line("".join(parts))


def _one_line(text: str) -> str:
    return text if text.isprintable() else _controls.sub(" ", text)


def _run_text(run: list[_Word]) -> str:
    if not run:
        return ""
    texts = [word.text.encode("ascii", "ignore") for word in run]
    if run[0].kind == "q":
        data = b"".join(binascii.a2b_qp(text, header=True) for text in texts)
    elif any(len(text.rstrip(b"=")) % 4 and b"=" not in text for text in texts[:-1]):
        data = from_base64(b"".join(texts))
    else:
        data = b"".join(from_base64(text) for text in texts)
    # 8-bit letters put into a word as they are
    if run[0].kind == "q" and not all(word.text.isascii() for word in run):
        return "".join(word.text for word in run)
    return decode(data, run[0].charset)


def from_base64(data: bytes) -> bytes:
    """The bytes of base64 text, whatever else stands in it; never fails."""
    data = data.translate(None, _NOT_BASE64)
    if data.rstrip(b"=").count(b"=") > 100:
        data = data.replace(b"=", b"")
    chunks = []
    for piece in data.split(b"="):
        usable = piece[:-1] if len(piece) % 4 == 1 else piece
        if usable:
            chunks.append(binascii.a2b_base64(usable + b"=" * (-len(usable) % 4)))
    return b"".join(chunks)


def parse_parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=euc-kr; name*0*=…` as its first word and its parameters.

    File names come as RFC 2231, as encoded words inside quotes, or as raw CP949 or UTF-8.
    """
    first = value.partition(b";")[0].decode("ascii", "replace").strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, bytes]]] = {}
    for found in _parameter.finditer(value):
        name = found[1].decode("ascii", "replace").lower()
        quoted = found[2] is not None
        raw = _escaped.sub(rb"\1", found[2]) if quoted else found[3].strip()
        if "*" in name and (segment := _segment.fullmatch(name)):
            order = int(segment[2] or 0)
            is_coded = bool(segment[3]) or segment[2] is None
            pieces.setdefault(segment[1], []).append((order, is_coded, raw))
        else:
            plain.setdefault(name, decode_words(raw.strip(b'"')))
    return first, plain | {name: _joined(parts) for name, parts in pieces.items()}


def _joined(parts: list[tuple[int, bool, bytes]]) -> str:
    """RFC 2231: the pieces in order, percent signs undone before the charset is applied."""
    parts.sort(key=lambda part: part[0])
    charset = ""
    data = b""
    for index, (_order, is_coded, raw) in enumerate(parts):
        if is_coded and index == 0 and raw.count(b"'") >= 2:
            label, _language, raw = raw.split(b"'", 2)
            charset = label.decode("ascii", "ignore")
        data += unquote_to_bytes(raw) if is_coded else raw
    text = decode(data, charset if codec_of(charset) else "")
    return decode_words(text) if "=?" in text else text


def parse_identifiers(value: bytes) -> list[str]:
    """The message identifiers of a field, without their brackets; the first and the latest."""
    found = list(dict.fromkeys(_identifier.findall(value.decode("utf-8", "replace"))))
    return found if len(found) <= REFERENCES else [found[0], *found[1 - REFERENCES :]]


def parse_moment(value: bytes) -> datetime | None:
    """The moment of a Date field, None when nobody can tell; also dates as Koreans write them."""
    text = decode_words(value[:200])
    if not text:
        return None
    moment: datetime | None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        moment = parse_datetime(text.partition("(GMT")[0].strip())
    if moment is None or not 1980 <= moment.year <= 2100:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
