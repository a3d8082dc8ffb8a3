from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Status
from pydantic import BeforeValidator, Field, WithJsonSchema

from dangol.accounts.requests import UserRequest
from dangol.catalog.models import Product
from dangol.catalog.naming import Naming, look_up
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Words
from dangol.kit.personal import seen
from dangol.orders.entry import services
from dangol.orders.entry.services import MOST_LINES, Entered
from dangol.orders.money.api import BillOut, Outside
from dangol.orders.money.api import router as money
from dangol.orders.orders.api import OrderFull
from dangol.orders.orders.api import router as orders
from dangol.orders.quotes.forms import clean_price, clean_quantity
from dangol.orders.quotes.models import Cycle
from dangol.orders.subscriptions.api import ContractFull
from dangol.orders.subscriptions.api import router as contracts


def _as_text(value: Any) -> Any:
    """A number as text, for the checks of the screens to say what is wrong with it."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Figure = Annotated[
    str,
    BeforeValidator(_as_text),
    Field(max_length=30),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "maxLength": 30}]}),
]
DueDays = Annotated[int, Field(ge=0, le=365)]


class EntryLine(Naming):
    """A product by id or code, or any name with a price.

    Without `unit_price` the customer's own counts; won without tax, as a number or as text, with
    up to two decimals.
    """

    name: Line = ""
    quantity: Figure = "1"
    unit_price: Figure | None = None
    tax_kind: Literal["taxed", "zero", "exempt"] = "taxed"


class OrderEntryLine(EntryLine):
    """What is paid again and again (`cycle`) becomes a contract."""

    cycle: Literal["once", "monthly", "quarterly", "yearly"] = "once"


class ContractEntryLine(EntryLine):
    """A metered line is billed by its usage."""

    cycle: Literal["monthly", "quarterly", "yearly"] = "monthly"
    is_metered: bool = False


class EntryIn(Body):
    """Whose it is, by id or 고객번호; the same `external_id` is one record, sent however often."""

    customer_id: Id | None = None
    customer_number: Code = ""
    title: Line = ""
    due_days: DueDays = 30
    external_id: Outside = ""
    currency: Literal["KRW"] = "KRW"
    custom: dict[Code, Any] = {}


class OrderIn(EntryIn):
    on: Day | None = None
    text: Words = ""
    lines: Annotated[list[OrderEntryLine], Field(min_length=1, max_length=MOST_LINES)]


class BillIn(EntryIn):
    on: Day | None = None
    lines: Annotated[list[EntryLine], Field(min_length=1, max_length=MOST_LINES)]


class ContractIn(EntryIn):
    """Periods that began before `billed_from` were billed elsewhere and are not billed here."""

    starts_on: Day | None = None
    ends_on: Day | None = None
    billing_day: Annotated[int, Field(ge=1, le=31)] = 1
    is_postpaid: bool = False
    billed_from: Day | None = None
    lines: Annotated[list[ContractEntryLine], Field(min_length=1, max_length=MOST_LINES)]


@orders.post("/orders", response={201: OrderFull})
@needs("orders.add_order")
def enter_order(request: UserRequest, body: OrderIn) -> Any:
    given = _given(request, body)
    return Status(201, services.enter_order(on=body.on or timezone.localdate(), **given))


@money.post("/bills", response={201: list[BillOut]})
@needs("orders.add_bill")
def enter_bills(request: UserRequest, body: BillIn) -> Any:
    """One bill for each tax kind."""
    bills = services.enter_bills(on=body.on or timezone.localdate(), **_given(request, body))
    for bill in bills:
        bill.refresh_from_db()
    return Status(201, bills)


@contracts.post("/contracts", response={201: ContractFull})
@needs("orders.add_contract")
def enter_contract(request: UserRequest, body: ContractIn) -> Any:
    today = timezone.localdate()
    given = _given(request, body) | {"starts_on": body.starts_on or today}
    contract = services.enter_contract(today=today, **given)
    contract.refresh_from_db()
    return Status(201, contract)


def _given(request: UserRequest, body: OrderIn | BillIn | ContractIn) -> dict[str, Any]:
    """The arguments of the services; customer and products as the caller sees them."""
    apart = {"customer_id", "customer_number", "currency", "lines", "on"}
    return {
        **body.dict(exclude=apart), "customer": _customer(request, body),
        "lines": _entered(request, body.lines), "owner": request.user, "actor": request.user,
    }  # fmt: skip


def _customer(request: UserRequest, body: EntryIn) -> Customer:
    named = {"pk": body.customer_id, "number": body.customer_number}
    named = {name: value for name, value in named.items() if value}
    place = "customer_id" if body.customer_id else "customer_number"
    if not named:
        raise ValidationError({place: _("고객을 customer_id나 customer_number로 적어 주세요.")})
    customer = customers_seen_by(request.user).filter(**named).first()
    if customer is None:
        raise ValidationError({place: _("없는 고객이거나 볼 권한이 없습니다.")})
    seen(request, "api", Customer, [customer.pk])
    return customer


def _entered(request: UserRequest, rows: Sequence[EntryLine]) -> list[Entered]:
    products, errors = look_up(request.user, rows, place="lines", is_needed=False)
    found: list[Entered] = []
    for n, (row, product) in enumerate(zip(rows, products, strict=True)):
        wrong = _problems(row, product)
        errors |= {f"lines.{n}.{name}": text for name, text in wrong.items()}
        if not wrong:
            found.append(_line(row, product))
    if errors:
        raise ValidationError(errors)
    return found


def _problems(row: EntryLine, product: Product | None) -> dict[str, Any]:
    """What cannot be of a line, by field."""
    wrong: dict[str, Any] = {}
    is_named = bool(row.product_id or row.product_code)
    if product and not product.is_on_sale:
        text = _("‘%(name)s’은(는) 판매를 중지한 상품입니다.")
        wrong["product_id" if row.product_id else "product_code"] = [text % {"name": product.name}]
    if not is_named and not row.name:
        wrong["name"] = [_("품목을 적어 주세요.")]
    elif not is_named and row.unit_price is None:
        wrong["unit_price"] = [_("상품에 없는 품목은 단가를 적어 주세요.")]
    for name, check in (("quantity", clean_quantity), ("unit_price", clean_price)):
        try:
            if (value := getattr(row, name)) is not None:
                check(value)
        except ValidationError as error:
            wrong[name] = error.messages
    return wrong


def _line(row: EntryLine, product: Product | None) -> Entered:
    return Entered(
        row.name or (product.name if product else ""), clean_quantity(row.quantity),
        None if row.unit_price is None else clean_price(row.unit_price), product,
        getattr(row, "cycle", Cycle.ONCE), row.tax_kind, getattr(row, "is_metered", False),
    )  # fmt: skip
