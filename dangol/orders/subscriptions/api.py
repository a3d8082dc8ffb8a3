from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.catalog.naming import Naming, product_named
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.orders.subscriptions import plans, services
from dangol.orders.subscriptions.forms import PlanForm, When
from dangol.orders.subscriptions.lists import ContractList, MovementList
from dangol.orders.subscriptions.models import Contract, ContractLine
from dangol.orders.subscriptions.queries import (
    contracts_seen_by,
    line_named,
    metered_lines,
    movements_seen_by,
)
from dangol.orders.subscriptions.usage import MOST_ROWS, UsageGiven, write_usage

router = Router(tags=["orders"])
VIEW, CHANGE = "orders.view_contract", "orders.change_contract"


class ContractLineOut(Schema):
    """A line in force or not; won a cycle without tax. Metered ones are billed by their usage."""

    id: int
    name: str
    product_id: int | None
    quantity: Decimal
    unit_price: Decimal = Field(alias="price")
    cycle: str
    is_metered: bool
    supply: int
    tax: int
    starts_on: date
    ends_on: date | None
    next_on: date | None


class ContractOut(Schema):
    """A contract; `mrr` in won a month without tax."""

    id: int
    number: str
    title: str
    status: str
    customer_id: int
    order_id: int | None
    owner_id: int
    starts_on: date
    ends_on: date | None
    billing_day: int
    is_postpaid: bool
    mrr: int
    external_id: str
    custom: dict[str, Any]
    version: int


class ContractFull(ContractOut):
    lines: list[ContractLineOut]

    @staticmethod
    def resolve_lines(contract: Contract) -> list[ContractLine]:
        return list(contract.lines.order_by("pk"))


class MovementOut(Schema):
    """A day a contract's MRR changed; won a month."""

    id: int
    contract_id: int
    customer_id: int
    owner_id: int
    on: date
    kind: str
    amount: int


class UsageIn(Body):
    """Usage of a day; `item` names the line (or its product code) where there are several."""

    contract_number: Code
    on: Day
    quantity: Annotated[Decimal, Field(max_digits=14, decimal_places=3)]
    external_id: Annotated[str, Field(min_length=1, max_length=100)]
    item: Line = ""
    note: Line = ""


class UsagesIn(Body):
    rows: Annotated[list[UsageIn], Field(min_length=1, max_length=MOST_ROWS)]


class UsageWritten(Schema):
    created: int
    updated: int


@router.get("/contracts", response=Page[ContractOut])
@needs(VIEW)
def list_contracts(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[ContractList.key], query, contracts_seen_by(request.user))
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.get("/contracts/{contract_id}", response=ContractFull)
@needs(VIEW)
def read_contract(request: UserRequest, contract_id: Id) -> Any:
    contract: Contract = get_object_or_404(contracts_seen_by(request.user), pk=contract_id)
    seen(request, "api", Customer, [contract.customer_id])
    return contract


class TermsIn(Body):
    """What is left out stays; `ends_on` null is a contract without an end."""

    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    ends_on: Day | None = None
    billing_day: Annotated[int, Field(ge=1, le=31)] | None = None
    is_postpaid: bool | None = None
    due_days: Annotated[int, Field(ge=0, le=365)] | None = None
    custom: dict[Code, Any] | None = None
    version: Id | None = None


class PlanIn(Naming):
    """Another plan for a line from a day on; what is left out stays; a product by id or code.

    With `preview` nothing is written and the answer says what it would come to.
    """

    on: Day
    quantity: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)] | None = None
    unit_price: Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)] | None = None
    cycle: Literal["monthly", "quarterly", "yearly"] | None = None
    preview: bool = False


class PartOut(Schema):
    """Days that are charged, or given back below 0, at once; won."""

    title: str
    first: date
    last: date
    supply: int
    tax: int


class PlanOut(Schema):
    """`total` is what the customer pays at once, below 0 what they get back; won with tax."""

    line_id: int | None
    on: date
    total: int
    parts: list[PartOut]
    next_on: date | None
    next_total: int | None


def _contract(request: UserRequest, pk: int) -> Contract:
    contract: Contract = get_object_or_404(contracts_seen_by(request.user, "change"), pk=pk)
    seen(request, "api", Customer, [contract.customer_id])
    return contract


@router.patch("/contracts/{contract_id}", response=ContractFull)
@needs(CHANGE)
def change_terms(request: UserRequest, contract_id: Id, body: TermsIn) -> Any:
    given = body.dict(exclude_unset=True)
    given = {name: value for name, value in given.items() if value is not None or name == "ends_on"}
    contract = _contract(request, contract_id)
    return services.change_terms(contract, today=timezone.localdate(), actor=request.user, **given)


@router.post("/contracts/{contract_id}/pause", response=ContractFull)
@needs(CHANGE)
def pause_contract(request: UserRequest, contract_id: Id) -> Any:
    contract = _contract(request, contract_id)
    return services.pause_contract(contract, today=timezone.localdate(), actor=request.user)


@router.post("/contracts/{contract_id}/resume", response=ContractFull)
@needs(CHANGE)
def resume_contract(request: UserRequest, contract_id: Id) -> Any:
    contract = _contract(request, contract_id)
    return services.resume_contract(contract, today=timezone.localdate(), actor=request.user)


@router.post("/contracts/{contract_id}/lines/{line_id}/plan", response=PlanOut)
@needs(CHANGE)
def change_plan(request: UserRequest, contract_id: Id, line_id: Id, body: PlanIn) -> Any:
    """The same choices and refusals as on the page."""
    contract = _contract(request, contract_id)
    rows = contract.lines.select_related("product", "contract__customer")
    line: ContractLine = get_object_or_404(rows, pk=line_id)
    today = timezone.localdate()
    price, product = body.unit_price, product_named(request.user, body)
    if price is None and product is None:
        price = line.price
    asked = {
        "when": When.DAY, "on": body.on, "product": product and product.pk,
        "cycle": body.cycle or line.cycle, "quantity": f"{body.quantity or line.quantity:f}",
        "unit_price": "" if price is None else f"{price:f}",
    }  # fmt: skip
    form = PlanForm(asked, user=request.user, line=line, today=today)
    if not form.is_valid():
        names = {"product": "product_id"}
        errors = form.errors.items()
        raise ValidationError({names.get(name, name): list(said) for name, said in errors})
    found = plans.planned(line, form.plan, on=body.on)
    new = None
    if not body.preview:
        new = plans.change_plan(line, form.plan, on=body.on, today=today, actor=request.user)
    return _planned(found, new)


def _planned(found: plans.Change, new: ContractLine | None) -> dict[str, Any]:
    parts = [
        {"title": part.title, **part.period._asdict(), **part.amount._asdict()}
        for part in found.parts
    ]
    return {
        "line_id": new and new.pk, "on": found.on, "total": found.total, "parts": parts,
        "next_on": found.then_on, "next_total": found.then and found.then.amount.gross,
    }  # fmt: skip


@router.get("/movements", response=Page[MovementOut])
@needs(VIEW)
def list_movements(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[MovementList.key], query, movements_seen_by(request.user))
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.post("/usage", response=UsageWritten)
@needs(CHANGE)
def write_usage_rows(request: UserRequest, body: UsagesIn) -> Any:
    lines = metered_lines(request.user, [row.contract_number for row in body.rows])
    given = []
    for place, row in enumerate(body.rows, 1):
        line = line_named(lines.get(row.contract_number, []), row.item)
        if line is None:
            text = _(
                "%(n)d째 줄: 계약 %(number)s에 그런 사용량 품목이 없거나 고칠 권한이 없습니다."
            )
            raise ValidationError({"rows": text % {"n": place, "number": row.contract_number}})
        given.append(UsageGiven(line.pk, row.on, row.quantity, row.external_id, row.note))
    return write_usage(given, today=timezone.localdate(), actor=request.user)._asdict()
