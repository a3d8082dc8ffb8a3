"""One mail read: `parse_mail(bytes)` never raises, whatever the bytes."""

import hashlib
import html
import re
from dataclasses import dataclass, field
from datetime import datetime

from dangol.messaging.parsing import tnef
from dangol.messaging.parsing.addresses import Address, parse_addresses
from dangol.messaging.parsing.charsets import codec_of, decode
from dangol.messaging.parsing.files import EXTENSIONS, kind_of, safe_name
from dangol.messaging.parsing.headers import (
    Headers,
    decode_words,
    parse_identifiers,
    parse_moment,
)
from dangol.messaging.parsing.markup import tame
from dangol.messaging.parsing.mime import Part, parse_parts
from dangol.messaging.parsing.problems import Problem
from dangol.messaging.parsing.reports import MACHINE_KINDS, Report, find_report
from dangol.messaging.parsing.signals import (
    Forwarded,
    LargeFile,
    find_forwarded,
    is_auto_reply,
    is_bulk,
    large_files,
)
from dangol.messaging.parsing.texts import split_reply, text_of_html, thread_subject

TEXT_LENGTH = 1_000_000
SUBJECT_LENGTH = 500
ATTACHMENTS = 100
_meta = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)


@dataclass(frozen=True)
class Attachment:
    """A file of a mail; `content_id` without its brackets."""

    name: str
    kind: str
    data: bytes = field(repr=False)
    content_id: str = ""
    is_inline: bool = False

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class ParsedMail:
    """A mail as people see it. `references` holds the identifiers of all mails it answers."""

    subject: str
    sender: Address
    to: list[Address]
    cc: list[Address]
    bcc: list[Address]
    reply_to: list[Address]
    delivered_to: list[str]
    date: datetime | None
    message_id: str
    references: list[str]
    text: str
    html: str
    attachments: list[Attachment]
    large_files: list[LargeFile]
    is_auto_reply: bool
    is_bulk: bool
    report: Report | None
    forwarded: Forwarded | None
    list_id: str
    list_unsubscribe: str
    headers: Headers
    problems: set[Problem]

    @property
    def from_(self) -> Address:
        return self.sender

    @property
    def is_bounce(self) -> bool:
        return self.report is not None and self.report.is_bounce

    @property
    def is_forwarded(self) -> bool:
        return self.forwarded is not None

    @property
    def thread_subject(self) -> str:
        return thread_subject(self.subject)

    @property
    def reply_text(self) -> str:
        """The text without the older mails quoted below."""
        return split_reply(self.text)[0]

    @property
    def recipients(self) -> list[Address]:
        return [*self.to, *self.cc, *self.bcc]


@dataclass
class _Content:
    """The bodies and files met on the walk; a block is (text, markup)."""

    blocks: list[tuple[str, str]] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    enclosed: bytes | None = None
    hint: str = ""


def parse_mail(data: bytes) -> ParsedMail:
    """Read a mail (RFC 5322); defects are tamed and recorded in `problems`."""
    problems: set[Problem] = set()
    root = parse_parts(data, problems)
    content = _Content()
    _collect(root, content, problems)
    text, markup = _bodies(content.blocks, problems)
    headers = root.headers
    subject = decode_words(headers.raw("subject"), content.hint)[:SUBJECT_LENGTH]
    sender = _sender(headers, content.hint, problems)
    return ParsedMail(
        subject=subject,
        sender=sender,
        date=_date(headers, problems),
        message_id=next(iter(parse_identifiers(headers.raw("message-id"))), ""),
        references=_references(headers),
        text=text,
        html=markup,
        attachments=content.files,
        large_files=large_files(markup, text),
        is_auto_reply=is_auto_reply(headers, subject),
        is_bulk=is_bulk(headers),
        report=find_report(root, sender, subject, text),
        forwarded=find_forwarded(subject, text, content.enclosed),
        list_id=headers.text("list-id")[:300],
        list_unsubscribe=headers.text("list-unsubscribe")[:2000],
        headers=headers,
        problems=problems,
        **_people(headers, content.hint),
    )


def _people(headers: Headers, hint: str) -> dict[str, list]:
    delivered = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")
    values = [value for name in delivered for value in headers.all(name)]
    return {
        "to": parse_addresses(headers.all("to"), hint),
        "cc": parse_addresses(headers.all("cc"), hint),
        "bcc": parse_addresses(headers.all("bcc"), hint),
        "reply_to": parse_addresses(headers.all("reply-to"), hint),
        "delivered_to": [address.email for address in parse_addresses(values)],
    }


def _sender(headers: Headers, hint: str, problems: set[Problem]) -> Address:
    found = parse_addresses([*headers.all("from"), *headers.all("sender")], hint)
    if found:
        return found[0]
    problems.add(Problem.BAD_SENDER)
    return Address(decode_words(headers.raw("from"), hint)[:200], "")


def _date(headers: Headers, problems: set[Problem]) -> datetime | None:
    moment = parse_moment(headers.raw("date"))
    if moment is None:
        problems.add(Problem.BAD_DATE)
    return moment


def _references(headers: Headers) -> list[str]:
    found = parse_identifiers(headers.raw("references"))
    answered = parse_identifiers(headers.raw("in-reply-to"))[:5]
    return [*found, *(one for one in answered if one not in found)]


def _collect(part: Part, content: _Content, problems: set[Problem]) -> None:
    """Sort the leaves into bodies and files; an alternative is one block."""
    if part.kind == "multipart/alternative":
        _alternative(part, content, problems)
    elif part.children:
        for child in part.children:
            _collect(child, content, problems)
    elif _is_body(part):
        text = _letters(part, content, problems)
        content.blocks.append(("", text) if part.kind == "text/html" else (text, ""))
    elif not part.kind.startswith("multipart/") and part.kind not in MACHINE_KINDS:
        _file(part, content, problems)


def _alternative(part: Part, content: _Content, problems: set[Problem]) -> None:
    inner = _Content(hint=content.hint)
    for child in part.children:
        _collect(child, inner, problems)
    texts = [text for text, _markup in inner.blocks if text.strip()]
    markups = [markup for _text, markup in inner.blocks if markup.strip()]
    if texts or markups:
        content.blocks.append(("\n".join(texts), "\n".join(markups)))
    content.files += inner.files[: max(ATTACHMENTS - len(content.files), 0)]
    content.hint = content.hint or inner.hint
    content.enclosed = content.enclosed or inner.enclosed


def _is_body(part: Part) -> bool:
    if part.kind not in ("text/plain", "text/html") or part.disposition == "attachment":
        return False
    return not part.file_name


def _letters(part: Part, content: _Content, problems: set[Problem]) -> str:
    """A text part as text: the header's charset first, then the page's own, then a guess."""
    data = part.body(problems)
    label = part.parameters.get("charset", "")
    if not codec_of(label) and part.kind == "text/html":
        found = _meta.search(data, 0, 4_000)
        label = found[1].decode("ascii", "ignore") if found else label
    content.hint = content.hint or label
    text = decode(data, label, problems)
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return _tamed(text, problems) if part.kind == "text/html" else text


def _tamed(markup: str, problems: set[Problem]) -> str:
    if len(markup) > 2 * TEXT_LENGTH:
        problems.add(Problem.BODY_CUT)
    return tame(markup[: 2 * TEXT_LENGTH], problems)


def _bodies(blocks: list[tuple[str, str]], problems: set[Problem]) -> tuple[str, str]:
    """All blocks as one text, and as one page if any of them has markup."""
    blocks = [block for block in blocks if any(part.strip() for part in block)]
    if sum(len(text) + len(markup) for text, markup in blocks) > 3 * TEXT_LENGTH:
        problems.add(Problem.BODY_CUT)
        blocks = [(text[:TEXT_LENGTH], markup[:TEXT_LENGTH]) for text, markup in blocks[:3]]
    text = "\n\n".join(text.strip() or text_of_html(markup) for text, markup in blocks)
    markup = ""
    if any(markup for _text, markup in blocks):
        markup = "\n".join(markup or f"<pre>{html.escape(text)}</pre>" for text, markup in blocks)
    if len(text) > TEXT_LENGTH:
        problems.add(Problem.BODY_CUT)
    return text[:TEXT_LENGTH], markup


def _file(part: Part, content: _Content, problems: set[Problem]) -> None:
    if len(content.files) >= ATTACHMENTS:
        problems.add(Problem.TOO_MANY_PARTS)
        return
    data = part.body(problems)
    if part.kind == "message/rfc822":
        content.enclosed = content.enclosed or data
    if data.startswith(tnef.SIGNATURE):
        found = tnef.files_in(data)
        if found is not None:
            content.files += [
                _attachment(name, "", inner, problems) for name, inner in found[:ATTACHMENTS]
            ]
            return
        problems.add(Problem.BAD_TNEF)
    identifier = next(iter(parse_identifiers(part.headers.raw("content-id"))), "")
    is_inline = bool(identifier) and part.disposition != "attachment"
    content.files.append(
        _attachment(part.file_name, part.kind, data, problems, identifier, is_inline)
    )


def _attachment(
    name: str,
    declared: str,
    data: bytes,
    problems: set[Problem],
    content_id: str = "",
    is_inline: bool = False,
) -> Attachment:
    tidy = safe_name(name)
    if tidy != name.strip() and len(name) < 150:
        problems.add(Problem.UNSAFE_NAME)
    kind = kind_of(data, declared)
    if not tidy:
        tidy = f"attachment.{EXTENSIONS.get(kind, 'bin')}"
    return Attachment(tidy, kind, data, content_id, is_inline)
