"""Letters a text message can carry: CP949, counted in bytes (SMS 90, LMS 2,000)."""

from typing import NamedTuple

from dangol.kit.korean.text import cp949_bytes
from dangol.messaging.law.statutes import Statute

# what people type and CP949 lacks, with what it is read as
REPLACED = str.maketrans(
    {
        "₩": "￦",
        "—": "-",
        "–": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "•": "·",
        "‣": "·",
        "ʼ": "'",
        "‟": '"',
        "\u200b": "",
        "\u200d": "",
        "\ufeff": "",
        "\ufe0f": "",
        "\u00ad": "",
        "©": "(c)",
        "é": "e",
        "☎": "T.",
        "✔": "√",
        "✓": "√",
    }
)


class Letters(NamedTuple):
    """A text as a telephone gets it, its bytes, and letters that cannot be sent."""

    text: str
    size: int
    lost: str


def as_sent(text: str) -> Letters:
    """The text in CP949 letters; line ends count two bytes (KOREA 9).

    Signs with a plain reading are replaced; what has none (emoji) is named in `lost`.
    """
    plain = text
    if not _encodable(text):
        plain = text.translate(REPLACED)
    lost = (
        ""
        if _encodable(plain)
        else "".join(dict.fromkeys(sign for sign in plain if not _encodable(sign)))
    )
    lines = plain.replace("\r\n", "\n")
    return Letters(plain, cp949_bytes(lines) + lines.count("\n"), lost)


def size_of(size: int, statute: Statute) -> str:
    """The price class: sms, lms, or nothing when it is too long for both."""
    if size <= statute.sms_bytes:
        return "sms"
    return "lms" if size <= statute.lms_bytes else ""


def _encodable(text: str) -> bool:
    try:
        text.encode("cp949")
    except UnicodeEncodeError:
        return False
    return True
