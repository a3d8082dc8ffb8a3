"""Orders, contracts and bills that people write themselves (F45, F54)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog import pricing
from dangol.catalog.models import Product
from dangol.catalog.prices.queries import prices_for
from dangol.catalog.pricing import Item, reckon
from dangol.codes.custom import clean_custom
from dangol.codes.numbers import next_number
from dangol.customers.lifecycle.services import apply_fact
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.money import Rounding
from dangol.kit.records import create
from dangol.orders.money.models import Bill
from dangol.orders.orders.models import Order, OrderLine
from dangol.orders.orders.taking import (
    CONTRACT,
    DUE_DAYS,
    RECORD,
    Agreed,
    take,
    write_bills,
    write_lines,
)
from dangol.orders.outside import known_outside
from dangol.orders.preferences import quote_preferences
from dangol.orders.quotes.models import Cycle, TaxKind
from dangol.orders.subscriptions.models import Contract, ContractLine
from dangol.orders.subscriptions.services import skip_periods

BILL = "orders.bill"
MOST_LINES = 1_000


class Entered(NamedTuple):
    """One line as it was written: a product or a name, no price for the customer's own."""

    name: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    product: Product | None = None
    cycle: str = Cycle.ONCE
    tax_kind: str = TaxKind.TAXED
    is_metered: bool = False


@atomic
def enter_order(  # noqa: PLR0913 - one for each thing that is asked
    customer: Customer, *, title: str, on: date, lines: Sequence[Entered], owner: User,
    actor: User | None, due_days: int = DUE_DAYS, text: str = "", external_id: str = "",
    custom: Mapping[str, Any] | None = None,
) -> Order:  # fmt: skip
    """Take an order that was spoken or written: lines, bill and contract as from a quote.

    The same `external_id` is the same order and changes nothing. Refuses no lines, products that
    are not sold any more and impossible amounts.
    """
    if known := known_outside(Order, external_id, customer):
        return known[0]
    agreed = Agreed(_lines(customer, lines, on), due_days=due_days)
    order = take(
        customer, agreed, title=_title(title, agreed.lines), on=on, owner=owner, actor=actor,
        text=refuse_resident_number(clean_text(text)), external_id=external_id,
        custom=clean_custom(RECORD, custom or {}, before={}),
    )  # fmt: skip
    apply_fact(customer.pk, "revenue", actor=actor)
    return order


@atomic
def enter_bills(  # noqa: PLR0913 - one for each thing that is asked
    customer: Customer, *, title: str, on: date, lines: Sequence[Entered], owner: User,
    actor: User | None, due_days: int = DUE_DAYS, external_id: str = "",
    custom: Mapping[str, Any] | None = None,
) -> list[Bill]:  # fmt: skip
    """Bill a customer without an order, each tax kind by itself.

    The same `external_id` is the same bills and changes nothing. Refuses a bill over nothing.
    """
    if known := known_outside(Bill, external_id, customer):
        return known
    agreed = Agreed(_lines(customer, lines, on), due_days=due_days)
    bills = write_bills(
        customer, agreed, title=_title(title, agreed.lines), on=on, owner=owner, actor=actor,
        external_id=external_id, custom=clean_custom(BILL, custom or {}, before={}),
    )  # fmt: skip
    if not bills:
        raise Refused(_("합계가 0원입니다. 단가를 적어 주세요."))
    apply_fact(customer.pk, "revenue", actor=actor)
    return bills


def enter_bill(customer: Customer, **given: Any) -> Bill:
    """Bill a customer as `enter_bills` does; gives the first bill."""
    return enter_bills(customer, **given)[0]


@atomic
def enter_contract(  # noqa: PLR0913 - one for each thing that is asked
    customer: Customer, *, title: str, lines: Sequence[Entered], today: date, owner: User,
    actor: User | None, billed_from: date | None = None, external_id: str = "",
    custom: Mapping[str, Any] | None = None, **terms: Any,
) -> Contract:  # fmt: skip
    """Begin a contract without an order; periods from its start on are billed by the next night.

    Those that began before `billed_from` were billed elsewhere and are not. `terms` are
    starts_on, ends_on, billing_day, is_postpaid and due_days. The same `external_id` is the same
    contract and changes nothing.
    """
    if known := known_outside(Contract, external_id, customer):
        return known[0]
    rows = _lines(customer, lines, terms["starts_on"])
    contract = create(
        Contract, actor=actor, number=next_number(CONTRACT), title=_title(title, rows),
        customer=customer, owner=owner, external_id=external_id,
        custom=clean_custom(CONTRACT, custom or {}, before={}), **terms,
    )  # fmt: skip
    made = [_contract_line(contract, row, given) for row, given in zip(rows, lines, strict=True)]
    write_lines(contract, made, today=today)
    if billed_from:
        skip_periods(contract, before=billed_from)
    apply_fact(customer.pk, "revenue", actor=actor)
    return contract


def _contract_line(contract: Contract, row: OrderLine, given: Entered) -> ContractLine:
    metered = given.is_metered
    return ContractLine(
        contract=contract, product=row.product, name=row.name, quantity=row.quantity,
        unit_price=row.unit_price, tax_kind=row.tax_kind,
        cycle=Cycle.MONTHLY if given.cycle == Cycle.ONCE else given.cycle, is_metered=metered,
        supply=0 if metered else row.supply, tax=0 if metered else row.tax,
    )  # fmt: skip


def _title(title: str, lines: Sequence[OrderLine]) -> str:
    """What it is called; without a title, after its first line."""
    text = refuse_resident_number(clean(title))
    return text or lines[0].name[:200]


def _lines(customer: Customer, given: Sequence[Entered], on: date) -> list[OrderLine]:
    """The lines with the customer's prices, their supply and tax."""
    if not given:
        raise ValidationError({"lines": _("품목을 한 줄 이상 적어 주세요.")})
    if len(given) > MOST_LINES:
        raise Refused(_("한 번에 1,000줄까지 적을 수 있습니다. 나누어 적어 주세요."))
    listed = prices_for(
        [(one.product, one.quantity) for one in given if one.product], on=on, customer=customer
    )
    prices = iter(listed)
    rows = [_line(n, one, next(prices).unit_price if one.product else None)
            for n, one in enumerate(given, 1)]  # fmt: skip
    settings = quote_preferences()
    found = reckon(
        [Item(row.quantity, row.unit_price, pricing.TaxKind(row.tax_kind)) for row in rows],
        tax_on=pricing.TaxOn(settings.tax_on), rounding=Rounding(settings.rounding),
    )  # fmt: skip
    for row, amount in zip(rows, found.lines, strict=True):
        row.supply, row.tax = amount
    return rows


def _line(place: int, given: Entered, listed: Decimal | None) -> OrderLine:
    price, product = listed if given.unit_price is None else given.unit_price, given.product
    if price is None:
        text = _("%(n)d째 줄: 상품에 없는 품목은 단가를 적어 주세요.")
        raise ValidationError({"lines": text % {"n": place}})
    if product and not product.is_on_sale:
        text = _("%(n)d째 줄: ‘%(name)s’은(는) 판매를 중지한 상품입니다.")
        raise ValidationError({"lines": text % {"n": place, "name": product.name}})
    return OrderLine(
        place=place, product=product, name=refuse_resident_number(clean(given.name))[:200],
        spec=product.spec if product else "", unit=product.unit if product else "",
        quantity=given.quantity, unit_price=price, cycle=given.cycle,
        tax_kind=product.tax_kind if product else given.tax_kind,
    )  # fmt: skip
