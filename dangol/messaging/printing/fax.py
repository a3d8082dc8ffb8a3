"""A fax: cover and text, with the marks of an advertisement where it is one (AD-10)."""

import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from dangol.kit.typesetting import draw, typeset
from dangol.messaging.printing.markup import parts_of

TEMPLATE = Path(__file__).parent / "typst" / "fax.typ"
# the largest letters of a fax, and the smallest a fax machine still shows
TITLE_POINTS, LEAST_POINTS = 28, 10


@dataclass(frozen=True, kw_only=True)
class Fax:
    """Who sends what to whom. `top` and `foot` are the lines the law asks of an advertisement;
    `foot_ratio` is how large the foot must be beside the largest letter.
    """

    to: str
    to_fax: str
    sender: str
    phone: str
    date: str
    subject: str
    text: str
    top: str = ""
    foot: str = ""
    foot_ratio: float = 1 / 3


def fax_pdf(fax: Fax, *, at: datetime | None = None) -> bytes:
    """The pages as they are faxed; black on white, nothing smaller than ten points."""
    return typeset(TEMPLATE, _data(fax), at=at)


def fax_pages(fax: Fax) -> list[bytes]:
    """The same as PNG pictures, to be looked at."""
    return draw(TEMPLATE, _data(fax), ppi=72)


def _data(fax: Fax) -> dict[str, Any]:
    with override("ko"):  # the receiver reads it
        labels = {
            "to": _("받는 분"), "from": _("보내는 곳"), "fax": _("팩스"), "phone": _("전화"),
            "date": _("날짜"), "pages": _("쪽수"), "subject": _("제목"),
        }  # fmt: skip
    return {
        "labels": labels,
        "to": fax.to,
        "to_fax": fax.to_fax,
        "from": fax.sender,
        "from_phone": fax.phone,
        "date": fax.date,
        "subject": fax.subject,
        "parts": parts_of(fax.text),
        "top": fax.top,
        "foot": fax.foot,
        "title_size": TITLE_POINTS,
        "mark_size": max(LEAST_POINTS, math.ceil(TITLE_POINTS * fax.foot_ratio)),
    }
