"""HTML that would exhaust its parser, turned into plain text first."""

import html
import re

from dangol.messaging.parsing.problems import Problem

# The parser's time grows with the square of how deep these nest: 20,000 take some seconds.
CONTAINERS = 20_000
# Unclosed formatting tags are opened again in every paragraph: the product is bounded.
REOPENED = 1_000_000

# Cannot nest in themselves without a container between.
_FLAT = frozenset(
    "td th tr tbody thead tfoot col colgroup p li dt dd br hr img input meta link wbr".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_open = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})([^<>]{0,300})")


def tame(markup: str, problems: set[Problem]) -> str:
    """The markup, or its text in a `<pre>` when it is built to exhaust whoever reads it."""
    containers, lines = 0, 0
    styles: set[str] = set()
    for match in _open.finditer(markup):
        name = match[1].lower()
        if name in _FLAT:
            lines += 1
            continue
        containers += 1
        if name in _FORMATTING:
            styles.add(match[0])
        if containers > CONTAINERS:
            break
    if containers <= CONTAINERS and len(styles) * (lines + containers) <= REOPENED * 20:
        return markup
    problems.add(Problem.BODY_CUT)
    return f"<pre>{html.escape(html.unescape(without_tags(markup)))}</pre>"


def without_tags(markup: str) -> str:
    """The text between the tags, in one pass."""
    first, *pieces = markup.split("<")
    return first + " ".join(piece.partition(">")[2] if ">" in piece else piece for piece in pieces)
