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
from dangol.catalog.naming import Naming, products_named
from dangol.catalog.suggested import SuggestionOut, as_told
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Moment, Page, Words
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.orders.quotes import approving, lines, services
from dangol.orders.quotes.links import link_of
from dangol.orders.quotes.lists import QuoteList
from dangol.orders.quotes.models import Quote
from dangol.orders.quotes.printing import quote_pdf
from dangol.orders.quotes.queries import APPROVE, VIEW, quotes_seen_by, suggested_for
from dangol.orders.quotes.sending import send_quote
from dangol.sales.pipeline.queries import deals_seen_by

ADD, CHANGE = "orders.add_quote", "orders.change_quote"
router = Router(tags=["quotes"])


class QuoteLineOut(Schema):
    """One line; amounts in whole won, prices with up to two decimals."""

    id: int
    product_id: int | None
    code: str
    name: str
    spec: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    list_price: Decimal
    tax_kind: str
    cycle: str
    note: str
    supply: int
    tax: int


class QuoteOut(Schema):
    """One version of a quote; `supply` and `tax` in won contain the 절사 line (`cut_*`)."""

    id: int
    number: str
    edition: int
    is_newest: bool
    title: str
    status: str
    customer_id: int
    deal_id: int | None
    owner_id: int
    quoted_on: date
    valid_until: date
    attention: str
    payment: str
    delivery: str
    place: str
    text: str
    vat_mode: str
    tax_on: str
    rounding: str
    cut: int
    cut_supply: int
    cut_tax: int
    supply: int
    tax: int
    total: int
    discount_percent: Decimal
    sent_at: Moment | None
    seen_at: Moment | None
    decided_at: Moment | None
    custom: dict[str, Any]
    created_at: Moment
    version: int


class QuoteWithLines(QuoteOut):
    lines: list[QuoteLineOut]
    link: str


class QuoteChange(Body):
    """What is not sent stays as it is."""

    title: Line | None = None
    quoted_on: Day | None = None
    valid_until: Day | None = None
    attention: Annotated[str, Field(max_length=100)] | None = None
    payment: Line | None = None
    delivery: Line | None = None
    place: Line | None = None
    text: Annotated[str, Field(max_length=5_000)] | None = None
    vat_mode: Literal["excluded", "included", "zero", "exempt"] | None = None
    tax_on: Literal["line", "total"] | None = None
    rounding: Literal["down", "half_up", "up"] | None = None
    cut: Literal[0, 10, 100, 1000] | None = None
    custom: dict[Code, Any] | None = None


class QuoteIn(QuoteChange):
    customer_id: Id
    deal_id: Id | None = None
    title: Line


class QuoteLineIn(Naming):
    """A line: a product by id or code; without a unit price the customer's own price counts.

    `discount` in percent.
    """

    quantity: Annotated[Decimal, Field(gt=0, le=10**9, max_digits=12, decimal_places=2)]
    unit_price: Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)] | None = None
    discount: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)] = Decimal(0)
    cycle: Literal["once", "monthly", "quarterly", "yearly"] = "once"


class QuoteLinesIn(Body):
    lines: Annotated[list[QuoteLineIn], Field(min_length=1, max_length=5_000)]


class SendIn(Body):
    way: Literal["email", "sms", "link"] = "email"
    subject: Line = ""
    text: Annotated[str, Field(max_length=5_000)] = ""


class WordsIn(Body):
    text: Words = ""


def _quote(request: UserRequest, pk: int, verb: str = "view") -> Quote:
    rows = quotes_seen_by(request.user, verb).select_related("customer", "owner", "deal")
    return get_object_or_404(rows, pk=pk)


def _out(request: UserRequest, quote: Quote) -> dict[str, Any]:
    seen(request, "api", Customer, [quote.customer_id])
    quote.refresh_from_db()
    values = {name: getattr(quote, name) for name in QuoteOut.model_fields}
    rows = list(quote.lines.order_by("place", "pk"))
    return values | {"lines": rows, "link": link_of(quote) if quote.sent_at else ""}


def _given(body: QuoteChange) -> dict[str, Any]:
    given = body.dict(exclude_unset=True, exclude={"customer_id", "deal_id"})
    return {name: value for name, value in given.items() if value is not None}


@router.get("/quotes", response=Page[QuoteOut])
@needs(VIEW)
def list_quotes(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = quotes_seen_by(request.user).filter(is_newest=True)
    part = list_part(request, lists[QuoteList.key], query, rows)
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.post("/quotes", response={201: QuoteWithLines})
@needs(ADD)
def open_quote(request: UserRequest, body: QuoteIn) -> Any:
    customer = customers_seen_by(request.user).filter(pk=body.customer_id).first()
    if customer is None:
        raise ValidationError({"customer_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    deal = None
    if body.deal_id:
        deal = deals_seen_by(request.user).filter(pk=body.deal_id).first()
        if deal is None:
            raise ValidationError({"deal_id": _("없는 거래이거나 볼 권한이 없습니다.")})
    quote = services.open_quote(
        customer, owner=request.user, deal=deal, on=timezone.localdate(), actor=request.user,
        **_given(body),
    )  # fmt: skip
    return Status(201, _out(request, quote))


@router.get("/quotes/{quote_id}", response=QuoteWithLines)
@needs(VIEW)
def read_quote(request: UserRequest, quote_id: Id) -> Any:
    return _out(request, _quote(request, quote_id))


@router.get("/quotes/{quote_id}/suggestions", response=list[SuggestionOut])
@needs(VIEW)
def list_quote_suggestions(request: UserRequest, quote_id: Id) -> Any:
    """What stands beside or above the products quoted and the customer lacks; at most twelve."""
    quote = _quote(request, quote_id)
    seen(request, "api", Customer, [quote.customer_id])
    return as_told(suggested_for(quote))


@router.patch("/quotes/{quote_id}", response=QuoteWithLines)
@needs(CHANGE)
def change_quote(request: UserRequest, quote_id: Id, body: QuoteChange) -> Any:
    quote = _quote(request, quote_id, "change")
    services.edit_quote(quote, actor=request.user, **_given(body))
    return _out(request, quote)


@router.post("/quotes/{quote_id}/lines", response=QuoteWithLines)
@needs(CHANGE)
def add_quote_lines(request: UserRequest, quote_id: Id, body: QuoteLinesIn) -> Any:
    quote = _quote(request, quote_id, "change")
    products = products_named(request.user, body.lines, place="lines")
    given = [
        lines.LineGiven(product, row.quantity, row.unit_price, row.discount, row.cycle)
        for product, row in zip(products, body.lines, strict=True)
    ]
    lines.add_lines(quote, given, actor=request.user)
    return _out(request, quote)


@router.post("/quotes/{quote_id}/ask", response=QuoteWithLines)
@needs(CHANGE)
def ask_quote_approval(request: UserRequest, quote_id: Id, body: WordsIn) -> Any:
    quote = _quote(request, quote_id, "change")
    approving.ask_approval(quote, note=body.text, at=timezone.now(), actor=request.user)
    return _out(request, quote)


@router.post("/quotes/{quote_id}/approve", response=QuoteWithLines)
@needs(APPROVE)
def approve_quote(request: UserRequest, quote_id: Id, body: WordsIn) -> Any:
    quote = _quote(request, quote_id)
    approving.approve_quote(quote, note=body.text, at=timezone.now(), actor=request.user)
    return _out(request, quote)


@router.post("/quotes/{quote_id}/send", response=QuoteWithLines)
@needs(CHANGE)
def send(request: UserRequest, quote_id: Id, body: SendIn) -> Any:
    quote = _quote(request, quote_id, "change")
    send_quote(
        quote, **body.dict(), at=timezone.now(), today=timezone.localdate(), actor=request.user
    )
    return _out(request, quote)


@router.post("/quotes/{quote_id}/revise", response={201: QuoteWithLines})
@needs(CHANGE)
def revise_quote(request: UserRequest, quote_id: Id) -> Any:
    quote = _quote(request, quote_id, "change")
    newer = services.revise_quote(quote, on=timezone.localdate(), actor=request.user)
    return Status(201, _out(request, newer))


@router.get("/quotes/{quote_id}/pdf", response={200: None})
@needs(VIEW)
def read_quote_pdf(request: UserRequest, quote_id: Id, lang: Literal["ko", "en"] = "ko") -> Any:
    quote = _quote(request, quote_id)
    seen(request, "api", Customer, [quote.customer_id])
    return HttpResponse(
        quote_pdf(quote, language=lang, at=timezone.now()), content_type="application/pdf"
    )
