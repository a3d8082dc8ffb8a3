"""Acts on planned sales: plan, change, let go, and open their deals when the day comes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.custom import clean_custom
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean
from dangol.kit.records import change, change_many, create, lock
from dangol.sales.events import SalePlanned
from dangol.sales.pipeline.models import Deal, Stage
from dangol.sales.pipeline.services import LineGiven, open_deal, set_lines
from dangol.sales.pipeline.setup import first_stage
from dangol.sales.planning.models import PlannedSale
from dangol.sales.planning.queries import due_ids
from dangol.workspace.services import notify

RECORD, Status = "sales.plannedsale", PlannedSale.Status


@atomic
def plan_sale(
    customer: Customer, *, title: str, due_on: date, owner: User, today: date,
    actor: User | None, **values: Any,
) -> PlannedSale:  # fmt: skip
    """Write down a sale to come; refuses days gone by and resident numbers."""
    values = _checked({"title": title, "due_on": due_on, **values}, today, {})
    row = create(PlannedSale, actor=actor, customer=customer, owner=owner, **values)
    publish(
        SalePlanned(
            customer_id=customer.pk, planned_id=row.pk, amount=row.amount,
            actor_id=actor.pk if actor else None,
        )
    )  # fmt: skip
    return row


@atomic
def edit_planned(
    row: PlannedSale, *, today: date, actor: User | None, version: int | None = None, **values: Any
) -> PlannedSale:
    """Change what is planned, until its deal is open."""
    row = _planned(row)
    if values.get("due_on") == row.due_on:
        values.pop("due_on")
    return change(row, actor=actor, version=version, **_checked(values, today, row.custom))


@atomic
def drop_planned(row: PlannedSale, *, actor: User | None) -> PlannedSale:
    """It will not come to it; the row stays as what was once thought."""
    return change(_planned(row), actor=actor, status=Status.DROPPED)


@atomic
def open_planned(
    row: PlannedSale, *, at: datetime, actor: User | None, stage: Stage | None = None
) -> Deal:
    """Open the deal of a planned sale, with its product as a line; its owner is told.

    A product that is not sold any more or has no price leaves the planned amount as it is.
    """
    row = _planned(row)
    on = timezone.localdate(at)
    deal = open_deal(
        row.customer, title=row.title, owner=row.owner, stage=stage or first_stage(), at=at,
        actor=actor, kind=row.kind, amount=row.amount, text=row.note,
    )  # fmt: skip
    if row.product and row.product.is_on_sale and row.product.kind != "configurable":
        price = Decimal(row.amount) if row.amount else None
        set_lines(deal, [LineGiven(row.product, Decimal(1), price)], on=on, at=at, actor=actor)
    change(row, actor=actor, status=Status.OPENED, deal=deal)
    if actor is None or actor.pk != row.owner_id:
        text = _("영업기획의 날이 되어 거래를 열었습니다: %(title)s") % {"title": row.title}
        notify([row.owner_id], text, url=deal.get_absolute_url(), kind="deal")
    return deal


def open_due(*, today: date, at: datetime) -> int:
    """Open the deals of every planned sale whose day has come; each in a transaction of its own.

    One somebody opened, let go or moved meanwhile is passed over. Those of people who left go to
    whoever has the customer; without anybody they wait. Returns how many deals were opened.
    """
    opened = 0
    for pk in due_ids(today):
        with atomic():
            opened += _open_one(pk, today, at)
    return opened


def _open_one(pk: int, today: date, at: datetime) -> bool:
    row = PlannedSale.objects.select_for_update().filter(pk=pk, status=Status.PLANNED).first()
    if row is None or row.due_on > today:
        return False
    if not row.owner.is_active:
        heir = row.customer.owner
        if heir is None or not heir.is_active:
            return False
        row = change(row, actor=None, owner=heir)
    open_planned(row, at=at, actor=None)
    return True


@atomic
def hand_over_planned(person: User, to: User, actor: User | None) -> int:
    """Give what somebody has planned to another; returns how many."""
    rows = PlannedSale.objects.filter(owner=person, status=Status.PLANNED)
    return len(change_many(rows, actor=actor, owner=to))


def _planned(row: PlannedSale) -> PlannedSale:
    row = lock(row)
    if not row.is_planned:
        raise Refused(
            _("‘%(status)s’ 상태의 영업기획은 바꿀 수 없습니다.")
            % {"status": row.get_status_display()}
        )
    return row


def _checked(values: dict[str, Any], today: date, before: dict[str, Any]) -> dict[str, Any]:
    for name in ("title", "note"):
        if name in values:
            values[name] = refuse_resident_number(clean(values[name]))
    if "custom" in values:
        values["custom"] = clean_custom(RECORD, values["custom"], before=before)
    if "due_on" in values and values["due_on"] < today:
        raise ValidationError({"due_on": _("오늘이거나 오늘보다 뒤의 날을 적어 주세요.")})
    return values
