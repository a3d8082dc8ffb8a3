"""The demo company's seal, typeset as a red round stamp."""

from pathlib import Path

from dangol.kit.typesetting import draw

TEMPLATE = Path(__file__).parent / "seal.typ"


def seal_picture() -> bytes:
    """PNG with a transparent ground."""
    return draw(TEMPLATE, {"letters": ["봄결", "커피"]}, ppi=200)[0]
