"""A mail's bytes: built once for a dispatch, the parts that differ set in for each recipient."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import quote

from django.utils import timezone

_breaks = re.compile(r"<br\s*/?>|</(?:p|div|h[1-6]|tr|table|ul|ol|blockquote)>", re.I)
_items = re.compile(r"<li[^>]*>", re.I)
_links = re.compile(r"<a\s[^>]*?href=[\"']([^\"']*)[\"'][^>]*>(.*?)</a>", re.I | re.S)
_drop = re.compile(r"<(style|script|head|title)\b.*?</\1>|<!--.*?-->", re.I | re.S)
_tags = re.compile(r"<[^>]*>")
_local = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_host = re.compile(r"[A-Za-z0-9.-]+")
_blank = re.compile(r"\n{3,}")
WIDTH = 76
WORD = 45  # bytes of an encoded word, so that its line stays under 76


class Part(NamedTuple):
    """One attachment, encoded once."""

    head: bytes
    body: bytes


def text_of(html: str) -> str:
    """The plain twin of an HTML mail: line ends, list dots, links with their address."""
    text = _drop.sub("", html)
    text = re.sub(r"\s+", " ", text)
    text = _links.sub(_link_text, text)
    text = _items.sub("\n- ", text)
    text = _tags.sub("", _breaks.sub("\n", text))
    lines = (line.strip() for line in unescape(text).replace("\xa0", " ").split("\n"))
    return _blank.sub("\n\n", "\n".join(lines)).strip()


def _link_text(match: re.Match[str]) -> str:
    words = _tags.sub("", match[2]).strip()
    return words if not words or match[1].startswith("#") else f"{words} ({match[1]})"


def header(text: str) -> str:
    """A header's words in ASCII, folded (RFC 2047); one line whatever was typed."""
    text = " ".join(text.split())
    if text.isascii() and len(text) < 900:
        return text
    words: list[str] = []
    chunk: list[str] = []
    size = 0
    for char in text:
        length = len(char.encode())
        if size + length > WORD:
            words.append("".join(chunk))
            chunk, size = [], 0
        chunk.append(char)
        size += length
    words.append("".join(chunk))
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word.encode()).decode()}?=" for word in words)


def mailbox(name: str, address: str) -> str:
    """`이름 <a@b.kr>` for a From header."""
    if not name:
        return address
    words = header(name)
    if words.isascii() and words == name:
        words = '"' + name.replace("\\", "").replace('"', "") + '"'
    return f"{words} <{address}>"


def ascii_address(address: str) -> str:
    """An address with its host in ASCII (IDN); nothing when it cannot be written so."""
    local, _sign, host = address.rpartition("@")
    if not _local.fullmatch(local) or not (host := _ascii_host(host)):
        return ""
    return f"{local}@{host}"


@lru_cache(4_096)
def _ascii_host(host: str) -> str:
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        return ""
    return host if _host.fullmatch(host) else ""


def encoded(text: str) -> bytes:
    """A text part in base64 lines."""
    return wrapped(b64encode(text.encode()))


def wrapped(data: bytes) -> bytes:
    """Base64 in lines of 76."""
    return b"\r\n".join([data[i : i + WIDTH] for i in range(0, len(data), WIDTH)])


def attachment(name: str, content_type: str, data: bytes) -> Part:
    """A file, ready to be put into each mail."""
    words = header(name).replace('"', "")
    quoted = quote(name, safe="")
    head = (
        f'Content-Type: {content_type}; name="{words}"\r\n'
        f"Content-Disposition: attachment; filename*=UTF-8''{quoted}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return Part(head.encode(), wrapped(b64encode(data)))


class Frame:
    """Everything of a mail that is the same for all its recipients."""

    def __init__(
        self, *, fixed: Iterable[tuple[str, str]], boundary: str, parts: Iterable[Part] = ()
    ) -> None:
        self._fixed = "".join(f"{name}: {value}\r\n" for name, value in fixed).encode()
        self._boundary = boundary.encode()
        self._parts = list(parts)

    def mail(self, headers: Iterable[tuple[str, str]], text: str, html: str) -> bytes:
        """The bytes for one recipient, lines ended by CRLF, no line beginning with a dot."""
        own = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii")
        body = self._body(text, html)
        if self._parts:
            body = self._mixed(body)
        return b"".join((self._fixed, own, b"MIME-Version: 1.0\r\n", body))

    def _body(self, text: str, html: str) -> bytes:
        plain = b"Content-Type: text/plain; charset=utf-8\r\n" + _BASE64 + encoded(text)
        if not html:
            return plain
        mark = b"--" + self._boundary
        return b"".join(
            (
                b'Content-Type: multipart/alternative; boundary="', self._boundary, b'"\r\n\r\n',
                mark, b"\r\n", plain, b"\r\n", mark, b"\r\n",
                b"Content-Type: text/html; charset=utf-8\r\n", _BASE64, encoded(html),
                b"\r\n", mark, b"--\r\n",
            )
        )  # fmt: skip

    def _mixed(self, body: bytes) -> bytes:
        mark = b"--M" + self._boundary
        files = b"".join(b"\r\n" + mark + b"\r\n" + part.head + part.body for part in self._parts)
        return b"".join(
            (
                b'Content-Type: multipart/mixed; boundary="M', self._boundary, b'"\r\n\r\n',
                mark, b"\r\n", body, files, b"\r\n", mark, b"--\r\n",
            )
        )  # fmt: skip


_BASE64 = b"Content-Transfer-Encoding: base64\r\n\r\n"


@lru_cache(16)
def date_header(at: datetime) -> str:
    """The Date of a mail; all of a batch have the same."""
    return format_datetime(timezone.localtime(at))


def signer(domain: str, selector: str, key: str) -> Callable[[bytes], bytes]:
    """Signs mails with DKIM (RFC 6376)."""
    import dkim  # noqa: PLC0415 (few offices sign themselves)

    def sign(mail: bytes) -> bytes:
        signature = dkim.sign(
            mail,
            selector.encode(),
            domain.encode(),
            key.encode(),
            include_headers=[b"from", b"to", b"subject", b"date", b"message-id"],
        )
        return bytes(signature) + mail

    return sign
