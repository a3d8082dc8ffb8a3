"""Reading quotes: one with its lines, its versions, what changed between two."""

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from dangol.accounts.models import User
from dangol.catalog.models import Installed, ProductRelation
from dangol.catalog.products.queries import set_problems
from dangol.catalog.products.suggesting import Suggestions, suggestions_beside
from dangol.kit.access import ScopedQuerySet
from dangol.kit.db.prepared import prepared
from dangol.orders.approvers import who_may
from dangol.orders.limits.queries import APPROVE, approved_percent, free_percent
from dangol.orders.quotes.models import Cycle, Quote, QuoteLine

VIEW = "orders.view_quote"


def quotes_seen_by(user: User, verb: str = "view") -> "QuerySet[Quote]":
    """Quotes this person may see (or change), without any order."""
    return Quote.objects.visible_to(user, verb)


def quotes_of_deal(user: User, deal_id: int, limit: int) -> list[Quote]:
    """The newest versions of a deal's quotes this person may see, the last first."""
    seen = [row for row in _newest_of(deal_id) if ScopedQuerySet.reaches(user, row)]
    return seen[:limit]


@prepared
def _newest_of(deal_id: int) -> "QuerySet[Quote]":
    rows = Quote.objects.filter(deal=deal_id, is_newest=True).order_by("-pk")
    return rows.defer("search", "text", "custom")


def quote_page_of(user: User, pk: int, verb: str = "view") -> Quote | None:
    """One quote with what its page shows beside it; None when not visible."""
    rows = quotes_seen_by(user, verb).defer("search")
    return rows.select_related("customer", "owner", "deal").filter(pk=pk).first()


def lines_of(quote: Quote) -> "QuerySet[QuoteLine]":
    """The lines in their order, with their products."""
    return quote.lines.select_related("product").order_by("place", "pk")


def editions_of(quote: Quote) -> list[Quote]:
    """Every version of the same number, the newest first."""
    rows = Quote.objects.filter(number=quote.number).defer("search", "text", "custom")
    return list(rows.order_by("-edition"))


def newest_of(quote: Quote) -> Quote:
    """The version that counts."""
    return quote if quote.is_newest else Quote.objects.get(number=quote.number, is_newest=True)


def needs_approval(quote: Quote) -> bool:
    """Whether the deepest discount is beyond what its owner may give."""
    return quote.discount_percent > free_percent(quote.owner)


def may_approve(user: User, quote: Quote) -> bool:
    """Whoever has the right for such a discount and sees the owner's quotes, except the owner and
    who asked.
    """
    if user.pk == quote.owner_id or not user.has_perm(APPROVE):
        return False
    if quote.discount_percent > approved_percent(user):
        return False
    asked = quote.steps.filter(kind="asked").order_by("-pk").values_list("by_id", flat=True).first()
    return user.pk != asked and Quote.objects.visible_to(user).filter(pk=quote.pk).exists()


def approvers_of(quote: Quote) -> list[User]:
    """Who may approve such a discount, the direct leader first."""
    people = who_may(APPROVE, view=VIEW, owner_id=quote.owner_id)
    return [one for one in people if quote.discount_percent <= approved_percent(one)]


def by_cycle(quote: Quote) -> list[tuple[str, int]]:
    """Won with tax by how often they are paid, once last; empty when all is paid once."""
    rows = quote.lines.order_by().values_list("cycle").annotate(Sum("supply"), Sum("tax"))
    found = {cycle: supply + tax for cycle, supply, tax in rows}
    if set(found) <= {Cycle.ONCE}:
        return []
    found[Cycle.ONCE] = found.get(Cycle.ONCE, 0) + quote.cut_supply + quote.cut_tax
    order = (Cycle.MONTHLY, Cycle.QUARTERLY, Cycle.YEARLY, Cycle.ONCE)
    return [(str(cycle.label), found[cycle]) for cycle in order if found.get(cycle)]


class Change(NamedTuple):
    """One line in two versions; None where it is missing."""

    name: str
    before: QuoteLine | None
    after: QuoteLine | None

    @property
    def is_same(self) -> bool:
        return (
            self.before is not None
            and self.after is not None
            and all(getattr(self.before, n) == getattr(self.after, n) for n in _COMPARED)
        )


_COMPARED = ("spec", "quantity", "unit_price", "discount", "tax_kind", "cycle", "supply", "tax")


def compared(before: Quote, after: Quote) -> list[Change]:
    """The lines of two versions side by side, in the order of the newer one, then what went.

    The so-manieth line of a product is compared with the so-manieth of the same.
    """
    old = dict(_keyed(before))
    found = [Change(line.name, old.pop(key, None), line) for key, line in _keyed(after)]
    return [*found, *(Change(line.name, line, None) for line in old.values())]


def _keyed(quote: Quote) -> list[tuple[tuple[str, int], QuoteLine]]:
    seen: Counter[str] = Counter()
    rows = []
    for line in quote.lines.order_by("place", "pk"):
        name = line.code or line.name
        seen[name] += 1
        rows.append(((name, seen[name]), line))
    return rows


def problems_of(quote: Quote) -> list[ProductRelation]:
    """Products of the quote that need another one or do not go together."""
    return set_problems(_product_ids(quote))


def suggested_for(quote: Quote) -> Suggestions:
    """Products that stand beside or above those quoted, the most promising first.

    What the customer has already is left out.
    """
    theirs = Installed.objects.filter(customer=quote.customer_id).order_by()
    return suggestions_beside(
        _product_ids(quote), without=theirs.values_list("product_id", flat=True).distinct()
    )


def _product_ids(quote: Quote) -> list[int]:
    rows = quote.lines.filter(product__isnull=False).order_by()
    return list(rows.values_list("product_id", flat=True).distinct())


def gone_lines(quote: Quote) -> list[str]:
    """Names of lines whose product is no longer sold or was deleted."""
    rows = lines_of(quote).exclude(code="").exclude(product__is_on_sale=True)
    return list(rows.values_list("name", flat=True)[:5])


def list_total(quote: Quote) -> Decimal:
    """What the lines would cost by the price list, on the quote's own price basis."""
    rows = quote.lines.values_list("quantity", "list_price", "unit_price")
    return sum((q * (listed or price) for q, listed, price in rows), Decimal(0))
