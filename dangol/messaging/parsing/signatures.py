"""Who an unknown writer is, by the signature under a mail."""

import re
from typing import NamedTuple

from dangol.kit.korean import split_emails, split_phones
from dangol.kit.korean.text import clean

LINES = 25
_title = re.compile(
    r"(?P<name>[가-힣]{2,4})\s*[/|·,]?\s*(?P<title>대표이사|대표|이사|상무|전무|부사장|사장|본부장|실장|"
    r"부장|차장|과장|대리|주임|사원|팀장|매니저|소장|원장|점장|책임|선임|수석|연구원)(?:님)?\b"
)
_reverse = re.compile(
    r"(?P<title>대표이사|대표|이사|본부장|실장|부장|차장|과장|대리|주임|팀장|매니저|책임|선임|수석)\s+"
    r"(?P<name>[가-힣]{2,4})\b"
)
_company = re.compile(
    r"(?:\(주\)|㈜|주식회사|유한회사|\(유\)|\(사\)|사단법인|재단법인)\s?[가-힣A-Za-z0-9&]{2,20}"
    r"|[가-힣A-Za-z0-9&]{2,20}\s?(?:\(주\)|㈜|주식회사)"
)
_phone = re.compile(r"(?:\+82[-. ]?|0)\d{1,3}[-.) ]{0,2}\d{3,4}[-. ]?\d{4}")


class Signature(NamedTuple):
    """What a signature tells; empty where it does not."""

    name: str = ""
    title: str = ""
    company: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


def read_signature(text: str, name: str = "") -> Signature:
    """The signature in the last lines of a mail without its quotes; `name` is the header's."""
    tail = text.rstrip().split("\n")[-LINES:]
    body = clean("\n".join(line[:200] for line in tail).replace("\n", " ⏎ "))
    called = _title.search(body) or _reverse.search(body)
    company = _company.search(body)
    phones = [phone.digits for found in _phone.finditer(body) for phone in split_phones(found[0])]
    return Signature(
        name=_best_name(name, called["name"] if called else ""),
        title=called["title"] if called else "",
        company=clean(company[0]) if company else "",
        phones=tuple(dict.fromkeys(phones))[:3],
        emails=tuple(split_emails(body)[:2]),
    )


def _best_name(header: str, written: str) -> str:
    """The header's name, if it is one: many programs put the address or the company there."""
    header = clean(header)
    if not header or "@" in header:
        return written
    if written and written in header:
        return written
    return header
