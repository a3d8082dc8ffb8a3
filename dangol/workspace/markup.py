"""Plain words with a little shape: headings, lists, quotes, bold, links and people; never HTML."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dangol.kit.markup import clean_html
from dangol.workspace.mentions import mentioned

# the repeats have an end: a text of signs that open and never close is read in a moment
_bold = re.compile(r"\*\*(?=\S)(.{1,500}?)(?<=\S)\*\*")
_link = re.compile(r"\[([^\[\]\n]{1,200})\]\((https?://[^\s()<>]{1,1000})\)")
_address = re.compile(r"(?<![\"'>=/\w])(https?://[^\s<>\"']{1,1000}[^\s<>\"'.,;:!?)\]])")
_item = re.compile(r"^(?:[-*]|(\d{1,3})[.)])\s+")
ALLOWED = {"p", "br", "b", "a", "ul", "ol", "li", "h3", "h4", "blockquote"}


def talk(text: str) -> SafeString:
    """A text as people wrote it, with what it means shown; what they typed as HTML stays text.

    Everything is escaped before, and only the tags of ALLOWED leave here.
    """
    html = "".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())
    clean = clean_html(
        html,
        tags=ALLOWED,
        attributes={"a": {"href"}, "b": {"class"}},
        url_schemes={"http", "https"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned above


def _block(block: str) -> str:
    lines = block.split("\n")
    heads = 0
    while heads < len(lines) and lines[heads].startswith(("## ", "# ")):
        heads += 1
    return "".join(map(_heading, lines[:heads])) + _body(lines[heads:])


def _heading(line: str) -> str:
    tag, words = ("h4", line[3:]) if line.startswith("## ") else ("h3", line[2:])
    return f"<{tag}>{_inline(words)}</{tag}>"


def _body(lines: list[str]) -> str:
    if not any(line.strip() for line in lines):
        return ""
    if all(line.startswith(">") for line in lines):
        return f"<blockquote>{_lines([line[1:].strip() for line in lines])}</blockquote>"
    if all(_item.match(line) for line in lines):
        found = _item.match(lines[0])
        tag = "ol" if found and found[1] else "ul"
        items = "".join(f"<li>{_inline(_item.sub('', line))}</li>" for line in lines)
        return f"<{tag}>{items}</{tag}>"
    return f"<p>{_lines(lines)}</p>"


def _lines(lines: list[str]) -> str:
    return "<br>".join(map(_inline, lines))


def _inline(text: str) -> str:
    names = sorted(set(mentioned(text).values()), key=len, reverse=True)
    html = str(escape(text))
    html = _bold.sub(r"<b>\1</b>", html)
    html = _link.sub(r'<a href="\2">\1</a>', html)
    html = _address.sub(r'<a href="\1">\1</a>', html)
    for name in names:
        html = re.sub(f"@{re.escape(name)}", f'<b class="mention">@{name}</b>', html)
    return html
