"""PDF by typst: a template with data, the same bytes on every machine."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Compiler, Fonts

FOLDER = Path(__file__).parent / "fonts"


def typeset(template: Path, data: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
    """Fill a template; the PDF carries its own fonts (Pretendard Regular and Bold).

    Data travels as JSON and is never read as markup: in the template
    `#let data = json(bytes(sys.inputs.data))`. The template reads files of its own folder only.
    `at` is the creation date written into the file.
    """
    pdf: bytes = _compiler(template, data).compile(
        timestamp=int(at.timestamp()) if at else None, pdf_tags=False
    )  # type: ignore[assignment]  # the stubs also know files and pages
    return pdf


def draw(template: Path, data: Mapping[str, Any], *, ppi: int = 96) -> list[bytes]:
    """The same pages as PNG pictures, to be looked at before they are printed."""
    pages: Any = _compiler(template, data).compile(format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def _compiler(template: Path, data: Mapping[str, Any]) -> "Compiler":
    """One for each document, since its inputs are its own; only the fonts are shared."""
    import typst  # noqa: PLC0415 - 7 MB that a process which prints nothing need not hold

    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


@cache
def _fonts() -> "Fonts":
    """Read once in a process: reading them cost more than setting a page."""
    import typst  # noqa: PLC0415 - 7 MB that a process which prints nothing need not hold

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FOLDER)]
    )
