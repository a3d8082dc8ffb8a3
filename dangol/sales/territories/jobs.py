"""Keeping the territory of every customer: at once where somebody moved, of all by night."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from dangol.customers.events import CustomerRegistered, ManyCustomers
from dangol.customers.models import Customer
from dangol.kit.events import subscribe
from dangol.kit.jobs import enqueue_once, job, progress
from dangol.kit.records import RecordChanged
from dangol.sales.territories.queries import has_territories
from dangol.sales.territories.services import place

CUSTOMER, TERRITORY = "customers.Customer", "sales.Territory"
MOVES = {"addresses", "region", "industry", "company_types"}
TOGETHER = 5_000


@job(cron="50 3 * * *", label=_("고객의 권역 정하기"))
def place_all() -> int:
    """Every customer, so many ids together; what is right already is not written again."""
    last, done = Customer.objects.aggregate(last=Max("pk"))["last"] or 0, 0
    for start in range(0, last + 1, TOGETHER):
        done += place(Customer.objects.filter(pk__gte=start, pk__lt=start + TOGETHER))
        progress(100 * start // (last + 1), f"{start:,} / {last:,}")
    return done


@job(label=_("고객의 권역 정하기"))
def place_some(*, ids: list[int]) -> int:
    """Customers that came or moved."""
    return place(Customer.objects.filter(pk__in=ids))


@subscribe(RecordChanged)
def follow_record(event: RecordChanged) -> None:
    if event.model == TERRITORY:
        enqueue_once(place_all, "territories")
    elif event.model == CUSTOMER and (event.verb == "create" or MOVES & event.changes.keys()):
        _soon([event.record_id])


@subscribe(ManyCustomers)
def follow_many(event: ManyCustomers) -> None:
    if event.kind_of_each == CustomerRegistered.kind():
        _soon(event.customer_ids)


def _soon(ids: list[Any]) -> None:
    if has_territories():
        place_some.enqueue(ids=ids)
