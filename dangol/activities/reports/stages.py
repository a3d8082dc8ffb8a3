"""Which stages the second table of F104 has: the ladder, and what apps above know better."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.customers.models import Customer
from dangol.kit.registry import Registry


class StageSource(NamedTuple):
    """Where an activity's stage comes from; an app above may bring one with a higher `order`.

    `sql` is a text expression over the activity `a`, never null; `rows` are the stages in their
    order, without the blank one. After another source takes over, a migration notes every day anew.
    """

    rows: Callable[[], Sequence[tuple[str, str | Promise]]]
    sql: str
    help: str | Promise
    order: int = 0


stage_sources: Registry[StageSource] = Registry()

_MOVES = "SELECT c.{} FROM customers_stagechange c WHERE c.customer_id = a.customer_id"
_AFTER, _BEFORE = _MOVES.format("after"), _MOVES.format("before")

stage_sources.add("ladder")(
    StageSource(
        lambda: Customer.Stage.choices,
        f"""COALESCE(
            ({_AFTER} AND c.at <= a.occurred_at ORDER BY c.at DESC, c.id DESC LIMIT 1),
            ({_BEFORE} ORDER BY c.at, c.id LIMIT 1),
            (SELECT u.stage FROM customers_customer u WHERE u.id = a.customer_id), '')""",  # noqa: S608 - our own words
        _("영업단계는 활동한 때 고객이 있던 단계(고객유도·잠재고객·고객)입니다."),
    )
)


def stage_source() -> StageSource:
    """The source that counts now."""
    return max((source for _name, source in stage_sources), key=lambda source: source.order)
