"""Blocks as HTML that mail programs show alike.

Tables and inline styles, since Outlook lays out with Word and Naver and Daum drop style sheets;
what depends on the screen (dark, narrow) is an addition that may be lost.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from dangol.messaging.blocks.document import Block, Side
from dangol.messaging.merging import only_if, only_with

HERE = Path(__file__).parent
WIDTH, INNER = 600, 536
# Gmail cuts a mail off after 102 KB; links that are tracked and the footer come on top
LARGEST = 102 * 1024


class Picture(NamedTuple):
    """An uploaded picture as a mail shows it: where it is, and its size in pixels."""

    url: str
    width: int
    height: int


Pictures = Mapping[str, Picture]


@cache
def _inliner() -> Any:
    from css_inline import CSSInliner  # noqa: PLC0415 - 2 MB that only mails need

    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def mail_html(
    blocks: Sequence[Block], pictures: Pictures, *, title: str = "", dark: bool | None = None
) -> str:
    """The whole mail, still with its merge fields.

    `dark` shows it as in a dark program, or as in a light one, whatever the screen is.
    """
    body = "\n".join(_when(block, _WRITERS[block.kind](block, pictures)) for block in blocks)
    frame = (HERE / "frame.html").read_text()
    return _inliner().inline(frame.format(title=escape(title), css=_css(dark), body=body))


@lru_cache(3)
def _css(dark: bool | None) -> str:
    night = (HERE / "mail-dark.css").read_text()
    media = {None: "(prefers-color-scheme: dark)", True: "all", False: "not all"}[dark]
    return (
        f"{(HERE / 'mail.css').read_text()}\n@media {media} {{\n{night}\n{_for_outlook(night)}}}\n"
        "@media (max-width: 480px) { .inner { padding: 12px 20px !important; } "
        ".column { max-width: 100% !important; } }"
    )


def _for_outlook(css: str) -> str:
    """Outlook on the web renames what it darkens; the same rules under its own mark."""
    rules = (rule.partition("{") for rule in css.split("}") if "{" in rule)
    return "\n".join(
        ", ".join(f"[data-ogsc] {one.strip()}" for one in selectors.split(",")) + f" {{{said}}}"
        for selectors, _sign, said in rules
    )


def _when(block: Block, html: str) -> str:
    return only_if(escape(block.when, quote=False), html) if block.when else html


def _row(inside: str, *, align: str = "left", cell: str = "inner") -> str:
    """A block stands in a table of its own, so that a condition never splits one."""
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>'
        f'<td class="{cell}" align="{align}">{inside}</td></tr></table>'
    )


def _heading(block: Block, pictures: Pictures) -> str:
    tag = f"h{block.level}"
    style = f'class="heading level-{block.level}" style="margin:0;text-align:{block.align}"'
    return _row(f"<{tag} {style}>{block.html}</{tag}>", align=block.align)


def _text(block: Block, pictures: Pictures) -> str:
    return _row(
        f'<div class="text" style="text-align:{block.align}">{block.html}</div>', align=block.align
    )


def _image(block: Block, pictures: Pictures) -> str:
    width = INNER * block.width // 100
    return _row(_img(block.picture, block.alt, block.href, pictures, width), align=block.align)


def _img(name: str, alt: str, href: str, pictures: Pictures, width: int) -> str:
    picture = pictures.get(name)
    if picture is None:
        return ""
    wide = min(width, picture.width)
    tall = max(1, round(picture.height * wide / max(picture.width, 1)))
    # Outlook knows the attributes only; the style lets it shrink on a phone
    html = (
        f'<img src="{escape(picture.url)}" alt="{escape(alt)}" width="{wide}" height="{tall}" '
        f'style="width:{wide}px;max-width:100%;height:auto">'
    )
    return f'<a href="{escape(href)}" target="_blank">{html}</a>' if href else html


def _button(block: Block, pictures: Pictures) -> str:
    return _row(_link(block.label, block.href, block.align), align=block.align)


def _link(label: str, href: str, align: str = "left") -> str:
    if not (label and href):
        return ""
    return (
        f'<table role="presentation" align="{align}" cellpadding="0" cellspacing="0" border="0">'
        f'<tr><td class="button" bgcolor="#2f53d6" align="center"><a href="{escape(href)}" '
        f'target="_blank">{escape(label)}</a></td></tr></table>'
    )


def _divider(block: Block, pictures: Pictures) -> str:
    return _row(_row("&nbsp;", cell="rule"))


def _columns(block: Block, pictures: Pictures) -> str:
    """Side by side where there is room, else under each other; Outlook gets a real table."""
    left, right = (_side(side, pictures) for side in (block.left, block.right))
    inside = (
        '<!--[if mso]><table role="presentation" width="100%"><tr><td width="268" valign="top">'
        f'<![endif]--><div class="column">{left}</div><!--[if mso]></td>'
        f'<td width="268" valign="top"><![endif]--><div class="column">{right}</div>'
        "<!--[if mso]></td></tr></table><![endif]-->"
    )
    return _row(f'<div style="font-size:0;text-align:left">{inside}</div>')


def _side(side: Side, pictures: Pictures) -> str:
    parts = [
        _img(side.picture, side.alt, side.href if not side.label else "", pictures, 256),
        f'<div class="text">{side.html}</div>' if side.html else "",
        _link(side.label, side.href),
    ]
    cells = "".join(f'<tr><td class="gap">{part}</td></tr>' for part in parts if part)
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
        f"{cells}</table>"
        if cells
        else ""
    )


def _customer(block: Block, pictures: Pictures) -> str:
    """What we know of the customer; a line without a value is left out."""
    rows = "".join(only_with(escape(name), _fact(name)) for name in block.fields)
    return _row(rows)


def _fact(name: str) -> str:
    return (
        '<table role="presentation" class="facts" width="100%" cellpadding="0" cellspacing="0" '
        f'border="0"><tr><td class="cell key">{escape(name)}</td>'
        f'<td class="cell">#{{{escape(name)}}}</td></tr></table>'
    )


def _footer(block: Block, pictures: Pictures) -> str:
    return _row(f'<div class="small" style="text-align:{block.align}">{block.html}</div>')


_WRITERS: dict[str, Callable[[Block, Pictures], str]] = {
    "heading": _heading,
    "text": _text,
    "image": _image,
    "button": _button,
    "divider": _divider,
    "columns": _columns,
    "customer": _customer,
    "footer": _footer,
}
