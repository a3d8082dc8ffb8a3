"""Money of the demo company beside sales: refunds in every state, orders of several tax kinds."""

from datetime import date, timedelta
from decimal import Decimal

from dangol.orders.entry.services import Entered, enter_order
from dangol.orders.models import Bill
from dangol.orders.money.queries import refundable
from dangol.orders.money.refunds import ask_refund, undo_refund
from dangol.orders.money.services import credit_bill
from dangol.orders.quotes.models import TaxKind

# what came back of the largest paid bills, in percent; the first is beyond the office's limit
BACK = ((60, "머신 1대 반품"), (3, "파손 반품"), (2, "수량 착오 반품"))
MOST = 50


def fill_refunds(today: date) -> None:
    """Paid bills of three customers were partly brought back, and the money is returned."""
    day, back = today - timedelta(days=3), list(BACK)
    paid = Bill.objects.filter(status=Bill.Status.PAID, billed_on__lte=day, total__gt=0)
    paid = paid.filter(owner__roles__key="rep").select_related("customer", "owner")
    seen: set[int] = set()
    for bill in paid.order_by("-total", "pk")[:MOST]:
        if not back or bill.customer_id in seen:
            continue
        percent, reason = back[0]
        credit_bill(bill, amount=bill.total * percent // 100, reason=reason, on=day, actor=None)
        seen.add(bill.customer_id)
        if not (left := refundable(bill.customer)):
            continue  # it settled what was still owed
        refund = ask_refund(
            bill.customer, amount=left, on=day, method="transfer", reason=reason,
            owner=bill.owner, actor=bill.owner,
        )  # fmt: skip
        back.pop(0)
        if not back:
            undo_refund(refund, on=today, actor=bill.owner)


def fill_kinds(today: date) -> None:
    """Two customers who buy books with their coffee: 과세 and 면세 are billed by themselves."""
    buyers = Bill.objects.filter(owner__roles__key="rep").select_related("customer", "owner")
    for n, bill in enumerate(buyers.order_by("-total", "pk")[:2]):
        lines = [
            Entered("원두 시음 상자", Decimal(10), Decimal(24_000)),
            Entered("바리스타 교재", Decimal(12), Decimal(18_000), tax_kind=TaxKind.EXEMPT),
        ]
        enter_order(
            bill.customer, title="직원 교육", on=today - timedelta(days=20 + n), lines=lines,
            owner=bill.owner, actor=bill.owner,
        )  # fmt: skip
