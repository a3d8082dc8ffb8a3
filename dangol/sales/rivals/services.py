"""Acts on what competitors do: note it, correct it, forget it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.custom import clean_custom
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.events import publish
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock, remove
from dangol.sales.events import RivalMoved
from dangol.sales.rivals.models import RivalMove

RECORD = "sales.rivalmove"


@atomic
def note_move(
    *, competitor: Customer, text: str, seen_on: date, today: date, owner: User,
    actor: User | None, **values: Any,
) -> RivalMove:  # fmt: skip
    """Write down what a competitor did; it stands on their timeline and on the customer's.

    Refuses days to come, persons as competitors and a customer who is the competitor.
    """
    given = {"competitor": competitor, "text": text, "seen_on": seen_on, "custom": {}, **values}
    row = create(RivalMove, actor=actor, owner=owner, **_checked(given, None, today))
    for pk in filter(None, (row.competitor_id, row.customer_id)):
        publish(RivalMoved(customer_id=pk, move_id=row.pk, actor_id=actor.pk if actor else None))
    return row


@atomic
def edit_move(
    row: RivalMove, *, today: date, actor: User | None, version: int | None = None, **values: Any
) -> RivalMove:
    """Correct what was seen; refuses what `note_move` refuses."""
    row = lock(row)
    return change(row, actor=actor, version=version, **_checked(values, row, today))


@atomic
def forget_move(row: RivalMove, *, actor: User | None) -> None:
    """It was not so."""
    remove(row, actor=actor)


def _checked(values: dict[str, Any], row: RivalMove | None, today: date) -> dict[str, Any]:
    if "text" in values:
        values["text"] = refuse_resident_number(clean(values["text"]))
        if not values["text"]:
            raise ValidationError({"text": _("무엇을 보았는지 적어 주세요.")})
    if "source" in values:
        values["source"] = refuse_resident_number(clean(values["source"]))
    if values.get("seen_on", today) > today:
        raise ValidationError({"seen_on": _("오늘이거나 오늘보다 앞선 날을 적어 주세요.")})
    if "custom" in values:
        before = row.custom if row else {}
        values["custom"] = clean_custom(RECORD, values["custom"], before=before)
    deal = values.get("deal", row.deal if row else None)
    if deal:
        if (values.get("customer") or deal.customer).pk != deal.customer_id:
            raise ValidationError({"customer": _("이 거래의 고객이 아닙니다.")})
        values["customer"] = deal.customer
    competitor: Customer = values["competitor"] if row is None else row.competitor
    competitor = values.get("competitor", competitor)
    customer = values.get("customer", row.customer if row else None)
    if competitor.kind != Customer.Kind.COMPANY:
        raise ValidationError({"competitor": _("회사만 경쟁사로 적을 수 있습니다.")})
    if customer and customer.pk == competitor.pk:
        raise ValidationError({"customer": _("경쟁사 자신이 아니라 그 활동을 본 고객을 적습니다.")})
    return values
