"""HTML of strangers made harmless: no script, form, style sheet or tracking pixel."""

import re
from typing import NamedTuple

from dangol.kit.markup import clean_html

TAGS = frozenset(
    "a abbr b bdi bdo big blockquote br caption center code col colgroup dd del dfn div dl dt em "
    "font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong "
    "sub sup table tbody td tfoot th thead tr tt u ul var".split()
)
_LOOK = {"style", "align", "valign", "width", "height", "bgcolor", "color", "dir", "lang"}
ATTRIBUTES = {
    "*": _LOOK,
    "a": _LOOK | {"href", "title"},
    "img": _LOOK | {"src", "alt", "title", "data-src"},
    "font": _LOOK | {"face", "size"},
    "td": _LOOK | {"colspan", "rowspan", "nowrap"},
    "th": _LOOK | {"colspan", "rowspan", "nowrap"},
    "table": _LOOK | {"border", "cellpadding", "cellspacing"},
    "ol": _LOOK | {"start", "type"},
    "col": _LOOK | {"span"},
}
# None of these can load anything or leave its box.
STYLES = frozenset(
    "background-color border border-bottom border-collapse border-color border-left border-radius "
    "border-right border-spacing border-style border-top border-width color direction display "
    "font-family font-size font-style font-weight height letter-spacing line-height margin "
    "margin-bottom margin-left margin-right margin-top max-width min-width padding padding-bottom "
    "padding-left padding-right padding-top table-layout text-align text-decoration text-indent "
    "vertical-align white-space width word-break word-wrap".split()
)
_DROPPED = {"script", "style", "title", "head", "template", "noscript", "iframe", "object", "svg"}
_picture = re.compile(r"<img\b[^>]*>")
_source = re.compile(r'\ssrc="([^"]*)"')
_tiny = re.compile(
    r'\s(?:width|height)="[01](?:px)?"|(?:width|height):\s?[01](?:px)?(?![\d.%])|display:\s?none'
)
_pictures = re.compile(r"<(?:img|table)\b")


class Page(NamedTuple):
    """A cleaned body; `content_ids` are the pictures it takes from its own files."""

    markup: str
    remote_images: int
    content_ids: frozenset[str]

    @property
    def is_designed(self) -> bool:
        """Whether its look carries meaning: pictures or tables, not just lines of text."""
        return _pictures.search(self.markup) is not None


def clean_page(markup: str) -> Page:
    """The harmless rest of a body. Pictures elsewhere wait in data-src until the reader asks."""
    safe = clean_html(
        markup,
        tags=set(TAGS),
        attributes={name: set(values) for name, values in ATTRIBUTES.items()},
        clean_content_tags=_DROPPED,
        filter_style_properties=set(STYLES),
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        url_relative="deny",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    remote: list[str] = []
    own: set[str] = set()
    safe = _picture.sub(lambda found: _seen(found[0], remote, own), safe)
    return Page(safe, min(len(remote), 9_999), frozenset(own))


def _seen(tag: str, remote: list[str], own: set[str]) -> str:
    """A picture as it may stay: a pixel goes, one from elsewhere waits, one of our own is noted."""
    source = _source.search(tag)
    tag = tag.replace(" data-src=", " data-old=")
    if source is None or _tiny.search(tag):
        return ""
    if source[1].startswith("cid:"):
        own.add(source[1][4:])
        return tag
    if not source[1].startswith(("http://", "https://")):
        return ""
    remote.append(source[1])
    return tag.replace(source[0], f' data-src="{source[1]}"', 1)


def with_remote_images(markup: str) -> str:
    """The page with its pictures from elsewhere, once the reader wants them."""
    return markup.replace(' data-src="', ' referrerpolicy="no-referrer" src="')


def with_own_images(markup: str, urls: dict[str, str]) -> str:
    """The page with its own pictures at their addresses here; those it lacks are left out."""

    def placed(found: re.Match[str]) -> str:
        source = _source.search(found[0])
        if source is None or not source[1].startswith("cid:"):
            return found[0]
        url = urls.get(source[1][4:], "")
        return found[0].replace(source[0], f' src="{url}"', 1) if url else ""

    return _picture.sub(placed, markup)
