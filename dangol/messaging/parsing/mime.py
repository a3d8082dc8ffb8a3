"""The parts of a mail, found by one walk over its bytes.

Not `email.parser`: that one recurses per level and asks every open boundary at every line. Here a
level scans only its own range, and levels and parts are limited, so time is linear in the size.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from dangol.messaging.parsing.headers import (
    Headers,
    from_base64,
    parse_headers,
    parse_parameters,
    split_head,
)
from dangol.messaging.parsing.problems import Problem

MAIL_BYTES = 50 * 1024 * 1024
DEPTH = 20
PARTS = 300
CANDIDATES = 100_000

_line_end = re.compile(rb"(--)?[ \t]*(?=\r|\n|\Z)")
_uu_begin = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


@dataclass
class Part:
    """One part of a mail: its header, and where its body lies in the bytes of the whole."""

    headers: Headers
    data: bytes = field(repr=False)
    start: int
    end: int
    kind: str
    parameters: dict[str, str]
    disposition: str
    file_name: str
    children: list["Part"] = field(default_factory=list)

    @property
    def raw_body(self) -> bytes:
        return self.data[self.start : self.end]

    def walk(self) -> Iterator["Part"]:
        """The part itself and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def body(self, problems: set[Problem]) -> bytes:
        """The content with its transfer encoding undone; damage is read as far as it goes."""
        encoding = self.headers.ascii("content-transfer-encoding").strip("\"' ;.")
        data = self.raw_body
        if encoding.startswith("base64"):
            return from_base64(data)
        if encoding.startswith(("quoted-printable", "quoted/printable", "qp")):
            return binascii.a2b_qp(data)
        if "uu" in encoding.split("-")[-1][:2]:
            return _from_uu(data, problems)
        return data


def parse_parts(data: bytes, problems: set[Problem]) -> Part:
    """The tree of a mail's parts."""
    if len(data) > MAIL_BYTES:
        problems.add(Problem.TOO_LARGE)
    return _Walk(data, problems).part(_mbox_line(data), min(len(data), MAIL_BYTES), 0)


def _mbox_line(data: bytes) -> int:
    """Where the mail begins: old archives put a line `From somebody date` before it."""
    start = len(data[:64]) - len(data[:64].lstrip(b"\r\n"))
    if data.startswith((b"From ", b">From "), start):
        start = data.find(b"\n", start) + 1
    return start


class _Walk:
    """One walk; counts the parts met so far."""

    def __init__(self, data: bytes, problems: set[Problem]) -> None:
        self.data = data
        self.problems = problems
        self.count = 0

    def part(self, start: int, end: int, depth: int, default: str = "text/plain") -> Part:
        head_end, body = split_head(self.data, start, end)
        headers = parse_headers(self.data[start:head_end], self.problems)
        kind, parameters = parse_parameters(headers.raw("content-type"))
        if kind.count("/") != 1 or " " in kind:
            kind = default if not kind or kind.strip("/") != "text" else "text/plain"
        disposition, named = parse_parameters(headers.raw("content-disposition"))
        name = named.get("filename") or parameters.get("name") or named.get("name") or ""
        self.count += 1
        part = Part(headers, self.data, body, end, kind, parameters, disposition, name)
        if kind.startswith("multipart/"):
            self._split(part, depth)
        return part

    def _split(self, part: Part, depth: int) -> None:
        """Cut a multipart at its boundary lines; a missing last one ends at the parent's."""
        boundary = part.parameters.get("boundary", "").strip()
        if depth >= DEPTH:
            self.problems.add(Problem.TOO_DEEP)
            return
        default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        spans = self._spans(part, boundary.encode("utf-8", "replace")) if boundary else []
        if not spans:
            self.problems.add(Problem.BAD_BOUNDARY)
            part.kind = "text/plain"
            return
        for start, end in spans:
            if self.count >= PARTS:
                self.problems.add(Problem.TOO_MANY_PARTS)
                return
            part.children.append(self.part(start, end, depth + 1, default))

    def _spans(self, part: Part, boundary: bytes) -> list[tuple[int, int]]:
        """Where each part lies; ends at the closing line, else where the multipart itself ends."""
        spans: list[tuple[int, int]] = []
        begin = -1
        position = part.start
        mark = b"--" + boundary
        for _n in range(CANDIDATES):
            found = self.data.find(mark, position, part.end)
            if found < 0:
                break
            position = found + len(mark)
            line = _line_end.match(self.data, position, part.end)
            if not line or (found > part.start and self.data[found - 1] not in b"\r\n"):
                continue
            if begin >= 0:
                spans.append((begin, max(self._before_line(found), begin)))
            begin = self._after_line(line.end())
            if line[1] or len(spans) >= PARTS:
                return spans
        self.problems.add(Problem.BAD_BOUNDARY)
        return [*spans, (begin, max(part.end, begin))] if begin >= 0 else spans

    def _before_line(self, position: int) -> int:
        """Without the line end that belongs to the boundary (RFC 2046 §5.1.1)."""
        if self.data[position - 2 : position] == b"\r\n":
            return position - 2
        return position - 1

    def _after_line(self, position: int) -> int:
        if self.data[position : position + 2] == b"\r\n":
            return position + 2
        return position + 1


def _from_uu(data: bytes, problems: set[Problem]) -> bytes:
    found = _uu_begin.search(data)
    if not found:
        return data
    content = bytearray()
    for line in BytesIO(data[found.end() :]):
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            content += binascii.a2b_uu(line)
        except binascii.Error:
            problems.add(Problem.BAD_ENCODING)
    return bytes(content)
