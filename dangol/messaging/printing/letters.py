"""Letters for window envelopes, one PDF for many people."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from dangol.kit.korean.phones import format_phone
from dangol.kit.typesetting import draw, typeset
from dangol.messaging.law.marks import MARK
from dangol.messaging.outbox.models import Kind
from dangol.messaging.printing.labels import Label
from dangol.messaging.printing.markup import parts_of

TEMPLATE = Path(__file__).parent / "typst" / "letters.typ"


@dataclass(frozen=True)
class Letterhead:
    """Who writes, at the top left of the first page."""

    name: str
    address: str
    contact: str


@dataclass(frozen=True)
class Window:
    """Where the envelope's window shows the address, in millimetres from the paper's edge."""

    left: float = 20
    top: float = 50
    width: float = 90
    height: float = 38


class Letter(NamedTuple):
    """One letter, merged. `text` is in the markup of letters; `foot` is small print at its end."""

    to: Label
    date: str
    title: str
    text: str
    signature: str
    foot: str = ""


def ad_title(title: str, kind: str) -> str:
    """The title; an advertisement says so in front, as on the other media."""
    return f"{MARK} {title}".strip() if kind == Kind.AD else title


def ad_foot(kind: str, number: str) -> str:
    """How to refuse more advertising letters; nothing on others or without a number."""
    if kind != Kind.AD or not number:
        return ""
    return _("우편을 더 받지 않으시려면 %(number)s(으)로 알려 주세요.") % {
        "number": format_phone(number)
    }


def letters_pdf(
    letters: Sequence[Letter],
    head: Letterhead,
    *,
    window: Window | None = None,
    at: datetime | None = None,
) -> bytes:
    """The letters one after another, each on new pages with numbers of its own."""
    return typeset(TEMPLATE, _data(letters, head, window or Window()), at=at)


def letter_pages(letter: Letter, head: Letterhead, window: Window | None = None) -> list[bytes]:
    """One letter as PNG pictures, to be looked at."""
    return draw(TEMPLATE, _data([letter], head, window or Window()), ppi=72)


def _data(letters: Sequence[Letter], head: Letterhead, window: Window) -> dict[str, Any]:
    return {
        "sender": asdict(head),
        "window": asdict(window),
        "letters": [
            {
                **letter.to._asdict(),
                "date": letter.date,
                "title": letter.title,
                "parts": parts_of(letter.text),
                "signature": letter.signature,
                "foot": letter.foot,
            }
            for letter in letters
        ],
    }
