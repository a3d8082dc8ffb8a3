"""Address fields: names and addresses, groups, quotes and comments; linear on any input."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dangol.kit.korean import parse_email
from dangol.kit.korean.text import clean
from dangol.messaging.parsing.charsets import decode
from dangol.messaging.parsing.headers import decode_words

ADDRESSES = 500
_token = re.compile(
    r'"((?:[^"\\]|\\.)*)"|=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=|[^"(),:;<>\\]+|[\s\S]', re.DOTALL
)
_escaped = re.compile(r"\\(.)", re.DOTALL)
# Daum took Hanmail over: both names reach one mailbox. Nobody else's do.
_SAME_HOSTS = {"hanmail.net": "daum.net"}


class Address(NamedTuple):
    """Somebody in a header: the name as written, the address with its host in small letters."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


def mailbox_key(email: str) -> str:
    """What two addresses of one mailbox have in common: hanmail.net is daum.net."""
    local, _sign, host = email.lower().rpartition("@")
    return f"{local}@{_SAME_HOSTS.get(host, host)}"


def same_mailboxes(email: str) -> list[str]:
    """The address in every spelling of its host."""
    local, _sign, host = email.rpartition("@")
    host = host.lower()
    others = [name for pair in _SAME_HOSTS.items() if host in pair for name in pair if name != host]
    return [f"{local}@{name}" for name in (host, *others)]


def parse_addresses(values: list[bytes], hint: str = "") -> list[Address]:
    """Everybody in these fields, each once, at most 500; what is no address is left out."""
    found: dict[str, Address] = {}
    for value in values:
        for name, address in _mailboxes(decode(value, hint)):
            email = parse_email(address[:400]) or parse_email(address[-254:].split(" ")[-1]) or ""
            if email:
                found.setdefault(email, Address(clean(decode_words(name))[:200], email))
            if len(found) == ADDRESSES:
                return list(found.values())
    return list(found.values())


def _mailboxes(text: str) -> Iterator[tuple[str, str]]:
    """Name and address of each mailbox, by one pass over the tokens."""
    words: list[str] = []
    address: list[str] = []
    comment: list[str] = []
    depth, inside = 0, False
    for match in _token.finditer(text):
        sign = match[0]
        if depth or (sign == "(" and not inside):
            depth += (sign == "(") - (sign == ")")
            if depth and sign != "(":
                comment.append(sign)
        elif inside:
            inside = sign != ">"
            if inside:
                address.append(sign)
        elif sign == "<":
            inside = True
            address = []
        elif sign in ",;":
            yield _mailbox(words, address, comment)
            words, address, comment = [], [], []
        elif sign == ":":
            words = []
        elif match[1] is not None:
            words.append(_escaped.sub(r"\1", match[1]))
        else:
            words.append(sign)
    yield _mailbox(words, address, comment)


def _mailbox(words: list[str], address: list[str], comment: list[str]) -> tuple[str, str]:
    name = " ".join(part for part in (word.strip() for word in words) if part)
    if address:
        return name or "".join(comment), "".join(address)
    bare = "".join(words).strip()
    if "@" in bare and " " in bare:
        name, _space, bare = bare.rpartition(" ")
        return name, bare
    return "".join(comment), bare
