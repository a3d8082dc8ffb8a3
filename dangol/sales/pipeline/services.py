"""Acts of selling: open a deal, move it, win or lose it, take it up again."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.catalog.prices.queries import prices_for
from dangol.catalog.pricing import Item, line_amount
from dangol.codes.custom import clean_custom
from dangol.codes.models import Code
from dangol.codes.numbers import next_number
from dangol.customers.lifecycle.services import apply_fact, mark_contact
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Conflict, Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, change_many, create, lock, remove
from dangol.kit.search import search_text
from dangol.sales.events import (
    DealLost,
    DealMoved,
    DealOpened,
    DealReopened,
    DealWon,
)
from dangol.sales.pipeline.models import (
    Deal,
    DealLine,
    DealPerson,
    DealRival,
    DealState,
    Stage,
)
from dangol.sales.pipeline.states import note_state, state_of

RECORD = "sales.deal"
_TEXTS = {"title": clean, "text": clean_text, "lost_note": clean}
# what a report as of a past day must know
_TOLD = ("stage_id", "status", "amount", "percent", "expected_on", "owner_id")


class LineGiven(NamedTuple):
    """One line as it is written down; `discount` in percent, no price: the customer's own."""

    product: Product
    quantity: Decimal
    unit_price: Decimal | None = None
    discount: Decimal = Decimal(0)


@atomic
def open_deal(
    customer: Customer,
    *,
    title: str,
    owner: User,
    stage: Stage,
    at: datetime,
    actor: User | None,
    number: str = "",
    **values: Any,
) -> Deal:
    """Begin to work on a sale; it moves the customer to 잠재고객 by the rule 거래 제의.

    Refuses ends as a first stage, amounts outside 0 to 100조 won and resident numbers.
    """
    if stage.outcome != Stage.Outcome.OPEN:
        raise ValidationError({"stage": _("진행 중인 단계에서 시작해 주세요.")})
    values = _checked({"title": title, **values}, Deal())
    number = clean(number) or next_number(RECORD)
    values["search"] = _tokens(values["title"], number, customer.name)
    deal = create(
        Deal,
        actor=actor,
        **values,
        number=number,
        customer=customer,
        owner=owner,
        pipeline_id=stage.pipeline_id,
        stage=stage,
        stage_since=at,
        opened_on=timezone.localdate(at),
        created_by=actor,
    )
    note_state(deal, at=at, actor=actor)
    publish(
        DealOpened(
            customer_id=customer.pk,
            deal_id=deal.pk,
            amount=deal.amount,
            actor_id=actor.pk if actor else None,
        )
    )
    apply_fact(customer.pk, "deal_offered", actor=actor)
    return deal


@atomic
def edit_deal(
    deal: Deal, *, at: datetime, actor: User | None, version: int | None = None, **values: Any
) -> Deal:
    """Change what a deal says; its stage moves by `move_deal` only.

    With lines the amount is their sum and cannot be set by hand.
    """
    deal = lock(deal)
    before = _told(deal)
    if "amount" in values and values["amount"] != deal.amount and deal.lines.exists():
        raise ValidationError({"amount": _("상품이 있는 거래의 금액은 상품 줄의 합입니다.")})
    values = _checked(values, deal)
    if "title" in values:
        values["search"] = _tokens(values["title"], deal.number, deal.customer.name)
    change(deal, actor=actor, version=version, **values)
    if _told(deal) != before:
        note_state(deal, at=at, actor=actor)
    return deal


@atomic
def move_deal(
    deal: Deal, *, to: Stage, at: datetime, actor: User | None, seen_in: int | None = None
) -> Deal:
    """Put an open deal into another stage of its pipeline.

    `seen_in` is the stage the mover saw it in: if somebody moved it meanwhile, raises Conflict.
    The ends are reached by `win_deal` and `lose_deal`.
    """
    deal = _open(deal)
    if seen_in is not None and seen_in != deal.stage_id:
        raise Conflict(
            _("그사이 다른 사람이 이 거래를 ‘%(stage)s’(으)로 옮겼습니다.")
            % {"stage": deal.stage.name}
        )
    if to.pipeline_id != deal.pipeline_id:
        raise Refused(_("다른 파이프라인의 단계로는 옮길 수 없습니다."))
    if to.outcome != Stage.Outcome.OPEN:
        raise Refused(_("수주나 실주로 마치려면 ‘수주’나 ‘실주’를 눌러 주세요."))
    if to.pk == deal.stage_id:
        return deal
    before = deal.stage_id
    change(deal, actor=actor, stage=to, stage_since=at)
    note_state(deal, at=at, actor=actor)
    publish(
        DealMoved(
            customer_id=deal.customer_id,
            deal_id=deal.pk,
            before=before,
            after=to.pk,
            actor_id=actor.pk if actor else None,
        )
    )
    return deal


@atomic
def win_deal(deal: Deal, *, on: date, at: datetime, actor: User | None) -> Deal:
    """수주: close an open deal as won; the customer becomes 고객 by the rule 첫 매출."""
    deal = _open(deal)
    _close(deal, Stage.Outcome.WON, on=on, at=at, actor=actor)
    publish(
        DealWon(
            customer_id=deal.customer_id,
            deal_id=deal.pk,
            amount=deal.amount,
            actor_id=actor.pk if actor else None,
        )
    )
    apply_fact(deal.customer_id, "revenue", actor=actor)
    mark_contact(deal.customer_id, at=at, what="purchase")
    return deal


@atomic
def lose_deal(
    deal: Deal,
    *,
    reason: Code | None,
    on: date,
    at: datetime,
    actor: User | None,
    note: str = "",
    lost_to: Customer | None = None,
) -> Deal:
    """실주: close an open deal as lost, with a reason and who won instead."""
    deal = _open(deal)
    if reason is None:
        raise ValidationError({"reason": _("실주 사유를 골라 주세요.")})
    values = _checked({"lost_note": note}, deal)
    values |= {"lost_reason": reason, "lost_to": lost_to}
    _close(deal, Stage.Outcome.LOST, on=on, at=at, actor=actor, **values)
    publish(
        DealLost(
            customer_id=deal.customer_id,
            deal_id=deal.pk,
            reason=reason.pk,
            actor_id=actor.pk if actor else None,
        )
    )
    return deal


@atomic
def reopen_deal(deal: Deal, *, at: datetime, actor: User | None) -> Deal:
    """Work on a closed deal again, in the stage it was in before it ended."""
    deal = lock(deal)
    if deal.is_open:
        raise Refused(_("이미 진행 중인 거래입니다."))
    last = deal.states.filter(status=Stage.Outcome.OPEN).order_by("-at", "-pk").first()
    stage = (
        last.stage
        if last
        else deal.pipeline.stages.filter(outcome="open").order_by("order").first()
    )
    if stage is None:
        raise Refused(_("이 파이프라인에는 진행 단계가 없습니다."))
    change(
        deal,
        actor=actor,
        status=Stage.Outcome.OPEN,
        stage=stage,
        stage_since=at,
        closed_on=None,
        cycle_days=None,
        lost_reason=None,
        lost_to=None,
        lost_note="",
    )
    note_state(deal, at=at, actor=actor)
    publish(
        DealReopened(
            customer_id=deal.customer_id, deal_id=deal.pk, actor_id=actor.pk if actor else None
        )
    )
    return deal


@atomic
def remove_deal(deal: Deal, *, actor: User | None) -> None:
    """Delete a deal that should never have been; what happened stays on the timeline."""
    remove(lock(deal), actor=actor)


@atomic
def set_lines(
    deal: Deal, lines: Iterable[LineGiven], *, on: date, at: datetime, actor: User | None
) -> Deal:
    """Say anew which products a deal is about; the amount becomes their sum.

    Prices left open are the customer's on that day. Refuses quantities that are not above 0 and
    discounts outside 0–100 %.
    """
    deal = _open(deal)
    before = _told(deal)
    for old in deal.lines.all():
        remove(old, actor=actor)
    given = list(lines)
    wanted = [(line.product, line.quantity) for line in given]
    found = prices_for(wanted, on=on, customer=deal.customer)
    total = 0
    for line, price in zip(given, found, strict=True):
        unit_price = price.unit_price if line.unit_price is None else line.unit_price
        amount = line_amount(Item(line.quantity, unit_price, discount=line.discount))
        values = line._asdict() | {"unit_price": unit_price, "amount": amount}
        create(DealLine, actor=actor, deal=deal, **values)
        total += amount
    change(deal, actor=actor, amount=total)
    if _told(deal) != before:
        note_state(deal, at=at, actor=actor)
    return deal


@atomic
def write_person(
    deal: Deal, row: DealPerson | None, *, actor: User | None, **values: Any
) -> DealPerson:
    """Add somebody to the buying centre, or change where they stand."""
    values["note"] = refuse_resident_number(clean(values.get("note", "")))
    if row is None:
        return create(DealPerson, actor=actor, deal=deal, **values)
    return change(row, actor=actor, **values)


@atomic
def write_rival(
    deal: Deal, row: DealRival | None, *, actor: User | None, **values: Any
) -> DealRival:
    """Add a competitor, or change what is known of it."""
    if row is None:
        return create(DealRival, actor=actor, deal=deal, **values)
    return change(row, actor=actor, **values)


@atomic
def forget_part(row: DealPerson | DealRival, *, actor: User | None) -> None:
    """Take a person or a competitor out of a deal."""
    remove(row, actor=actor)


@atomic
def hand_over_deals(person: User, to: User, *, at: datetime, actor: User | None) -> int:
    """Give every open deal of a person to another; returns how many."""
    rows = Deal.objects.filter(owner=person, status=Stage.Outcome.OPEN)
    ids = change_many(rows, actor=actor, owner=to)
    now = {row.deal_id: row for row in DealState.objects.filter(deal__in=ids, until=None)}
    states = [
        state_of(deal, now.get(deal.pk), at=at, actor=actor)
        for deal in Deal.objects.filter(pk__in=ids).select_related("stage")
    ]
    DealState.objects.filter(pk__in=[row.pk for row in now.values()]).update(until=at)
    DealState.objects.bulk_create(states, batch_size=1_000)
    return len(ids)


def _open(deal: Deal) -> Deal:
    deal = lock(deal)
    if not deal.is_open:
        raise Refused(_("이미 종료된 거래입니다. 다시 진행하려면 먼저 다시 열어 주세요."))
    return deal


def _close(
    deal: Deal, outcome: str, *, on: date, at: datetime, actor: User | None, **values: Any
) -> None:
    stage = Stage.objects.get(pipeline_id=deal.pipeline_id, outcome=outcome)
    values |= {"closed_on": on, "cycle_days": max(0, (on - deal.opened_on).days)}
    change(deal, actor=actor, status=outcome, stage=stage, stage_since=at, **values)
    note_state(deal, at=at, actor=actor)


def _told(deal: Deal) -> list[Any]:
    return [getattr(deal, name) for name in _TOLD]


def _checked(values: dict[str, Any], deal: Deal) -> dict[str, Any]:
    errors = {}
    for name, tidy in _TEXTS.items():
        if name in values:
            try:
                values[name] = refuse_resident_number(tidy(values[name]))
            except ValidationError as error:
                errors[name] = error.messages
    if "custom" in values:
        values["custom"] = clean_custom(RECORD, values["custom"], before=deal.custom)
    if errors:
        raise ValidationError(errors)
    return values


def _tokens(title: str, number: str, customer: str) -> str:
    return search_text(title, number, notes=(customer,))
