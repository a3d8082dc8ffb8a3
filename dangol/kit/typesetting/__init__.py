"""PDF by typst: a template with data, the same bytes on every machine."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Pretendard"


def typeset(template: Path, data: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
    """Fill a template; the PDF carries its own fonts (Pretendard Regular and Bold).

    Data travels as JSON and is never read as markup: in the template
    `#let data = json(bytes(sys.inputs.data))`. The template reads files of its own folder only.
    `at` is the creation date written into the file.
    """
    import typst  # noqa: PLC0415 - 7 MB that a process which prints nothing need not hold

    pdf: bytes = typst.compile(
        str(template),
        timestamp=int(at.timestamp()) if at else None,
        pdf_tags=False,
        **_given(template, data),
    )
    return pdf


def draw(template: Path, data: Mapping[str, Any], *, ppi: int = 96) -> list[bytes]:
    """The same pages as PNG pictures, to be looked at before they are printed."""
    import typst  # noqa: PLC0415

    pages: bytes | list[bytes] = typst.compile(
        str(template), format="png", ppi=ppi, **_given(template, data)
    )
    return pages if isinstance(pages, list) else [pages]


def _given(template: Path, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "root": str(template.parent),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False)},
    }
