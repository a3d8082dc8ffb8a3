"""Reading money: what is owed, for how long, and a customer's account."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.orders.money.models import Bill, Receipt, Refund

APPROVE_REFUND, VIEW_REFUND = "orders.approve_refund", "orders.view_refund"
BUCKETS = ("not_due", "to_30", "to_60", "to_90", "over_90")


def bills_seen_by(user: User, verb: str = "view") -> "QuerySet[Bill]":
    """Bills this person may see (or change)."""
    return Bill.objects.visible_to(user, verb)


def unpaid(rows: "QuerySet[Bill]") -> "QuerySet[Bill]":
    """Those with something left to pay, the longest due first."""
    return rows.filter(status__in=Bill.UNPAID).order_by("due_on", "pk")


def refunds_seen_by(user: User, verb: str = "view") -> "QuerySet[Refund]":
    """Refunds this person may see (or change)."""
    return Refund.objects.visible_to(user, verb)


def credits_of(customer_id: int) -> "QuerySet[Bill]":
    """Credits of a customer that nothing was settled with yet, or not wholly."""
    return unpaid(Bill.objects.filter(customer=customer_id, total__lt=0))


def unused(customer_id: int) -> "QuerySet[Receipt]":
    """Receipts of a customer of which something is left, the oldest first."""
    rows = Receipt.objects.filter(customer=customer_id, amount__gt=F("matched"))
    return rows.order_by("received_on", "pk")


def refundable(customer: Customer) -> int:
    """What may be paid back: credits and receipts as far as they are not used, in won."""
    left = Sum(F("paid") - F("total"), default=0)
    credit = credits_of(customer.pk).order_by().aggregate(sum=left)["sum"]
    ahead = unused(customer.pk).order_by().aggregate(sum=Sum(F("amount") - F("matched"), default=0))
    return int(credit + ahead["sum"])


def may_decide(user: User, refund: Refund) -> bool:
    """Whether this person may approve or return a refund: not their own, nor one they asked for."""
    if user.pk in (refund.owner_id, refund.asked_by_id) or not user.has_perm(APPROVE_REFUND):
        return False
    return refunds_seen_by(user).filter(pk=refund.pk).exists()


class Ageing(NamedTuple):
    """What is owed by how late it is, in won: not due yet, up to 30, 60, 90 days, later."""

    customer_id: int
    name: str
    bills: int
    total: int
    not_due: int
    to_30: int
    to_60: int
    to_90: int
    over_90: int


def ageing(rows: "QuerySet[Bill]", *, today: date, limit: int) -> list[Ageing]:
    """미수 by customer, the largest first; one query. A day late belongs to the first 30."""
    owing: Any = rows.filter(status__in=Bill.UNPAID).order_by()
    by_customer = owing.values("customer_id", "customer__name").annotate(**_owed(today))
    return [
        Ageing(
            row["customer_id"], row["customer__name"], row["n"], row["owed"],
            *(row[name] for name in BUCKETS),
        )
        for row in by_customer.order_by("-owed", "customer_id")[:limit]
    ]  # fmt: skip


def owed_in_all(rows: "QuerySet[Bill]", *, today: date) -> tuple[int, ...]:
    """Bills, 미수 and its parts by how late, of everybody: what the lines of `ageing` add up to."""
    sums = rows.filter(status__in=Bill.UNPAID).aggregate(**_owed(today))
    return sums["n"], sums["owed"] or 0, *(sums[name] for name in BUCKETS)


def _owed(today: date) -> dict[str, Any]:
    days = [today - timedelta(days=n) for n in (0, 30, 60, 90)]
    left = F("total") - F("paid")
    parts = {
        "not_due": Q(due_on__gte=days[0]),
        "to_30": Q(due_on__lt=days[0], due_on__gte=days[1]),
        "to_60": Q(due_on__lt=days[1], due_on__gte=days[2]),
        "to_90": Q(due_on__lt=days[2], due_on__gte=days[3]),
        "over_90": Q(due_on__lt=days[3]),
    }
    sums = {name: Sum(left, filter=when, default=0) for name, when in parts.items()}
    return {"n": Count("pk"), "owed": Sum(left), **sums}


def mixed(rows: "QuerySet[Bill]") -> "QuerySet[Bill]":
    """Bills over lines of several tax kinds: only from before each kind had a bill of its own."""
    others = rows.model.objects.filter(order=OuterRef("order")).exclude(tax_kind="taxed")
    untaxed = rows.model.objects.filter(
        pk=OuterRef("pk"), order__lines__cycle="once", order__lines__tax_kind__in=("zero", "exempt")
    )
    alone = rows.filter(tax_kind="taxed", credited=None, contract_line=None, order__isnull=False)
    return alone.filter(~Exists(others), Exists(untaxed))


def balance_of(customer: Customer, *, before: date | None = None) -> int:
    """What the customer owes: bills less receipts, below 0 when they paid ahead."""
    bills = Bill.objects.filter(customer=customer).exclude(status=Bill.Status.VOID)
    receipts = Receipt.objects.filter(customer=customer)
    if before:
        bills = bills.filter(billed_on__lt=before)
        receipts = receipts.filter(received_on__lt=before)
    owed = bills.aggregate(sum=Sum("total", default=0))["sum"]
    return int(owed - receipts.aggregate(sum=Sum("amount", default=0))["sum"])


class Entry(NamedTuple):
    """One line of a statement of account, with the balance after it."""

    on: date
    text: str
    billed: int
    received: int
    balance: int


class Account(NamedTuple):
    """거래 원장: the balance before, what happened, and the balance after."""

    customer: Customer
    since: date
    until: date
    before: int
    entries: list[Entry]

    @property
    def billed(self) -> int:
        return sum(entry.billed for entry in self.entries)

    @property
    def received(self) -> int:
        return sum(entry.received for entry in self.entries)

    @property
    def after(self) -> int:
        return self.before + self.billed - self.received


def account_of(customer: Customer, *, since: date, until: date) -> Account:
    """A customer's bills and receipts of a time, in their order; a day's bills come first."""
    bills = Bill.objects.filter(customer=customer, billed_on__range=(since, until))
    receipts = Receipt.objects.filter(customer=customer, received_on__range=(since, until))
    rows = [
        (bill.billed_on, 0, bill.pk, bill.title, bill.total, 0)
        for bill in bills.exclude(status=Bill.Status.VOID)
    ]
    rows += [
        (row.received_on, 1, row.pk, row.note or row.get_method_display(), 0, row.amount)
        for row in receipts
    ]
    balance = before = balance_of(customer, before=since)
    entries = []
    for on, _kind, _pk, text, billed, received in sorted(rows):
        balance += billed - received
        entries.append(Entry(on, str(text), billed, received, balance))
    return Account(customer, since, until, before, entries)
