"""Write the deals of a file with their history, by the thousand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.codes.numbers import reserve
from dangol.customers.lifecycle.services import apply_fact, mark_purchases
from dangol.customers.models import Customer
from dangol.customers.parties.services import register_customer
from dangol.imports import bulk
from dangol.imports.models import Before, Import
from dangol.kit.records import announce_many
from dangol.kit.search import search_text
from dangol.sales.pipeline.models import Deal, DealLine, DealState
from dangol.sales.pipeline.queries import StageRow, furthest_of
from dangol.sales.pipeline.services import RECORD

Values = dict[str, Any]
Named = Mapping[int, tuple[str, Decimal]]
Lifted = set[tuple[int, str]]
DEAL = (
    "id", "number", "title", "customer", "kind", "pipeline", "stage", "status", "amount",
    "expected_on", "opened_on", "closed_on", "cycle_days", "stage_since", "owner", "source",
    "lost_reason", "text", "custom", "search",
)  # fmt: skip
STATE = (
    "deal", "at", "until", "since", "came_from", "stayed", "stage", "furthest", "begun_on",
    "status", "amount", "percent", "expected_on", "owner",
)  # fmt: skip


def write_deals(
    run: Import,
    rows: Sequence[Values],
    *,
    start: StageRow,
    named: Named,
    lifted: Lifted,
    actor: Any,
) -> None:
    """Insert new deals; each has a state for the day it began and one for its end.

    Rows without a customer go to one made for them. Customers move up as if the deals had been
    made by hand; no message goes out for them, as they are past. `lifted` says who did before.
    """
    if not rows:
        return
    _hold(rows, run, actor)
    ids = bulk.next_ids(Deal, len(rows))
    _number(rows)
    names = dict(
        Customer.objects.filter(pk__in={row["_customer"] for row in rows}).values_list("pk", "name")
    )
    now = timezone.now()
    bulk.insert(
        Deal, DEAL, [_deal(pk, row, names, named) for pk, row in zip(ids, rows, strict=True)],
        created_by=actor and actor.pk, created_at=now, updated_at=now,
    )  # fmt: skip
    states = [state for pk, row in zip(ids, rows, strict=True) for state in _states(pk, row, start)]
    bulk.insert(DealState, STATE, states, actor=actor and actor.pk)
    bulk.insert(
        DealLine, ("deal", "product", "unit_price", "amount"),
        [(pk, row["_product"], Decimal(row["_amount"]), row["_amount"])
         for pk, row in zip(ids, rows, strict=True) if row["_product"]],
        created_at=now, updated_at=now,
    )  # fmt: skip
    bulk.insert(Before, ("record_id", "version", "values"), [(pk, 1, {"made": True}) for pk in ids],
                run=run.pk)  # fmt: skip
    announce_many(Deal, ids, "create", {"import_id": run.pk}, actor=actor)
    _lift(rows, lifted, actor)


def _hold(rows: Sequence[Values], run: Import, actor: Any) -> None:
    """Deals whose customer nobody knows hang on one company, found again by the next file."""
    homeless = [row for row in rows if row["_customer"] is None]
    if not homeless:
        return
    name = _("고객 미확인 거래")
    place = Customer.objects.filter(name=name, kind=Customer.Kind.COMPANY).order_by("pk").first()
    if place is None:
        note = _("가져온 파일 %(name)s에 고객이 없던 거래") % {"name": run.name[:100]}
        place = register_customer(
            name=name, kind=Customer.Kind.COMPANY, owner=actor, source_note=note, actor=actor
        )
    for row in homeless:
        row["_customer"] = place.pk


def _number(rows: Sequence[Values]) -> None:
    unnumbered = [row for row in rows if not row.get("number")]
    taken = {row.get("number") for row in rows}
    fresh = iter(reserve(RECORD, len(unnumbered) + len(taken)) if unnumbered else ())
    for row in unnumbered:
        row["number"] = next(number for number in fresh if number not in taken)


def _deal(pk: int, row: Values, names: Mapping[int, str], named: Named) -> tuple[Any, ...]:
    stage, opened, closed = row["_stage"], row["_opened"], row["_closed"]
    product = named[row["_product"]][0] if row["_product"] else ""
    title = row.get("title") or product or names[row["_customer"]]
    first = timezone.localdate(opened)
    last = timezone.localdate(closed) if closed else None
    return (
        pk, row["number"], title, row["_customer"], row["_kind"] or Deal.Kind.NEW,
        stage.pipeline_id, stage.id, stage.outcome, row["_amount"], row.get("expected_on"), first,
        last, (last - first).days if last else None, closed or opened, row["_owner"],
        row["_source"], row["_lost_reason"], row.get("text", ""), row.get("custom", {}),
        search_text(title, row["number"], notes=(names[row["_customer"]],)),
    )  # fmt: skip


def _states(pk: int, row: Values, start: StageRow) -> list[tuple[Any, ...]]:
    stage, opened, closed = row["_stage"], row["_opened"], row["_closed"]
    begun = start if closed else stage
    expected, owner, day = row.get("expected_on"), row["_owner"], timezone.localdate(opened)
    states: list[tuple[Any, ...]] = [
        (pk, opened, closed, opened, None, None, begun.id, begun.id, day, "open", row["_hoped"],
         begun.percent, expected, owner)
    ]  # fmt: skip
    if closed:
        stayed = int((closed - opened).total_seconds())
        states.append(
            (pk, closed, None, closed, begun.id, stayed, stage.id, furthest_of(begun.id, stage.id),
             day, stage.outcome, row["_amount"], stage.percent, expected, owner)
        )  # fmt: skip
    return states


def _lift(rows: Sequence[Values], lifted: Lifted, actor: Any) -> None:
    """Each customer once: offered to, or bought from us and when last."""
    bought: dict[int, datetime] = {}
    for row in rows:
        if row["_stage"].outcome == "won":
            last = bought.get(row["_customer"])
            bought[row["_customer"]] = max(row["_closed"], last or row["_closed"])
    facts = {(row["_customer"], "deal_offered") for row in rows}
    for pk, fact in sorted((facts | {(pk, "revenue") for pk in bought}) - lifted):
        apply_fact(pk, fact, actor=actor)
        lifted.add((pk, fact))
    mark_purchases(bought)
