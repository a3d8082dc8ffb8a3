"""E-mail addresses as people paste them into cells and forms."""

import re

from dangol.kit.korean.text import clean

_simple = re.compile(r"[a-z0-9][a-z0-9._%+-]*@(?:[a-z0-9-]+\.)+[a-z]{2,24}")
_address = re.compile(
    r"[^\s@<>()\[\],;:\"']{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}"
)
_found = re.compile(r"(?<![^\s<(\[,;:/|\"'])" + _address.pattern)
_wrapping = re.compile(r"^(?:mailto:|e-?mail\s*[:：]|메일\s*[:：])\s*", re.IGNORECASE)


def parse_email(text: str) -> str | None:
    """One address, its host in small letters, or None.

    Takes "이름 <a@b.kr>", mailto: links with their parameters, full stops and brackets around it.
    The part before @ keeps its capitals: some mail systems tell them apart (RFC 5321 §2.4).
    """
    if _simple.fullmatch(text):
        return _checked(text)
    text = clean(text).replace("＠", "@")
    if "<" in text:
        text = text[text.rindex("<") + 1 :].partition(">")[0]
    text = _wrapping.sub("", text.strip(" <>()[]\"'")).partition("?")[0].strip(" .,;<>")
    return _checked(text) if _address.fullmatch(text) else None


def _checked(address: str) -> str | None:
    local, _, host = address.rpartition("@")
    if ".." in local or local.startswith(".") or local.endswith(".") or len(address) > 254:
        return None
    labels = host.split(".")
    if any(label.startswith("-") or label.endswith("-") or not label for label in labels):
        return None
    return f"{local}@{host.lower()}"


def split_emails(cell: str) -> list[str]:
    """Every address in a cell that holds several, each once."""
    found = (parse_email(match[0]) for match in _found.finditer(clean(cell).replace("＠", "@")))
    return list(dict.fromkeys(address for address in found if address))


def mask_email(address: str) -> str:
    """ab***@host: two characters stay, or one of at most two; nothing stays nothing."""
    local, sign, host = address.rpartition("@")
    if not sign:
        return "***" if address else ""
    return f"{local[: 2 if len(local) > 2 else 1]}***@{host}"
