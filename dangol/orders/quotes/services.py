"""Acts on quotes that are still being written: open, add lines, revise, copy."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.pricing import unit_price_of_gross
from dangol.codes.custom import clean_custom
from dangol.codes.numbers import next_number
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, create, lock, remove
from dangol.kit.search import search_text
from dangol.orders.preferences import quote_preferences
from dangol.orders.quotes.models import Quote, QuoteLine, QuoteStep, TaxKind, VatMode
from dangol.orders.quotes.reckoning import sums_of, with_tax

RECORD = "orders.quote"
_TEXTS = {
    "title": clean, "attention": clean, "payment": clean, "delivery": clean, "place": clean,
    "text": clean_text,
}  # fmt: skip
# what a copy or a further version takes along
_KEPT = (
    "title", "customer", "deal", "owner", "attention", "payment", "delivery", "place", "text",
    "vat_mode", "tax_on", "rounding", "cut", "custom",
)  # fmt: skip
_LINE_KEPT = (
    "product", "code", "name", "spec", "unit", "quantity", "unit_price", "discount", "list_price",
    "cost", "tax_kind", "cycle", "choice", "note", "supply", "tax", "place",
)  # fmt: skip


@atomic
def open_quote(
    customer: Customer, *, title: str, owner: User, on: date, actor: User | None, **values: Any
) -> Quote:
    """Begin a quote with the office's usual terms; refuses a deal of another customer.

    A `number` is given only by files of another program; a taken one is refused.
    """
    settings = quote_preferences()
    values = _usual(on) | {name: value for name, value in values.items() if value is not None}
    values = _checked({"title": title, **values}, Quote())
    deal = values.get("deal")
    if deal and deal.customer_id != customer.pk:
        raise ValidationError({"deal": _("다른 고객의 거래입니다. 거래의 고객을 골라 주세요.")})
    number = clean(values.pop("number", "")) or next_number(RECORD)
    values["search"] = search_text(values["title"], number, notes=(customer.name,))
    values.setdefault("valid_until", values["quoted_on"] + timedelta(days=settings.valid_days))
    return create(
        Quote, actor=actor, number=number, customer=customer, owner=owner, created_by=actor,
        **values,
    )  # fmt: skip


def _usual(on: date) -> dict[str, Any]:
    settings = quote_preferences()
    return {
        "quoted_on": on,
        "tax_on": settings.tax_on,
        "rounding": settings.rounding,
        "cut": int(settings.cut),
        "payment": str(settings.payment),
        "delivery": str(settings.delivery),
    }


@atomic
def edit_quote(
    quote: Quote, *, actor: User | None, version: int | None = None, **values: Any
) -> Quote:
    """Change the head of a draft and reckon it anew.

    Prices follow when they come to be without tax or with it, so that the customer pays the same.
    """
    quote = draft_of(quote)
    values = _checked(values, quote)
    before = quote.vat_mode
    if "title" in values:
        values["search"] = search_text(values["title"], quote.number, notes=(quote.customer.name,))
    change(quote, actor=actor, version=version, **values)
    is_gross, was_gross = (mode == VatMode.INCLUDED for mode in (quote.vat_mode, before))
    if is_gross != was_gross:
        _switch(quote, with_tax if is_gross else unit_price_of_gross)
    return reckon_quote(quote, actor=actor)


def _switch(quote: Quote, convert: Any) -> None:
    rows = list(quote.lines.filter(tax_kind=TaxKind.TAXED))
    for row in rows:
        row.unit_price, row.list_price = convert(row.unit_price), convert(row.list_price)
    QuoteLine.objects.bulk_update(rows, ["unit_price", "list_price"], batch_size=500)


@atomic
def reckon_quote(quote: Quote, *, actor: User | None) -> Quote:
    """Write the lines' amounts and the totals anew; refuses totals beyond 100조 won."""
    rows = list(quote.lines.order_by("place", "pk"))
    sums = sums_of(quote, rows)
    changed = []
    for row, amount in zip(rows, sums.lines, strict=True):
        if (row.supply, row.tax) != amount:
            row.supply, row.tax = amount
            changed.append(row)
    QuoteLine.objects.bulk_update(changed, ["supply", "tax"], batch_size=500)
    return change(
        quote, actor=actor, supply=sums.supply, tax=sums.tax, total=sums.total, cost=sums.cost,
        cut_supply=sums.cut.supply, cut_tax=sums.cut.tax, discount_percent=sums.discount,
    )  # fmt: skip


@atomic
def revise_quote(quote: Quote, *, on: date, actor: User) -> Quote:
    """Begin the next version of the newest one; the former can no longer be accepted."""
    quote = lock(quote)
    if not quote.is_newest:
        raise Refused(_("지난 판입니다. 최신 판에서 새 판을 만들어 주세요."))
    if quote.status == Quote.Status.ACCEPTED:
        raise Refused(_("이미 수락된 견적입니다. 복제해서 새 견적으로 만들어 주세요."))
    status = quote.status
    if status in Quote.OPEN:
        status = Quote.Status.REPLACED
    change(quote, actor=actor, is_newest=False, status=status)
    return _copied(quote, number=quote.number, edition=quote.edition + 1, on=on, actor=actor)


@atomic
def duplicate_quote(quote: Quote, *, on: date, actor: User) -> Quote:
    """Begin a new quote of its own with the same words and lines."""
    return _copied(quote, number=next_number(RECORD), edition=1, on=on, actor=actor)


def _copied(quote: Quote, *, number: str, edition: int, on: date, actor: User) -> Quote:
    days = (quote.valid_until - quote.quoted_on).days
    values = {name: getattr(quote, name) for name in _KEPT}
    values["search"] = search_text(quote.title, number, notes=(quote.customer.name,))
    copy = create(
        Quote, actor=actor, number=number, edition=edition, created_by=actor, quoted_on=on,
        valid_until=on + timedelta(days=days), **values,
    )  # fmt: skip
    rows = [
        QuoteLine(quote=copy, **{name: getattr(line, name) for name in _LINE_KEPT})
        for line in quote.lines.select_related("product").order_by("place", "pk")
    ]
    QuoteLine.objects.bulk_create(rows, batch_size=500)
    return reckon_quote(copy, actor=actor)


@atomic
def remove_quote(quote: Quote, *, actor: User | None) -> None:
    """Delete a draft nobody has seen; what went out stays."""
    quote = lock(quote)
    if quote.sent_at or quote.status not in (Quote.Status.DRAFT, Quote.Status.ASKED):
        raise Refused(_("보낸 견적은 지울 수 없습니다. 새 판을 만들어 바꾸어 주세요."))
    before = Quote.objects.filter(number=quote.number, edition__lt=quote.edition)
    former = before.order_by("-edition").first()
    remove(quote, actor=actor)
    if former:
        change(former, actor=actor, is_newest=True)


def draft_of(quote: Quote) -> Quote:
    """The quote, locked; refused when it is no longer being written."""
    quote = lock(quote)
    if quote.status != Quote.Status.DRAFT:
        raise Refused(
            _("‘%(status)s’ 상태의 견적은 고칠 수 없습니다. ‘다시 작성’이나 ‘새 판’을 눌러 주세요.")
            % {"status": quote.get_status_display()}
        )
    return quote


def _checked(values: dict[str, Any], quote: Quote) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    values = tidied(values, _TEXTS, errors)
    if "custom" in values:
        values["custom"] = clean_custom(RECORD, values["custom"], before=quote.custom)
    if errors:
        raise ValidationError(errors)
    return values


def tidied(
    values: Mapping[str, Any], texts: Mapping[str, Any], errors: dict[str, Any]
) -> dict[str, Any]:
    """Texts put in order; refusals are collected in `errors` by field."""
    tidy = dict(values)
    for name, put_in_order in texts.items():
        if name in tidy:
            try:
                tidy[name] = refuse_resident_number(put_in_order(tidy[name]))
            except ValidationError as error:
                errors[name] = error.messages
    return tidy


def note_step(quote: Quote, kind: str, **values: Any) -> QuoteStep:
    """Write down what happened to a quote."""
    return QuoteStep.objects.create(quote=quote, kind=kind, **values)
