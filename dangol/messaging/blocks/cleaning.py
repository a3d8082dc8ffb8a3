"""What the small text editor may send: a few tags, safe links, colours of the palette."""

import re
from html import escape, unescape

from dangol.kit.markup import clean_html

# names of the palette: light and dark ink are in mail.css
COLOURS = ("blue", "green", "amber", "red", "violet", "grey")
CLASSES = {f"c-{name}" for name in COLOURS}
_TAGS = {"p", "br", "strong", "em", "u", "a", "ul", "ol", "li", "span"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_SAME = ((re.compile(r"<(/?)b>"), r"<\1strong>"), (re.compile(r"<(/?)i>"), r"<\1em>"))
_blocks = re.compile(r"<(/?)div(?:\s[^>]*)?>")
_empty = re.compile(r"<(span|strong|em|u)>\s*</\1>")
_bare_span = re.compile(r"<span>(.*?)</span>", re.DOTALL)


def clean_rich(html: str) -> str:
    """The text as it is kept: no scripts, styles or foreign tags; Chromium's div is a p."""
    html = _blocks.sub(r"<\1p>", html)
    for old, new in _SAME:
        html = old.sub(new, html)
    html = clean_html(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        allowed_classes={"span": CLASSES},
        url_schemes=_SCHEMES,
        url_relative=_merged_only,
        link_rel=None,
    )
    html = _bare_span.sub(r"\1", html)
    return _empty.sub("", html).strip()


def clean_line(html: str) -> str:
    """The same on one line: a heading has no paragraphs or lists."""
    text = re.sub(r"</?(?:p|ul|ol|li)>|<br>", " ", clean_rich(html))
    return " ".join(text.split())


def clean_link(address: str) -> str:
    """An address a button or picture may lead to, or "" if it is none.

    A merge field may stand anywhere; what has no scheme becomes https.
    """
    address = "".join(address.split()) if "#{" not in address else address.strip()
    if not address:
        return ""
    if address.startswith(("#{", "{{")):
        return address
    if re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?#:]|$)", address):
        address = f"https://{address}"
    shown = clean_html(
        f'<a href="{escape(address)}">x</a>',
        tags={"a"},
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel=None,
    )
    match = re.match(r'<a href="([^"]*)"', shown)
    return unescape(match[1]) if match else ""


def _merged_only(address: str) -> str | None:
    return address if address.startswith(("#{", "{{")) else None
