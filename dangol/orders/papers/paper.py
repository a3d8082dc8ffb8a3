"""견적서 and 거래명세서 as Korean offices print them: supplier's box, lines, 일금, page numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, Protocol

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dangol.codes.company import company
from dangol.kit.korean.identifiers import format_business_number
from dangol.kit.korean.phones import format_phone
from dangol.kit.money import MINUS, in_words, won
from dangol.kit.typesetting import typeset
from dangol.orders.quotes.models import TaxKind

TEMPLATE = Path(__file__).parent / "typst" / "paper.typ"
FEWEST_ROWS = 9


@dataclass(frozen=True)
class Party:
    """공급자 or 공급받는자: its name on the side, and rows of two or four cells."""

    name: str
    rows: list[list[str]]


class Row(NamedTuple):
    """One line as it is printed, all as text."""

    number: str
    name: str
    spec: str
    quantity: str
    price: str
    supply: str
    tax: str
    note: str


@dataclass(frozen=True)
class Paper:
    """Everything on one document; amounts in won."""

    title: str
    to: str
    facts: list[tuple[str, str]]
    rows: Sequence[Row]
    supply: int
    tax: int
    sum_label: str
    intro: str = ""
    receiver: Party | None = None
    terms: list[tuple[str, str]] = field(default_factory=list)
    balance: list[tuple[str, str]] = field(default_factory=list)
    contact: str = ""
    seal: bytes = b""
    first_head: str = ""


def paper_pdf(paper: Paper, *, at: datetime | None = None) -> bytes:
    """The document as PDF, in the language of the moment."""
    total = paper.supply + paper.tax
    data = {
        "lang": (get_language() or "ko")[:2],
        "title": paper.title,
        "to": paper.to,
        "facts": paper.facts,
        "supplier": asdict(supplier(paper.contact)),
        "receiver": asdict(paper.receiver) if paper.receiver else None,
        "intro": paper.intro,
        "sum": {"label": paper.sum_label, "words": words_of(total), "amount": won(total)},
        "heads": [
            paper.first_head or _("번호"), _("품목"), _("규격"), _("수량"), _("단가"),
            _("공급가액"), _("세액"), _("비고"),
        ],
        "rows": paper.rows,
        "least": FEWEST_ROWS,
        "totals": {"label": _("합계"), "supply": figure(paper.supply), "tax": figure(paper.tax)},
        "balance": paper.balance,
        "terms": [pair for pair in paper.terms if pair[1]],
        "foot": _foot(),
        "seal": list(paper.seal) or None,
    }  # fmt: skip
    return typeset(TEMPLATE, data, at=at)


def words_of(total: int) -> str:
    """일금 … 원정 on Korean papers; English ones have the figure alone."""
    if not (get_language() or "ko").startswith("ko"):
        return "KRW"
    return in_words(total) if total >= 0 else ""


def supplier(contact: str = "") -> Party:
    """The company's own box, from 설정 → 회사 정보."""
    own = company()
    rows = [
        [_("등록번호"), own.business_number],
        [_("상호"), own.name, _("대표"), f"{own.representative} {_('(인)')}".strip()],
        [_("주소"), own.address],
        [_("업태"), own.business_type, _("종목"), own.business_item],
        [_("담당"), contact or own.phone],
    ]
    return Party(_("공급자"), rows)


def receiver(customer: "object", contact: str = "") -> Party:
    """The customer's box of a 거래명세서."""
    number = getattr(customer, "business_number", "")
    address = customer.addresses.order_by("-is_main", "pk").first()  # type: ignore[attr-defined]
    rows = [
        [_("등록번호"), format_business_number(number) if number else ""],
        [_("상호"), str(getattr(customer, "name", "")), _("대표"),
         getattr(customer, "representative", "")],
        [_("주소"), str(address) if address else ""],
        [_("담당"), contact],
        [_("전화"), format_phone(getattr(customer, "phone", ""))],
    ]  # fmt: skip
    return Party(_("공급받는자"), rows)


class Taxed(Protocol):
    """A line with its supply and tax kind."""

    tax_kind: str
    supply: int


def kind_of(line: Taxed) -> str:
    """영세율 or 면세; empty for a taxed line, which goes without saying."""
    return "" if line.tax_kind == TaxKind.TAXED else str(TaxKind(line.tax_kind).label)


def kinds_of(lines: Iterable[Taxed]) -> str:
    """과세 300,000 · 면세 50,000: the supply by tax kind; empty where all of it is taxed."""
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.tax_kind] = sums.get(line.tax_kind, 0) + line.supply
    if not sums.keys() - {TaxKind.TAXED}:
        return ""
    parts = (f"{kind.label} {figure(sums[kind])}" for kind in TaxKind if kind in sums)
    return _("공급가액 %(parts)s") % {"parts": " · ".join(parts)}


def figure(amount: int | Decimal) -> str:
    """1,234 or −1,234: amounts in tables carry no sign of the currency."""
    text = f"{abs(amount):,.2f}".removesuffix(".00")
    return f"{MINUS}{text}" if amount < 0 else text


def quantity_of(value: Decimal) -> str:
    """18 or 1.5: without the zeros nobody wrote."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def day_of(day: date) -> str:
    """2026년 11월 24일, as papers write it."""
    return formats.date_format(day, _("Y년 n월 j일"))


def _foot() -> str:
    own = company()
    if not own.account:
        return own.name
    return _("입금 계좌 %(account)s") % {"account": own.account}
