"""Markdown to HTML that is safe on any page, and to plain words for searching."""

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from dangol.kit.markup import clean_html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

PICTURES = "/knowledge/pictures/"
_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "ul", "ol", "li", "blockquote", "pre", "code",
    "strong", "em", "s", "a", "img", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "h2": {"id"},
    "h3": {"id"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
    "code": {"class"},
}
_ends_a_word = re.compile(r"</(?:p|li|h\d|td|th|blockquote|pre)>|<br>")
_blank = re.compile(r"[ \t]*\n\s*")
_token = re.compile(re.escape(PICTURES) + r"([0-9a-f]{32})/")


@cache
def _markdown() -> "MarkdownIt":
    """Made when the first article is read: offices without any hold nothing of it in memory."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - a megabyte only readers of articles need

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


class Rendered(NamedTuple):
    """An article as HTML, as plain words, and what it is divided into (id and words)."""

    html: SafeString
    plain: str
    headings: list[tuple[str, str]]


def render(text: str) -> Rendered:
    """The text as it is shown. HTML in it stays words; pictures come from our own store only."""
    markdown = _markdown()
    tokens = markdown.parse(text)
    headings = _head(tokens)
    written = markdown.renderer.render(tokens, markdown.options, {})
    html = clean_html(
        written,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_only_ours,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
    return Rendered(mark_safe(html), plain(html), headings)  # noqa: S308 - cleaned above


def plain(html: str) -> str:
    """The words of our own HTML, a line for each block."""
    words = clean_html(_ends_a_word.sub("\n", html), tags=set())
    return _blank.sub("\n", _unescaped(words)).strip()


def headings_of(html: str) -> list[tuple[str, str]]:
    """The parts of rendered HTML: id and words of each second-level heading."""
    found = re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', html)
    return [(key, _unescaped(strip_tags(words))) for key, words in found]


def picture_tokens(text: str) -> set[str]:
    """The pictures a text shows."""
    return set(_token.findall(text))


def _unescaped(words: str) -> str:
    for sign, entity in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\xa0", "&nbsp;")):
        words = words.replace(entity, sign)
    return words.replace("&#39;", "'").replace("&amp;", "&")


def _only_ours(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if _token.fullmatch(value) else None
    return value


def _head(tokens: "list[Token]") -> list[tuple[str, str]]:
    """Move headings one level down, as the title is the first, and give them an id."""
    headings = []
    for at, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            level = min(max(int(token.tag[1]), 2), 5)
            token.tag = f"h{level}"
        if token.type == "heading_open" and token.tag in ("h2", "h3"):
            key = f"part-{sum(1 for t in tokens[:at] if t.type == 'heading_open') + 1}"
            token.attrSet("id", key)
            if token.tag == "h2":
                headings.append((key, tokens[at + 1].content))
        if token.type in ("th_open", "td_open"):
            _align(token)
        for child in token.children or ():
            if child.type == "image":
                child.attrSet("loading", "lazy")
    return headings


def _align(token: "Token") -> None:
    """A class instead of a style, which the content policy and the cleaning would refuse."""
    style = str(token.attrs.pop("style", ""))
    if style.endswith(":right"):
        token.attrSet("class", "r")
    elif style.endswith(":center"):
        token.attrSet("class", "c")
