"""winmail.dat: what Outlook wraps in TNEF instead of MIME."""

import struct

from dangol.messaging.parsing.charsets import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
# The reader copies the rest of the file at every object: this bounds its work.
OBJECTS = 2_000
COPIED_BYTES = 1_000_000_000


def files_in(data: bytes) -> list[tuple[str, bytes]] | None:
    """Name and content of every file inside; None when it cannot be read."""
    count = _objects(data)
    if not count or count > OBJECTS or count * len(data) > COPIED_BYTES:
        return None
    from tnefparse import TNEF  # noqa: PLC0415 - 2 MB that few mails need

    try:
        found = TNEF(data, do_checksum=False)
        return [(_name(item), bytes(item.data)) for item in found.attachments if item.data]
    except Exception:
        return None


def _objects(data: bytes) -> int:
    """How many objects there are, by their lengths alone; 0 for what is no TNEF."""
    if not data.startswith(SIGNATURE):
        return 0
    position, count = 6, 0
    while position + 12 < len(data) and count <= OBJECTS:
        (length,) = struct.unpack_from("<I", data, position + 5)
        position += length + 11
        count += 1
    return count


def _name(item: object) -> str:
    """The long name if there is one; names are bytes of the sender's code page."""
    for attribute in getattr(item, "mapi_attrs", ()):
        if attribute.name == 0x3707 and attribute.data:  # PidTagAttachLongFilename
            return _letters(attribute.data)
    return _letters(getattr(item, "_name", b""))


def _letters(value: object) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    text = decode(value) if isinstance(value, bytes) else str(value)
    return text.strip("\0 ")
