"""What kind of picture some bytes are, and how large; the name a file came with says nothing."""

import struct
from typing import NamedTuple


class Measured(NamedTuple):
    """A picture's kind (png, gif, jpg) and its size in pixels."""

    kind: str
    width: int
    height: int


def measure(data: bytes) -> Measured | None:
    """PNG, GIF or JPEG by content, or None; other kinds are not shown by Outlook."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
            return Measured("png", *struct.unpack(">II", data[16:24]))
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return Measured("gif", *struct.unpack("<HH", data[6:10]))
        if data[:3] == b"\xff\xd8\xff":
            return _jpeg(data)
    except struct.error:
        return None
    return None


def _jpeg(data: bytes) -> Measured | None:
    """Walk the segments to the frame header (ITU-T T.81 B.2.2)."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Measured("jpg", width, height)
        if length < 2 or marker == 0xDA:
            return None
        at += 2 + length
    return None


def without_whereabouts(data: bytes) -> bytes:
    """A JPEG without its application notes: phones write there where a photograph was taken.

    The colour profile (APP2) and Adobe's note (APP14) stay, they change how it looks.
    """
    if data[:3] != b"\xff\xd8\xff":
        return data
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] not in (0xDA, 0xD9, 0xFF):
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        marker = data[at + 1]
        if not (0xE0 < marker <= 0xEF and marker not in (0xE2, 0xEE)) and marker != 0xFE:
            kept.append(data[at:end])
        at = end
    return b"".join(kept) + data[at:]
