"""Acts on configurable products: their options and rules."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.configuring.engine import impossible_options
from dangol.catalog.configuring.models import ProductGroup, ProductOption, ProductRule
from dangol.catalog.configuring.queries import design_of
from dangol.catalog.products.models import Product
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock, remove

MOST_OPTIONS = 300


class OptionGiven(NamedTuple):
    """One option as it is written down; `price` in won."""

    key: str
    name: str
    price: int = 0
    is_default: bool = False


@atomic
def write_group(
    product: Product,
    row: ProductGroup | None,
    *,
    name: str,
    options: Sequence[OptionGiven],
    actor: User | None,
    **values: Any,
) -> ProductGroup:
    """Write a group with its options anew. Refuses keys used twice in the product, options that
    rules name and that are gone, and options no valid choice could hold.
    """
    product = lock(product)
    if product.kind != Product.Kind.CONFIGURABLE:
        raise Refused(_("구성형 상품에만 선택 항목을 둘 수 있습니다."))
    if not options:
        raise ValidationError({"options": _("사양을 하나 이상 적어 주세요.")})
    values["name"] = clean(name)
    group = (
        create(ProductGroup, actor=actor, product=product, **values)
        if row is None
        else change(row, actor=actor, **values)
    )
    _write_options(group, options, actor)
    _check(product)
    return group


def _write_options(group: ProductGroup, options: Sequence[OptionGiven], actor: User | None) -> None:
    now = {row.key: row for row in group.options.all()}
    for key in now.keys() - {option.key for option in options}:
        remove(now[key], actor=actor)
    for order, option in enumerate(options):
        values = {**option._asdict(), "name": clean(option.name), "order": order}
        if option.key in now:
            change(now[option.key], actor=actor, **values)
        else:
            create(ProductOption, actor=actor, group=group, **values)


@atomic
def remove_group(group: ProductGroup, *, actor: User | None) -> None:
    """Take a group away with its options; refused while a rule names one of them."""
    product = group.product
    remove(group, actor=actor)
    _check(product)


@atomic
def add_rule(  # noqa: PLR0913
    product: Product,
    *,
    kind: str,
    when: Iterable[str],
    actor: User | None,
    then: Iterable[str] = (),
    amount: int = 0,
    percent: Decimal = Decimal(0),
    reason: str = "",
) -> ProductRule:
    """Add a rule. Refuses one that says nothing, and one that leaves an option no valid choice."""
    product = lock(product)
    when, then = list(when), list(then)
    if not when:
        raise ValidationError({"when": _("조건이 되는 사양을 골라 주세요.")})
    if kind == ProductRule.Kind.PRICE:
        then = []
        if not amount and not percent:
            raise ValidationError({"amount": _("더할 금액이나 비율을 적어 주세요.")})
    elif not then:
        raise ValidationError({"then": _("이어지는 사양을 골라 주세요.")})
    elif set(when) & set(then):
        raise ValidationError({"then": _("조건과 같은 사양은 고를 수 없습니다.")})
    rule = create(
        ProductRule,
        actor=actor,
        product=product,
        kind=kind,
        when=when,
        then=then,
        amount=amount,
        percent=percent,
        reason=clean(reason)[:200],
    )
    _check(product)
    return rule


@atomic
def remove_rule(rule: ProductRule, *, actor: User | None) -> None:
    """Take a rule away."""
    remove(rule, actor=actor)


def _check(product: Product) -> None:
    """Refuse what cannot work as a whole; the transaction takes everything back."""
    design = design_of(product)
    keys = [option.key for group in design.groups for option in group.options]
    if len(keys) > MOST_OPTIONS:
        raise Refused(_("사양은 한 상품에 %(n)d개까지 둘 수 있습니다.") % {"n": MOST_OPTIONS})
    if len(keys) > len(set(keys)):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Refused(_("사양 코드 ‘%(key)s’이(가) 두 번 쓰였습니다.") % {"key": twice})
    named = {key for rule in design.rules for key in rule.when | rule.then}
    if gone := sorted(named - set(keys)):
        raise Refused(
            _("규칙이 쓰는 사양은 없앨 수 없습니다: %(keys)s. 규칙을 먼저 지워 주세요.")
            % {"keys": ", ".join(gone)}
        )
    if never := impossible_options(design):
        raise Refused(
            _("이 규칙들로는 고를 수 없게 되는 사양이 있습니다: %(names)s")
            % {"names": design.named(never)}
        )
