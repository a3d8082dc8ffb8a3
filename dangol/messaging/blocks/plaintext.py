"""Blocks as the plain text beside the HTML."""

import re
from collections.abc import Callable, Sequence
from html import unescape

from dangol.messaging.blocks.document import Block, Side
from dangol.messaging.merging import only_if, only_with

_breaks = re.compile(r"<br>|</p>\s*(?:<p>)?")
_items = re.compile(r"<li>")
_links = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_tags = re.compile(r"<[^>]*>")


def mail_text(blocks: Sequence[Block]) -> str:
    """The same in plain text, for programs that show no HTML; still with its merge fields."""
    parts = []
    for block in blocks:
        if text := _TEXTS[block.kind](block).strip():
            when = only_if(block.when, f"\n{text}\n") if block.when else text
            parts.append(when)
    return "\n\n".join(parts)


def plain(html: str) -> str:
    """The small editor's text without its markup; an address stands behind its words."""
    html = _links.sub(_with_address, html)
    html = re.sub(r"</(?:ul|ol)>", "\n", _items.sub("\n- ", html))
    text = unescape(_tags.sub("", _breaks.sub("\n", html))).replace("\xa0", " ")
    lines = [line.strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _with_address(match: re.Match[str]) -> str:
    href, words = match[1], _tags.sub("", match[2]).strip()
    return (
        words if unescape(href).removeprefix("mailto:") == unescape(words) else f"{words} ({href})"
    )


def _side_text(side: Side) -> str:
    parts = [f"[{side.alt}]" if side.alt else "", plain(side.html), _button_text(side)]
    return "\n".join(part for part in parts if part)


def _button_text(item: Block | Side) -> str:
    return f"{item.label}: {item.href}" if item.label and item.href else ""


_TEXTS: dict[str, Callable[[Block], str]] = {
    "heading": lambda block: plain(block.html),
    "text": lambda block: plain(block.html),
    "image": lambda block: " ".join(
        filter(None, (f"[{block.alt}]" if block.alt else "", block.href))
    ),
    "button": _button_text,
    "divider": lambda block: "-" * 20,
    "columns": lambda block: "\n\n".join(filter(None, map(_side_text, (block.left, block.right)))),
    "customer": lambda block: "\n".join(
        only_with(name, f"\n{name}: #{{{name}}}\n") for name in block.fields
    ),
    "footer": lambda block: plain(block.html),
}
