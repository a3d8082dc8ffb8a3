"""Text of mails: HTML to lines, thread subjects, what is new and what is quoted."""

import html
import re

from dangol.kit.korean.text import clean_text
from dangol.kit.markup import clean_html

# Tags that end a line; nh3 leaves them bare, so one pass of a small pattern suffices after it.
_LINES = frozenset(
    "br p div tr li ul ol table blockquote h1 h2 h3 h4 h5 h6 pre hr section dt dd".split()
)
_DROPPED = frozenset(("script", "style", "title", "head", "template", "noscript"))
_tag = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_many_blank = re.compile(r"\n[ \t]*\n[ \t\n]*")
_html_spaces = re.compile(r"[ \t\r\n\f]+")

_prefix = re.compile(
    r"\s*(?:(?:\[\s*)?(?:re|fw|fwd|aw|wg|회신|답장|답변|전달|회수|참조)"
    r"(?:\s*\[\d{1,3}\]|\s*\(\d{1,3}\)|\d)?"
    r"(?:\s*\])?\s*[:：]|\[\s*(?:re|fw|fwd|회신|답장|답변|전달)\s*\])\s*",
    re.IGNORECASE,
)
_forward_prefix = re.compile(r"\s*\[?\s*(?:fw|fwd|전달)\s*\]?\s*(?:[:：]|(?<=\]))", re.IGNORECASE)

_separator = re.compile(
    r"\s*>*\s*(?:[-_=]{2,}\s*(?:original message|original mail|forwarded message|"
    r"begin forwarded message|원본 ?메시지|원본 ?메일|원문|전달된 ?메시지|전달된 ?메일|이전 ?메일)"
    r"\s*[-_=]{2,}|begin forwarded message:)\s*",
    re.IGNORECASE,
)
_wrote = re.compile(
    r"\s*>*\s*(?:\d{4}년 \d{1,2}월 \d{1,2}일.{0,200}(?:님이|님의|이\(가\)|가) ?"
    r"(?:작성|쓴 글|쓰신 글|말씀)\s*:?|\d{4}[-./].{5,200}(?:님이 작성|wrote|작성)\s*:"
    r"|On .{5,250} wrote:|.{2,120}님이 \d{4}.{5,80}(?:작성|쓴 글|에 쓴).{0,20})\s*"
)
_label = re.compile(
    r"\s*[>*|]*\s*(from|sent|to|cc|subject|date|보낸 ?사람|보낸 ?이|보낸 ?날짜|보낸 ?시간|"
    r"날짜|일시|받는 ?사람|받는 ?이|수신|발신|참조|제목)\s*\*?\s*[:：]",
    re.IGNORECASE,
)
_SENDER_LABELS = ("from", "보낸사람", "보낸이", "발신")
LINE = 400


def text_of_html(markup: str) -> str:
    """The readable lines of an HTML body; scripts and styles are no text."""
    bare = clean_html(
        markup, tags={*_LINES, "td", "th"}, attributes={}, clean_content_tags=set(_DROPPED),
        strip_comments=True, link_rel=None,
    )  # fmt: skip
    parts: list[str] = []
    last = 0
    for match in _tag.finditer(bare):
        parts.append(_html_spaces.sub(" ", bare[last : match.start()]))
        closes, name = match.groups()
        if name in ("td", "th"):
            parts.append("\t" if closes else "")
        elif name in ("br", "hr") or closes or (parts and parts[-1].strip()):
            parts.append("\n")
        last = match.end()
    parts.append(_html_spaces.sub(" ", bare[last:]))
    lines = (line.strip() for line in html.unescape("".join(parts)).split("\n"))
    return clean_text(_many_blank.sub("\n\n", "\n".join(lines)))


def thread_subject(subject: str) -> str:
    """The subject without Re:, 회신:, [답장], FW:, 전달: … in any number and order."""
    position = 0
    for _n in range(60):
        found = _prefix.match(subject, position)
        if not found:
            break
        position = found.end()
    return subject[position:].strip()


def has_forward_prefix(subject: str) -> bool:
    """Whether FW:, Fwd:, 전달: or [전달] is the first mark of the subject."""
    return _forward_prefix.match(subject) is not None


def split_reply(text: str) -> tuple[str, str]:
    """What the writer added, and the older mails quoted below it."""
    lines = text.split("\n")
    tail = _quoted_tail(lines)
    for index in range(len(lines)):
        if index >= tail or _starts_quote(lines, index):
            return "\n".join(lines[:index]).rstrip("\n _-"), "\n".join(lines[index:])
    return text, ""


def _quoted_tail(lines: list[str]) -> int:
    """Where the last run of lines marked with > begins; answers between quotes stay above it."""
    last = next(
        (n for n in range(len(lines) - 1, -1, -1) if lines[n].strip() and lines[n][0] != ">"), -1
    )
    return next((n for n in range(last + 1, len(lines)) if lines[n].strip()), len(lines))


def _starts_quote(lines: list[str], index: int) -> bool:
    line = lines[index][:LINE]
    if not line.strip():
        return False
    if _separator.fullmatch(line) or _wrote.fullmatch(line) or is_header_block(lines, index):
        return True
    # Gmail wraps its sentence when the name is long
    below = lines[index + 1].strip()[:LINE] if index + 1 < len(lines) else ""
    return line.startswith(("On ", "20")) and bool(below and _wrote.fullmatch(f"{line} {below}"))


def is_header_block(lines: list[str], index: int) -> bool:
    """Whether the header of a quoted mail begins here: 보낸사람: … and two more of its lines."""
    found = _label.match(lines[index][:LINE])
    if not found or found[1].replace(" ", "").lower() not in _SENDER_LABELS:
        return False
    below = sum(bool(_label.match(line[:LINE])) for line in lines[index + 1 : index + 8])
    return below >= 2


def quoted_header(lines: list[str], index: int) -> dict[str, str]:
    """The fields of a quoted mail's header by label, in small letters and without spaces."""
    fields: dict[str, str] = {}
    for line in lines[index : index + 10]:
        if found := _label.match(line[:LINE]):
            fields.setdefault(
                found[1].replace(" ", "").lower(), line[found.end() : LINE].strip(" *")
            )
        elif not line.strip(" >|"):
            break
    return fields


def find_header_block(text: str) -> dict[str, str]:
    """The header of the first mail quoted in a text; empty when none is."""
    lines = text.split("\n")
    for index in range(min(len(lines), 2_000)):
        if is_header_block(lines, index):
            return quoted_header(lines, index)
    return {}
