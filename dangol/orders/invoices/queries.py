"""Which bills of a month go into the file for 전자세금계산서, and which cannot (KOREA 7).

The file only prepares: nothing is issued from here (부가가치세법 §32 leaves that to the supplier).
"""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from dangol.codes.company import company
from dangol.customers.models import Address
from dangol.orders.invoices.words import CHARGE, COLUMNS, HEAD_ROW, ITEMS, NOTES, TAXED, TITLE
from dangol.orders.money.models import Bill

MOST = 10_000


class Lacking(NamedTuple):
    """A bill that cannot be invoiced yet, and what is missing."""

    bill: Bill
    reason: str


class Month(NamedTuple):
    """The bills of a month: those for the file, those that lack something, and the others.

    `credits` need a 수정세금계산서 each, `untaxed` are 영세율 or 면세; both are made by hand.
    """

    month: date
    ready: list[Bill]
    lacking: list[Lacking]
    credits: int
    untaxed: int

    @property
    def due_on(self) -> date:
        """The day the month's invoices have to be issued by: the 10th of the next (§34③)."""
        return (self.month + timedelta(days=32)).replace(day=10)


def invoices_of(rows: "QuerySet[Bill]", month: date) -> Month:
    """Sort the bills of a month, at most 10,000; three queries."""
    after = (month + timedelta(days=32)).replace(day=1)
    bills = rows.filter(billed_on__gte=month, billed_on__lt=after)
    bills = bills.exclude(status=Bill.Status.VOID)
    main = Prefetch("customer__addresses", Address.objects.order_by("-is_main", "pk"))
    taxed = bills.filter(tax__gt=0).select_related("customer").prefetch_related(main)
    ready, lacking = [], []
    for bill in taxed.order_by("billed_on", "pk")[:MOST]:
        if reason := _lacks(bill):
            lacking.append(Lacking(bill, reason))
        else:
            ready.append(bill)
    return Month(
        month, ready, lacking, bills.filter(total__lt=0).count(),
        bills.filter(tax=0, total__gt=0).count(),
    )  # fmt: skip


def _lacks(bill: Bill) -> str:
    """What a tax invoice must name and the customer has not (부가가치세법 §32①)."""
    customer, missing = bill.customer, []
    if not customer.business_number:
        missing.append(_("사업자등록번호"))
    if not customer.representative:
        missing.append(_("대표자"))
    return ", ".join(missing)


def own_lacks() -> list[str]:
    """What the company itself has to fill in first."""
    own = company()
    named = ((own.business_number, _("사업자등록번호")), (own.name, _("회사 이름")),
             (own.representative, _("대표자")))  # fmt: skip
    return [label for value, label in named if not value]


def sheet_of(bills: list[Bill]) -> list[list[object]]:
    """The lines of the file: notes, the head on its row, a line for each bill."""
    notes: list[list[object]] = [[text] for text in (TITLE, *NOTES)]
    notes += [[""]] * (HEAD_ROW - 1 - len(notes))
    notes.append(list(COLUMNS))
    return notes + [_line(bill) for bill in bills]


def _line(bill: Bill) -> list[object]:
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
    item: list[object] = [day[-2:], bill.title[:100], "", "", "", bill.supply, bill.tax, ""]
    empty: list[object] = [""] * (len(item) * (ITEMS - 1))
    paid: list[object] = ["", "", "", bill.left or "", CHARGE]
    sums: list[object] = [bill.supply, bill.tax, ""]
    return [TAXED, day, *supplier, *receiver, *sums, *item, *empty, *paid]


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))
