"""Which bills of a month go into which file for Hometax, and which cannot (KOREA 7).

The file only prepares: nothing is issued from here (부가가치세법 §32 leaves that to the supplier).
"""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet, Sum
from django.utils.translation import gettext as _

from dangol.codes.company import company
from dangol.customers.models import Address
from dangol.kit.money import won
from dangol.orders.invoices.words import (
    CHARGE,
    HEAD_ROW,
    ITEMS,
    MOST_ROWS,
    NOTES,
    PAID,
    SHEETS,
    Sheet,
)
from dangol.orders.money.models import Bill
from dangol.orders.money.queries import mixed
from dangol.orders.quotes.models import TaxKind

MOST = 10_000


class Lacking(NamedTuple):
    """A bill that cannot go into a file, and why."""

    bill: Bill
    reason: str


class Ready(NamedTuple):
    """The bills of a month that go into one of Hometax's forms, by tax kind."""

    sheet: Sheet
    bills: list[Bill]

    @property
    def sums(self) -> list[tuple[str, int, int, int]]:
        """What of each kind is in it: its label, how many, 공급가액 and 세액."""
        found = []
        for kind in self.sheet.codes:
            rows = [bill for bill in self.bills if bill.tax_kind == kind]
            label = str(TaxKind(kind).label)
            found.append((label, len(rows), sum(b.supply for b in rows), sum(b.tax for b in rows)))
        return found

    @property
    def parts(self) -> range:
        """The numbers of its files, each of at most 100 bills."""
        return range(1, -(-len(self.bills) // MOST_ROWS) + 1)


class Month(NamedTuple):
    """The bills of a month: those for the files and those that lack something.

    `credits` need a 수정세금계산서 (수정계산서) each, which is made by hand.
    """

    month: date
    ready: list[Ready]
    lacking: list[Lacking]
    credits: int

    @property
    def due_on(self) -> date:
        """The day the month's invoices have to be issued by: the 10th of the next (§34③)."""
        return (self.month + timedelta(days=32)).replace(day=10)


def invoices_of(rows: "QuerySet[Bill]", month: date) -> Month:
    """Sort the bills of a month, at most 10,000; four queries."""
    after = (month + timedelta(days=32)).replace(day=1)
    bills = rows.filter(billed_on__gte=month, billed_on__lt=after)
    bills = bills.exclude(status=Bill.Status.VOID)
    main = Prefetch("customer__addresses", Address.objects.order_by("-is_main", "pk"))
    owed = bills.filter(total__gt=0).select_related("customer").prefetch_related(main)
    ready, lacking = [], []
    parts = mixed_parts(owed)
    for bill in owed.order_by("billed_on", "pk")[:MOST]:
        if reason := parts.get(bill.pk) or _lacks(bill):
            lacking.append(Lacking(bill, reason))
        else:
            ready.append(bill)
    sheets = [
        Ready(sheet, [bill for bill in ready if bill.tax_kind in sheet.codes]) for sheet in SHEETS
    ]
    return Month(month, sheets, lacking, bills.filter(total__lt=0).count())


def mixed_parts(rows: "QuerySet[Bill]") -> dict[int, str]:
    """What of bills of several tax kinds has to be invoiced apart, in words, by bill.

    Only those written before bills had one kind each: today's orders make a bill for each.
    """
    sums: dict[int, dict[str, int]] = {}
    of_each = mixed(rows).order_by().values_list("pk", "order__lines__tax_kind")
    for pk, kind, supply in of_each.annotate(Sum("order__lines__supply")):
        sums.setdefault(pk, {})[kind] = supply
    text = _("옛 청구에 과세 구분이 섞여 있습니다(%(parts)s). 홈택스에서 나누어 발급하세요.")
    return {
        pk: text % {"parts": ", ".join(f"{kind.label} {won(of[kind])}" for kind in TaxKind
                                       if kind in of)}
        for pk, of in sums.items()
    }  # fmt: skip


def _lacks(bill: Bill) -> str:
    """What an invoice must name and the customer has not (부가가치세법 §32①)."""
    customer, missing = bill.customer, []
    if not customer.business_number:
        missing.append(_("사업자등록번호"))
    if not customer.representative:
        missing.append(_("대표자"))
    return _("%(names)s 없음") % {"names": ", ".join(missing)} if missing else ""


def own_lacks() -> list[str]:
    """What the company itself has to fill in first."""
    own = company()
    named = ((own.business_number, _("사업자등록번호")), (own.name, _("회사 이름")),
             (own.representative, _("대표자")))  # fmt: skip
    return [label for value, label in named if not value]


def sheet_of(sheet: Sheet, bills: list[Bill]) -> list[list[object]]:
    """The lines of the file: notes, the head on its row, a line for each bill."""
    notes: list[list[object]] = [[text] for text in (sheet.title, *NOTES)]
    notes += [[""]] * (HEAD_ROW - 1 - len(notes))
    notes.append(list(sheet.columns))
    return notes + [_line(sheet, bill) for bill in bills]


def _line(sheet: Sheet, bill: Bill) -> list[object]:
    own, customer = company(), bill.customer
    address = next(iter(customer.addresses.all()), None)
    day = f"{bill.billed_on:%Y%m%d}"
    supplier: list[object] = [
        _digits(own.business_number), "", own.name, own.representative, own.address,
        own.business_type, own.business_item, "",
    ]  # fmt: skip
    receiver: list[object] = [
        _digits(customer.business_number), "", customer.name, customer.representative,
        str(address) if address else "", "", "", customer.email, "",
    ]  # fmt: skip
    tax: list[object] = [bill.tax] if sheet.has_tax else []
    item: list[object] = [day[-2:], bill.title[:100], "", "", "", bill.supply, *tax, ""]
    empty: list[object] = [""] * (len(item) * (ITEMS - 1))
    owed = "" if bill.paid else bill.total  # how the rest was paid adds up to nothing known
    paid: list[object] = ["", "", "", owed, CHARGE if bill.left else PAID]
    sums: list[object] = [bill.supply, *tax, ""]
    code = sheet.codes[bill.tax_kind]
    return [code, day, *supplier, *receiver, *sums, *item, *empty, *paid]


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))
