"""Address labels on ready-made sheets: any size, from any place of the first sheet."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from dangol.kit.errors import Refused
from dangol.kit.typesetting import typeset

TYPST = Path(__file__).parent / "typst"
SMALLEST = 10.0


@dataclass(frozen=True)
class Sheet:
    """The measures of one sheet in millimetres: columns and rows of labels, margins, gaps."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap_x: float = 0
    gap_y: float = 0
    page_width: float = 210
    page_height: float = 297

    @property
    def per_sheet(self) -> int:
        return self.columns * self.rows

    def checked(self) -> "Sheet":
        """The sheet, or Refused when its labels do not fit on the paper."""
        if not (1 <= self.columns <= 10 and 1 <= self.rows <= 30):
            raise Refused(_("칸은 가로 1~10개, 세로 1~30개로 적으세요."))
        if min(self.width, self.height) < SMALLEST or min(self.left, self.top) < 0:
            raise Refused(_("라벨은 가로세로 10mm 이상, 여백은 0mm 이상으로 적으세요."))
        across = self.left + self.columns * self.width + (self.columns - 1) * self.gap_x
        down = self.top + self.rows * self.height + (self.rows - 1) * self.gap_y
        if min(self.gap_x, self.gap_y) < 0:
            raise Refused(_("간격은 0mm 이상으로 적으세요."))
        if across > self.page_width + 0.05 or down > self.page_height + 0.05:
            raise Refused(
                _("라벨이 종이(%(w)g×%(h)gmm)를 벗어납니다. 지금은 %(x).1f×%(y).1fmm입니다.")
                % {"w": self.page_width, "h": self.page_height, "x": across, "y": down}
            )
        return self


# Makers give the size of a label; margins follow from centring the labels on the sheet, so a
# sheet should be tried once on plain paper.
PRESETS: dict[str, Sheet] = {
    "formtec-3107": Sheet(2, 7, 99.1, 38.1, 4.65, 15.15, gap_x=2.5),
    "formtec-3108": Sheet(2, 8, 99.1, 33.9, 4.65, 12.9, gap_x=2.5),
    "a4-3x8": Sheet(3, 8, 64.0, 33.9, 7.5, 12.9, gap_x=1.5),
    "a4-2x4": Sheet(2, 4, 99.1, 67.7, 4.65, 13.1, gap_x=2.5),
}


class Label(NamedTuple):
    """One label: lines of the address, the company if a person is meant there, the name with its
    귀하 or 귀중, and a small note (고객번호) by which a returned letter is told.
    """

    address: tuple[str, ...]
    name: str
    postcode: str = ""
    company: str = ""
    note: str = ""


def labels_pdf(
    labels: Sequence[Label],
    sheet: Sheet,
    *,
    first: int = 1,
    marks: bool = False,
    at: datetime | None = None,
) -> bytes:
    """The sheets, in the order given; `first` is the place to begin at, counted from 1 by rows.

    `marks` draws the edges, to try a sheet on plain paper.
    """
    sheet = sheet.checked()
    if not 1 <= first <= sheet.per_sheet:
        raise Refused(_("시작 칸은 1에서 %(n)d 사이로 적으세요.") % {"n": sheet.per_sheet})
    data = {
        "sheet": asdict(sheet),
        "first": first,
        "marks": marks,
        "labels": [label._asdict() for label in labels],
    }
    return typeset(TYPST / "labels.typ", data, at=at)
