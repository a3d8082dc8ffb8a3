"""Join the style sources into the one sheet pages link (`kit.finders` puts it in its place)."""

import re
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).parent / "static" / "kit"
ORDER = [
    "base", "shell", "button", "field", "badge", "card", "table", "list",
    "overlay", "timeline", "calendar", "rules", "grants", "account", "record", "board", "desk",
    "call", "report", "talk", "message", "welcome", "editor", "quote", "article", "print",
]  # fmt: skip


def sheet() -> str:
    """The text of `kit/app.css`: tokens, then each component, without comments and indents."""
    sources = [STATIC / "tokens.css", *(STATIC / "components" / f"{name}.css" for name in ORDER)]
    text = "\n".join(source.read_text() for source in sources)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(filter(None, lines)) + "\n"


def fingerprint() -> str:
    """Eight letters that change when any file of the kit's look or behaviour changes."""
    files = sorted(path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"})
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]
