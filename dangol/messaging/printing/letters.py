"""Letters for window envelopes, one PDF for many people."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from dangol.kit.typesetting import typeset
from dangol.messaging.printing.labels import Label
from dangol.messaging.printing.markup import parts_of

TYPST = Path(__file__).parent / "typst"


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


def letters_pdf(
    letters: Sequence[Letter],
    head: Letterhead,
    *,
    window: Window | None = None,
    at: datetime | None = None,
) -> bytes:
    """The letters one after another, each on new pages with numbers of its own."""
    data = {
        "sender": asdict(head),
        "window": asdict(window or Window()),
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
    return typeset(TYPST / "letters.typ", data, at=at)
