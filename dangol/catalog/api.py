from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.catalog.configuring.engine import price_of, problems_of
from dangol.catalog.configuring.queries import design_of
from dangol.catalog.installed import services as installed_services
from dangol.catalog.installed.models import Installed
from dangol.catalog.lists import InstalledList, ProductList
from dangol.catalog.naming import Naming, products_named
from dangol.catalog.prices.api import router as prices
from dangol.catalog.prices.queries import price_for
from dangol.catalog.products import services
from dangol.catalog.products.models import Category, Product
from dangol.catalog.products.queries import products_seen_by
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Page, Words
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen

VIEW, ADD, CHANGE, DELETE = (
    f"catalog.{verb}_product" for verb in ("view", "add", "change", "delete")
)
router = Router(tags=["catalog"])
router.add_router("", prices)

Price = Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)]
Quantity = Annotated[Decimal, Field(gt=0, le=10**9, max_digits=12, decimal_places=2)]


class ProductOut(Schema):
    id: int
    code: str
    name: str
    kind: str
    category_id: int | None
    spec: str
    unit: str
    list_price: Decimal
    tax_kind: str
    warranty_months: int
    is_on_sale: bool
    stop_reason: str
    text: str
    custom: dict[str, Any]
    version: int


class ProductChange(Body):
    """What is not sent stays as it is."""

    name: Line | None = None
    code: Code | None = None
    kind: Literal["goods", "service", "bundle", "configurable"] | None = None
    category_id: Id | None = None
    spec: Line | None = None
    unit: Annotated[str, Field(max_length=20)] | None = None
    list_price: Price | None = None
    cost: Price | None = None
    tax_kind: Literal["taxed", "zero", "exempt"] | None = None
    warranty_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    text: Words | None = None
    custom: dict[Code, Any] | None = None


class ProductPatch(ProductChange):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class ProductIn(ProductChange):
    name: Line


class StopIn(Body):
    reason: Line


class PriceQuery(Schema):
    """For whom, how many and on which day; today when no day is given."""

    customer_id: Id | None = None
    quantity: Quantity = Decimal(1)
    on: Day | None = None


class PriceOut(Schema):
    """Won for one unit without tax, and the list that says so."""

    unit_price: Decimal
    price_list_id: int | None


class ChosenIn(Body):
    """How many of each option, by its key."""

    options: Annotated[dict[Code, Annotated[int, Field(ge=0, le=999)]], Field(max_length=500)]


class ProblemOut(Schema):
    text: str
    options: list[str]


class ConfiguredOut(Schema):
    """Whether the options go together, and the price of one piece in won."""

    is_valid: bool
    problems: list[ProblemOut]
    total: int


class InstalledOut(Schema):
    id: int
    customer_id: int
    product_id: int
    serial: str
    quantity: int
    purchased_on: date | None
    warranty_until: date | None
    place: str
    status: str
    note: str
    custom: dict[str, Any]
    version: int


class InstalledIn(Naming):
    """A product by id or code, at a customer's."""

    serial: Annotated[str, Field(max_length=100)] = ""
    quantity: Annotated[int, Field(ge=1, le=10**9)] = 1
    purchased_on: Day | None = None
    warranty_until: Day | None = None
    place: Line = ""
    status: Literal["in_use", "repair", "returned", "discarded"] = "in_use"
    note: Annotated[str, Field(max_length=500)] = ""
    custom: dict[Code, Any] = {}


class InstalledChange(Body):
    """What is left out stays; which product it is stays as well."""

    serial: Annotated[str, Field(max_length=100)] | None = None
    quantity: Annotated[int, Field(ge=1, le=10**9)] | None = None
    purchased_on: Day | None = None
    warranty_until: Day | None = None
    place: Line | None = None
    status: Literal["in_use", "repair", "returned", "discarded"] | None = None
    note: Annotated[str, Field(max_length=500)] | None = None
    custom: dict[Code, Any] | None = None
    version: Id | None = None


def _product(request: UserRequest, pk: int, verb: str = "view") -> Product:
    return get_object_or_404(products_seen_by(request.user, verb), pk=pk)


def _customer(request: UserRequest, pk: int, verb: str = "view") -> Customer:
    return get_object_or_404(customers_seen_by(request.user, verb), pk=pk)


def _values(body: ProductChange) -> dict[str, Any]:
    given = body.dict(exclude_unset=True)
    pk = given.get("category_id")
    if pk is not None and not Category.objects.filter(pk=pk).exists():
        raise ValidationError({"category_id": _("없는 분류입니다.")})
    keep_empty = {"category_id", "cost"}
    return {k: v for k, v in given.items() if v is not None or k in keep_empty}


@router.get("/products", response=Page[ProductOut])
@needs(VIEW)
def list_products(request: UserRequest, query: Query[ListQuery]) -> Any:
    return list_part(request, lists[ProductList.key], query, products_seen_by(request.user))


@router.post("/products", response={201: ProductOut})
@needs(ADD)
def add_product(request: UserRequest, body: ProductIn) -> Any:
    return Status(201, services.add_product(**_values(body), actor=request.user))


@router.get("/products/{product_id}", response=ProductOut)
@needs(VIEW)
def read_product(request: UserRequest, product_id: Id) -> Any:
    return _product(request, product_id)


@router.patch("/products/{product_id}", response=ProductOut)
@needs(CHANGE)
def change_product(request: UserRequest, product_id: Id, body: ProductPatch) -> Any:
    product = _product(request, product_id, "change")
    return services.edit_product(product, **_values(body), actor=request.user)


@router.delete("/products/{product_id}", response={204: None})
@needs(DELETE)
def remove_product(request: UserRequest, product_id: Id) -> Any:
    services.remove_product(_product(request, product_id, "delete"), actor=request.user)
    return HttpResponse(status=204)


@router.post("/products/{product_id}/stop", response=ProductOut)
@needs(CHANGE)
def stop_product(request: UserRequest, product_id: Id, body: StopIn) -> Any:
    product = _product(request, product_id, "change")
    return services.stop_sale(product, reason=body.reason, actor=request.user)


@router.post("/products/{product_id}/resume", response=ProductOut)
@needs(CHANGE)
def resume_product(request: UserRequest, product_id: Id) -> Any:
    return services.resume_sale(_product(request, product_id, "change"), actor=request.user)


@router.get("/products/{product_id}/price", response=PriceOut)
@needs("catalog.view_pricelist")
def read_price(request: UserRequest, product_id: Id, query: Query[PriceQuery]) -> Any:
    customer = _customer(request, query.customer_id) if query.customer_id else None
    on = query.on or timezone.localdate()
    product = _product(request, product_id)
    found = price_for(product, quantity=query.quantity, on=on, customer=customer)
    list_id = found.price_list.pk if found.price_list else None
    return {"unit_price": found.unit_price, "price_list_id": list_id}


@router.post("/products/{product_id}/configure", response=ConfiguredOut)
@needs(VIEW)
def configure_product(request: UserRequest, product_id: Id, body: ChosenIn) -> Any:
    design = design_of(_product(request, product_id))
    problems = problems_of(design, body.options)
    known = {key: count for key, count in body.options.items() if key in design.labels}
    return {
        "is_valid": not problems,
        "problems": [{"text": p.text, "options": sorted(p.keys)} for p in problems],
        "total": price_of(design, known).total,
    }


@router.get("/installed", response=Page[InstalledOut])
@needs("catalog.view_installed")
def list_every_installed(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = Installed.objects.visible_to(request.user)
    part = list_part(request, lists[InstalledList.key], query, rows)
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.get("/customers/{customer_id}/installed", response=list[InstalledOut])
@needs("catalog.view_installed")
def list_installed(request: UserRequest, customer_id: Id) -> Any:
    return list(_customer(request, customer_id).installed.order_by("-pk")[:500])


@router.post("/customers/{customer_id}/installed", response={201: InstalledOut})
@needs("customers.change_customer")
def add_installed(request: UserRequest, customer_id: Id, body: InstalledIn) -> Any:
    customer = _customer(request, customer_id, "change")
    values = body.dict(exclude={"product_id", "product_code"})
    (product,) = products_named(request.user, [body])
    made = installed_services.install(customer, product=product, **values, actor=request.user)
    return Status(201, made)


@router.patch("/customers/{customer_id}/installed/{installed_id}", response=InstalledOut)
@needs("customers.change_customer")
def change_installed(
    request: UserRequest, customer_id: Id, installed_id: Id, body: InstalledChange
) -> Any:
    customer = _customer(request, customer_id, "change")
    piece = get_object_or_404(Installed, customer=customer, pk=installed_id)
    given = body.dict(exclude_none=True)
    return installed_services.edit_installed(piece, actor=request.user, **given)


@router.delete("/customers/{customer_id}/installed/{installed_id}", response={204: None})
@needs("customers.change_customer")
def remove_installed(request: UserRequest, customer_id: Id, installed_id: Id) -> Any:
    customer = _customer(request, customer_id, "change")
    piece = get_object_or_404(Installed, customer=customer, pk=installed_id)
    installed_services.remove_installed(piece, actor=request.user)
    return HttpResponse(status=204)
