from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
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
VIEW = "orders.view_contract"


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


@router.get("/movements", response=Page[MovementOut])
@needs(VIEW)
def list_movements(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[MovementList.key], query, movements_seen_by(request.user))
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.post("/usage", response=UsageWritten)
@needs("orders.change_contract")
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
