"""What a mail tells about itself: automatic, forwarded, with large files kept elsewhere."""

import html
import re
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from dangol.kit.korean import parse_date
from dangol.messaging.parsing.addresses import Address, parse_addresses
from dangol.messaging.parsing.headers import (
    Headers,
    decode_words,
    parse_headers,
    parse_moment,
    split_head,
)
from dangol.messaging.parsing.markup import without_tags
from dangol.messaging.parsing.texts import find_header_block, has_forward_prefix

SCANNED = 300_000
LINKS = 50

_automatic = re.compile(
    r"\s*(?:\[?\s*(?:자동 ?(?:회신|응답|답장)"
    r"|부재 ?중(?: ?(?:알림|회신|메시지))?|부재 ?알림)\s*\]?|"
    r"\[?(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office)\b)",
    re.IGNORECASE,
)
_large_host = re.compile(r"big-?file|big-?mail|large-?file|bigattach|big-?attach|mbigfile", re.I)
_link = re.compile(r"https?://[^\s<>\"']{5,2000}")
_day = re.compile(r"(20\d\d)\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})")
_size = re.compile(r"(?<![\d.])(\d{1,4}(?:[.,]\d{1,3})?\s?[KMG]B)\b", re.I)
_file = re.compile(r"[^\s/\\:*?\"<>|\n]{1,120}\.[A-Za-z0-9]{2,5}(?![\w.])")


class LargeFile(NamedTuple):
    """대용량 첨부: a link to a file at the sender's provider. It is kept, never fetched."""

    name: str
    url: str
    size: str
    expires_on: date | None


class Forwarded(NamedTuple):
    """The mail inside a forwarded one."""

    sender: Address
    subject: str
    sent_at: datetime | None


def is_auto_reply(headers: Headers, subject: str) -> bool:
    """Whether a machine answered (RFC 3834, and what Korean mail programs write instead)."""
    automatic = headers.ascii("auto-submitted").split(";")[0].strip()
    if automatic and automatic != "no":
        return True
    if any(
        name in headers
        for name in ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder")
    ):
        return True
    if headers.ascii("precedence") in ("auto_reply", "auto-reply"):
        return True
    return _automatic.match(subject) is not None


def is_bulk(headers: Headers) -> bool:
    """Whether it went to a list or a crowd: nothing to answer automatically."""
    return "list-id" in headers or headers.ascii("precedence") in ("bulk", "list", "junk")


def large_files(markup: str, text: str) -> list[LargeFile]:
    """Links to large attachments of Naver, Daum and the like, each once, with their last day."""
    found: dict[str, LargeFile] = {}
    source = (markup or text)[:SCANNED]
    for match in _link.finditer(source):
        url = html.unescape(match[0]).rstrip(").,")
        if url in found or not _is_large(url):
            continue
        if len(found) == LINKS:
            break
        around = _plain(source[max(match.start() - 700, 0) : match.end() + 900])
        label = _plain(source[match.end() : match.end() + 400].split("</a")[0].partition(">")[2])
        size = _size.search(around)
        found[url] = LargeFile(
            _large_name(url, label, around), url, size[1] if size else "", _last_day(around)
        )
    return list(found.values())


def _plain(markup: str) -> str:
    return html.unescape(without_tags(markup))


def _is_large(url: str) -> bool:
    try:
        address = urlsplit(url)
    except ValueError:
        return False
    return bool(_large_host.search(address.netloc) or _large_host.search(address.path))


def _large_name(url: str, label: str, around: str) -> str:
    for text in (label, around):
        if found := _file.search(text.strip()):
            return found[0].strip()[:150]
    query = parse_qs(urlsplit(url).query)
    named = next(
        (query[key][0] for key in ("fileName", "filename", "fn", "name") if key in query), ""
    )
    return unquote(named)[:150] or label.strip()[:150]


def _last_day(text: str) -> date | None:
    """The latest day written near the link: `2026-11-20 ~ 2026-12-20`, `2026.12.20 까지`."""
    days = [parse_date("-".join(match.groups())) for match in _day.finditer(text)]
    return max((day for day in days if day), default=None)


def find_forwarded(subject: str, text: str, enclosed: bytes | None) -> Forwarded | None:
    """Who wrote the mail that somebody passed on, from the file enclosed or from its text."""
    if enclosed is not None and has_forward_prefix(subject):
        end, _body = split_head(enclosed, 0, len(enclosed))
        headers = parse_headers(enclosed[:end], set())
        if senders := parse_addresses(headers.all("from")):
            return Forwarded(senders[0], headers.text("subject"), parse_moment(headers.raw("date")))
    if not has_forward_prefix(subject) and "forwarded message" not in text[:SCANNED].lower():
        return None
    fields = find_header_block(text[:SCANNED])
    sender = next(
        (fields[name] for name in ("from", "보낸사람", "보낸이", "발신") if name in fields), ""
    )
    senders = parse_addresses([sender.replace("[mailto:", "<").replace("]", ">").encode()])
    if not senders:
        return None
    written = next(
        (
            fields[name]
            for name in ("date", "sent", "보낸날짜", "보낸시간", "날짜", "일시")
            if name in fields
        ),
        "",
    )
    title = fields.get("subject") or fields.get("제목") or ""
    return Forwarded(senders[0], decode_words(title), parse_moment(written.encode()))
