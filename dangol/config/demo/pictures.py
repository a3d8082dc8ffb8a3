"""A banner drawn by hand, so that the demo mail has a picture."""

import struct
import zlib

WIDTH, HEIGHT = 1200, 400
NIGHT, DAWN, CUP, STEAM = (28, 32, 54), (196, 120, 84), (246, 240, 230), (150, 140, 150)


def banner() -> bytes:
    """A winter dawn with a cup, as PNG."""
    rows = b"".join(b"\x00" + _row(y) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _row(y: int) -> bytes:
    share = y / HEIGHT
    sky = bytes(round(a + (b - a) * share) for a, b in zip(NIGHT, DAWN, strict=True))
    middle = b"".join(bytes(colour) if (colour := _drawn(x, y)) else sky for x in range(440, 761))
    return sky * 440 + middle + sky * (WIDTH - 761)


def _drawn(x: int, y: int) -> tuple[int, int, int] | None:
    """The cup, its handle and the steam."""
    across, down = x - 600, y - 260
    if 0 <= down <= 90 and abs(across) <= 110 - down * 0.35:
        return CUP
    ring = (across - 105) ** 2 + (down - 35) ** 2
    if 22**2 <= ring <= 36**2 and across > 95:
        return CUP
    if 90 < down <= 100 and abs(across) <= 160:
        return CUP
    bend = 12 * ((-down // 40) % 2 * 2 - 1) * (1 - abs(-down % 40 - 20) / 20)
    if -150 <= down <= -20 and any(abs(across - at - bend) <= 4 for at in (-45, 0, 45)):
        return STEAM
    return None


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
