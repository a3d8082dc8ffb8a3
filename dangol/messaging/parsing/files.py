"""What an attachment is called and what it really is."""

import re

from dangol.kit.korean.text import clean

NAME_LENGTH = 150
OCTETS = "application/octet-stream"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"), (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", "application/gzip"), (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"), (b"ID3", "audio/mpeg"),
    (b"{\\rtf", "application/rtf"), (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"), (b"HWP Document File V", "application/x-hwp"),
)  # fmt: skip
_ZIPPED = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
EXTENSIONS = {
    "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif",
    "application/x-hwp": "hwp", "application/hwp+zip": "hwpx", "application/zip": "zip",
    "message/rfc822": "eml", "text/plain": "txt", "text/html": "html", "text/calendar": "ics",
    "text/vcard": "vcf", "text/csv": "csv", "image/webp": "webp",
}  # fmt: skip
# Opened by a double click, these run programs, or scripts in the office's name.
_RISKY = frozenset(
    "exe scr com bat cmd pif msi msp jar js jse vbs vbe wsf wsh ps1 lnk hta cpl reg iso img vhd "
    "html htm xhtml shtml svg svgz mht chm docm xlsm pptm xll application appref-ms".split()
)
INLINE_TYPES = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"))
_separators = re.compile(r"[/\\]+")
_forbidden = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


def safe_name(name: str) -> str:
    """A file name without folders, hidden letters or device names; "" for nothing usable."""
    last = _separators.split(clean(name[:4000]).strip())[-1]
    tidy = _forbidden.sub("_", last).strip(" .")
    if len(tidy) <= NAME_LENGTH:
        return tidy
    stem, dot, extension = tidy.rpartition(".")
    if not dot or len(extension) > 10:
        return tidy[:NAME_LENGTH].strip(" .")
    return f"{stem[: NAME_LENGTH - len(extension) - 1].strip()}.{extension}"


def extension_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_risky(name: str, kind: str) -> bool:
    """Whether opening the file could run something; its real kind counts as well as its name."""
    programs = ("application/x-msdownload", "application/x-executable")
    return extension_of(name) in _RISKY or kind in programs


def kind_of(data: bytes, declared: str) -> str:
    """The media type by the first bytes; the declared one only where bytes cannot tell.

    HWP 5 is an OLE2 file that says so in its stream FileHeader, HWPX a ZIP that begins with it.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(_OLE2):
        return _ole_kind(data)
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    # A picture, program or archive that lacks its mark is not what it says.
    main = declared.partition("/")[0]
    return declared if main in ("text", "message", "audio", "video", "application") else OCTETS


def _ole_kind(data: bytes) -> str:
    if b"HWP Document File" in data:
        return "application/x-hwp"
    names = (
        ("WordDocument", "application/msword"), ("Workbook", "application/vnd.ms-excel"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
        ("__nameid_version1.0", "application/vnd.ms-outlook"),
    )  # fmt: skip
    for name, kind in names:
        if name.encode("utf-16-le") in data:
            return kind
    return "application/x-ole-storage"


def _zip_kind(data: bytes) -> str:
    if data[30:65].startswith(b"mimetypeapplication/"):
        named = data[38:80].split(b"PK")[0].split(b"\0")[0].decode("ascii", "replace")
        return "application/hwp+zip" if "hwp" in named else named[:60]
    for folder, kind in _ZIPPED:
        if folder in data[:200_000] or folder in data[-200_000:]:
            return kind
    return "application/zip"
