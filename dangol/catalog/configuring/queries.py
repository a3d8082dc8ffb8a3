"""Reading a configurable product as the engine takes it."""

from django.http import QueryDict

from dangol.catalog.configuring.engine import Design, Group, Option, Rule, RuleKind
from dangol.catalog.configuring.models import ProductRule
from dangol.catalog.products.models import Product

MOST = 999


def design_of(product: Product) -> Design:
    """The options and rules of a product; three queries. The base is its 정가 in whole won."""
    groups = product.groups.order_by("order", "pk").prefetch_related("options")
    return Design(
        base=int(product.list_price),
        groups=tuple(
            Group(
                key=str(group.pk),
                label=group.name,
                options=tuple(
                    Option(row.key, row.name, row.price)
                    for row in sorted(group.options.all(), key=lambda row: (row.order, row.pk))
                ),
                least=group.least,
                most=group.most,
            )
            for group in groups
        ),
        rules=tuple(rule_of(row) for row in product.rules.order_by("pk")),
    )


def rule_of(row: ProductRule) -> Rule:
    """A stored rule as the engine takes it."""
    return Rule(
        kind=RuleKind(row.kind),
        when=frozenset(row.when),
        then=frozenset(row.then),
        amount=row.amount,
        percent=row.percent,
        reason=row.reason,
    )


def default_choice(product: Product) -> dict[str, int]:
    """The options chosen to begin with."""
    rows = product.groups.filter(options__is_default=True)
    return dict.fromkeys(rows.values_list("options__key", flat=True), 1)


def chosen_of(given: QueryDict) -> dict[str, int]:
    """Options of an address or a form: `o=key` for each chosen, `n-key` for how many of it."""
    found: dict[str, int] = {}
    keys = given.getlist("o") + [
        value for name in given if name.startswith("o-") for value in given.getlist(name)
    ]
    for key in keys[:500]:
        count = given.get(f"n-{key}", "1")
        found[key] = min(max(int(count), 1), MOST) if count.isdecimal() and len(count) < 9 else 1
    return found
