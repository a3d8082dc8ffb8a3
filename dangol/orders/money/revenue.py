"""매출 from outside (F53): ERP and shop rows, keyed by source and number, as often as they come."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.lifecycle.services import apply_fact
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.korean.text import clean
from dangol.orders.money.models import Revenue

OWN = ("order", "bill", "credit")
LARGEST = 10**14


class RevenueGiven(NamedTuple):
    """One row as it comes: won without tax, below 0 for a return."""

    customer_id: int
    external_id: str
    on: date
    supply: int
    tax: int = 0
    product_id: int | None = None
    name: str = ""
    quantity: Decimal = Decimal(1)


@atomic
def write_revenue(source: str, rows: Sequence[RevenueGiven], *, actor: User | None) -> int:
    """Write rows of one source; those that are there already get the values of now.

    Returns how many were new. A sale makes its customer a 고객. Refuses our own sources, rows
    without a number and amounts beyond 100조 won; then nothing is written.
    """
    source = clean(source)
    if not source or source in OWN or len(source) > 50:
        raise ValidationError({"source": _("출처를 50자 안으로 적어 주세요. 예: erp, 쇼핑몰")})
    for place, row in enumerate(rows, 1):
        if not row.external_id or abs(row.supply) > LARGEST or abs(row.tax) > LARGEST:
            text = _("%(n)d째 줄: 외부 번호가 없거나 금액이 100조 원을 넘습니다.")
            raise ValidationError({"rows": text % {"n": place}})
    ids = [row.external_id for row in rows]
    known = Revenue.objects.filter(source=source, external_id__in=ids).count()
    Revenue.objects.bulk_create(
        [
            Revenue(**row._asdict() | {"source": source, "name": _name(row.name)})
            for row in rows
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["source", "external_id"],
        update_fields=["customer", "on", "supply", "tax", "product", "name", "quantity"],
    )  # fmt: skip
    bought = {row.customer_id: row.on for row in rows if row.supply > 0}
    for customer_id in bought:
        apply_fact(customer_id, "revenue", actor=actor)
    return len(set(ids)) - known


def _name(text: str) -> str:
    return refuse_resident_number(clean(text))[:200]
