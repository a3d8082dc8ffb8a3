"""매출 from outside (F53): ERP and shop rows, keyed by source and number, as often as they come."""

from collections.abc import Iterator, Sequence
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

    Returns how many were new; of two rows with one number the last counts. A sale makes its
    customer a 고객. Refuses our own sources, rows without a number, amounts beyond 100조 won and
    resident numbers, each by its row and field; then nothing is written.
    """
    source = clean(source)
    if not source or source in OWN or len(source) > 50:
        raise ValidationError({"source": _("출처를 50자 안으로 적어 주세요. 예: erp, 쇼핑몰")})
    if errors := dict(_problems(rows)):
        raise ValidationError(errors)
    rows = list({row.external_id: row for row in rows}.values())
    ids = [row.external_id for row in rows]
    known = Revenue.objects.filter(source=source, external_id__in=ids).count()
    Revenue.objects.bulk_create(
        [
            Revenue(**row._asdict() | {"source": source, "name": clean(row.name)[:200]})
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


def _problems(rows: Sequence[RevenueGiven]) -> Iterator[tuple[str, list[str]]]:
    """What cannot be, by row (from 0) and field."""
    for n, row in enumerate(rows):
        if not row.external_id:
            yield f"rows.{n}.external_id", [_("외부 번호를 적어 주세요.")]
        for name in ("supply", "tax"):
            if abs(getattr(row, name)) > LARGEST:
                yield f"rows.{n}.{name}", [_("100조 원을 넘습니다.")]
        try:
            refuse_resident_number(row.name)
        except ValidationError as error:
            yield f"rows.{n}.name", error.messages
