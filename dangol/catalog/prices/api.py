from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.catalog.naming import Naming, look_up
from dangol.catalog.prices import services
from dangol.catalog.prices.lists import PriceListList
from dangol.catalog.prices.models import Price, PriceList
from dangol.catalog.prices.queries import price_lists_seen_by, prices_of
from dangol.catalog.prices.services import PriceGiven
from dangol.codes.queries import code_by_key, code_of
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists

VIEW, ADD, CHANGE, DELETE = (
    f"catalog.{verb}_pricelist" for verb in ("view", "add", "change", "delete")
)
MOST = 1_000
router = Router(tags=["catalog"])


class PriceListOut(Schema):
    """For whom and when a list holds; without customer, grade and type for everybody."""

    id: int
    name: str
    customer_id: int | None
    grade: str | None
    company_type: str | None
    starts_on: date | None
    ends_on: date | None
    priority: int
    is_active: bool
    version: int

    @staticmethod
    def resolve_grade(row: PriceList) -> str | None:
        found = code_of(row.grade_id)
        return found.key if found else None

    @staticmethod
    def resolve_company_type(row: PriceList) -> str | None:
        found = code_of(row.company_type_id)
        return found.key if found else None


class ListPriceOut(Schema):
    """Won for one without tax, or percent off the list price, from a quantity on."""

    id: int
    product_id: int
    product_code: str = Field(alias="product.code")
    from_quantity: Decimal
    unit_price: Decimal | None
    percent_off: Decimal | None


class PriceListFull(PriceListOut):
    prices: list[ListPriceOut]

    @staticmethod
    def resolve_prices(row: PriceList) -> list[Price]:
        return list(prices_of(row))


class ListPriceIn(Naming):
    """A product by id or code, and one of `unit_price` (won) and `percent_off`."""

    from_quantity: Annotated[Decimal, Field(ge=Decimal("0.01"), le=10**9, decimal_places=2)] = (
        Decimal(1)
    )
    unit_price: Annotated[Decimal, Field(ge=0, le=10**14, decimal_places=2)] | None = None
    percent_off: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] | None = None


class PricesIn(Body):
    """The same product and quantity gets the new price, so it may be sent as often as wanted."""

    prices: Annotated[list[ListPriceIn], Field(min_length=1, max_length=MOST)]


class PricesWritten(Schema):
    created: int
    updated: int


class PriceListChange(Body):
    """What is left out stays; null takes a condition away. Codes by their key."""

    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    customer_id: Id | None = None
    grade: Code | None = None
    company_type: Code | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    priority: Annotated[int, Field(ge=-100, le=100)] | None = None
    is_active: bool | None = None
    version: Id | None = None


class PriceListIn(PriceListChange):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    prices: Annotated[list[ListPriceIn], Field(max_length=MOST)] = []


class EndIn(Body):
    """The last day the list holds."""

    on: Day


def _list(request: UserRequest, pk: int) -> PriceList:
    return get_object_or_404(price_lists_seen_by(request.user), pk=pk)


def _values(request: UserRequest, body: PriceListChange) -> dict[str, Any]:
    given = body.dict(exclude_unset=True, exclude={"prices"})
    kept = {name: given[name] for name in ("name", "priority", "is_active", "version")
            if given.get(name) is not None}  # fmt: skip
    kept |= {name: given[name] for name in ("starts_on", "ends_on") if name in given}
    for name, group in (("grade", "customer_grade"), ("company_type", "company_type")):
        if name in given:
            kept[f"{name}_id"] = _code(given[name], group, name)
    if "customer_id" in given:
        pk, rows = given["customer_id"], customers_seen_by(request.user)
        kept["customer"] = rows.filter(pk=pk).first() if pk else None
        if pk and kept["customer"] is None:
            raise ValidationError({"customer_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    return kept


def _code(key: str | None, group: str, name: str) -> int | None:
    if not key:
        return None
    if (row := code_by_key(group, key)) is None:
        raise ValidationError({name: _("없는 코드입니다. /api/v1/codes에서 key를 확인해 주세요.")})
    return row.id


def _prices(request: UserRequest, rows: list[ListPriceIn]) -> list[PriceGiven]:
    products, errors = look_up(request.user, rows, place="prices")
    found: list[PriceGiven] = []
    for n, (row, product) in enumerate(zip(rows, products, strict=True)):
        if product is None:
            continue
        if (row.unit_price is None) == (row.percent_off is None):
            text = _("단가나 할인율 가운데 하나만 적어 주세요.")
            errors[f"prices.{n}.unit_price"] = [text]
        else:
            found.append(PriceGiven(product, row.from_quantity, row.unit_price, row.percent_off))
    if errors:
        raise ValidationError(errors)
    return found


@router.get("/price-lists", response=Page[PriceListOut])
@needs(VIEW)
def list_price_lists(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = price_lists_seen_by(request.user)
    return list_part(request, lists[PriceListList.key], query, rows)


@router.post("/price-lists", response={201: PriceListFull})
@needs(ADD)
def add_price_list(request: UserRequest, body: PriceListIn) -> Any:
    values, prices = _values(request, body), _prices(request, body.prices)
    values.pop("version", None)
    return Status(201, services.open_price_list(prices, **values, actor=request.user))


@router.get("/price-lists/{list_id}", response=PriceListFull)
@needs(VIEW)
def read_price_list(request: UserRequest, list_id: Id) -> Any:
    return _list(request, list_id)


@router.patch("/price-lists/{list_id}", response=PriceListFull)
@needs(CHANGE)
def change_price_list(request: UserRequest, list_id: Id, body: PriceListChange) -> Any:
    row = _list(request, list_id)
    values = {"name": row.name, **_values(request, body)}
    return services.write_price_list(row, **values, actor=request.user)


@router.post("/price-lists/{list_id}/end", response=PriceListFull)
@needs(CHANGE)
def end_price_list(request: UserRequest, list_id: Id, body: EndIn) -> Any:
    return services.end_price_list(_list(request, list_id), on=body.on, actor=request.user)


@router.delete("/price-lists/{list_id}", response={204: None})
@needs(DELETE)
def remove_price_list(request: UserRequest, list_id: Id) -> Any:
    services.remove_price_list(_list(request, list_id), actor=request.user)
    return HttpResponse(status=204)


@router.put("/price-lists/{list_id}/prices", response=PricesWritten)
@needs(CHANGE)
def put_prices(request: UserRequest, list_id: Id, body: PricesIn) -> Any:
    row, given = _list(request, list_id), _prices(request, body.prices)
    made = services.put_prices(row, given, actor=request.user)
    places = {(one.product.pk, one.from_quantity) for one in given}
    return {"created": made, "updated": len(places) - made}


@router.delete("/price-lists/{list_id}/prices/{price_id}", response={204: None})
@needs(CHANGE)
def remove_price(request: UserRequest, list_id: Id, price_id: Id) -> Any:
    row = _list(request, list_id)
    price = get_object_or_404(Price, price_list=row, pk=price_id)
    services.remove_price(price, actor=request.user)
    return HttpResponse(status=204)
