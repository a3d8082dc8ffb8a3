"""Acts of winning back: begin after a loss, try, succeed, give up."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.custom import clean_custom
from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock, remove
from dangol.sales.pipeline.models import Deal, Stage
from dangol.sales.pipeline.services import open_deal
from dangol.sales.winback.models import WinBack

COOL_DAYS, BETWEEN_DAYS = 90, 30
RECORD = "sales.winback"
Status = WinBack.Status


@atomic
def begin_win_back(deal: Deal, *, on: date, actor: User | None) -> WinBack:
    """Put a lost deal's customer on the board, to be tried again after 90 days; once a deal."""
    found = WinBack.objects.filter(deal=deal).first()
    values: dict[str, Any] = {
        "status": Status.OPEN,
        "ended_on": None,
        "rests_until": on + timedelta(COOL_DAYS),
    }
    if found:
        return change(lock(found), actor=actor, **values)
    return create(
        WinBack, actor=actor, customer=deal.customer, deal=deal, owner=deal.owner, **values
    )


@atomic
def bring_win_back(deal: Deal, *, actor: User | None, **values: Any) -> WinBack:
    """Write down a win-back as it stands somewhere else, in another program or on paper.

    Refused for a deal that is not lost or has one, and for an end without its day.
    """
    deal = lock(deal)
    if deal.status != Deal.Status.LOST or deal.closed_on is None:
        raise Refused(_("실주로 끝난 거래가 아닙니다. 거래를 먼저 실주로 마쳐 주세요."))
    if WinBack.objects.filter(deal=deal).exists():
        raise Refused(_("이 거래의 윈백이 이미 있습니다."))
    values = {
        "owner": deal.owner, "rests_until": deal.closed_on + timedelta(COOL_DAYS),
        **_checked({"custom": {}, **values}, None),
    }  # fmt: skip
    return create(WinBack, actor=actor, customer=deal.customer, deal=deal, **values)


@atomic
def edit_win_back(
    row: WinBack, *, actor: User | None, version: int | None = None, **values: Any
) -> WinBack:
    """Correct who cares for it, how long it rests, what was noted or how it ended."""
    row = lock(row)
    return change(row, actor=actor, version=version, **_checked(values, row))


@atomic
def explain_loss(
    deal: Deal, *, actor: User | None, is_fill: bool = False, reason: Code | None = None,
    lost_to: Customer | None = None,
) -> Deal:  # fmt: skip
    """Say why a lost deal was lost, and to whom; with `is_fill` only where nobody has said it."""
    deal, told = lock(deal), {"lost_reason": reason, "lost_to": lost_to}
    values: dict[str, Any] = {
        name: row for name, row in told.items()
        if row and not (is_fill and getattr(deal, f"{name}_id"))
    }  # fmt: skip
    return change(deal, actor=actor, **values)


@atomic
def take_back_loss(
    deal: Deal, *, told: Mapping[str, Sequence[int | None]], actor: User | None
) -> Deal:
    """Put back what was said of a loss: by name, what stood there before and what was told.

    What somebody has said anew since then stays.
    """
    values: dict[str, Any] = {}
    deal = lock(deal)
    for name, (before, since) in told.items():
        if getattr(deal, f"{name}_id") == since:
            model = Code if name == "lost_reason" else Customer
            values[name] = model._base_manager.filter(pk=before or 0).first()
    return change(deal, actor=actor, **values)


def _checked(values: dict[str, Any], row: WinBack | None) -> dict[str, Any]:
    if "note" in values:
        values["note"] = refuse_resident_number(clean(values["note"]))[:300]
    if "custom" in values:
        before = row.custom if row else None
        values["custom"] = clean_custom(RECORD, values["custom"], before=before)
    status = values.get("status", row.status if row else Status.OPEN)
    ended_on = values.get("ended_on", row.ended_on if row else None)
    if (status == Status.OPEN) != (ended_on is None):
        text = _("결과가 되찾음이나 포기일 때만, 그때는 반드시 끝난 날을 적어 주세요.")
        raise ValidationError({"ended_on": text})
    return values


@atomic
def drop_unneeded(deal: Deal, *, actor: User | None) -> None:
    """A lost deal that is worked on again needs no winning back, unless it was tried already."""
    for row in WinBack.objects.filter(deal=deal, status=Status.OPEN, attempts=0):
        remove(row, actor=actor)


@atomic
def try_again(row: WinBack, *, note: str, on: date, actor: User) -> WinBack:
    """Note a try; the next is due in 30 days. Refused while the customer is left in peace."""
    row = _open(row)
    if row.rests_until > on:
        raise Refused(
            _("%(day)s까지는 쉬는 기간입니다. 그 뒤에 다시 시도해 주세요.")
            % {"day": f"{row.rests_until:%Y.%m.%d}"}
        )
    note = refuse_resident_number(clean(note))
    if not note:
        raise ValidationError({"note": _("무엇을 했는지 적어 주세요.")})
    return change(
        row, actor=actor, attempts=row.attempts + 1, note=note[:300],
        rests_until=on + timedelta(BETWEEN_DAYS),
    )  # fmt: skip


@atomic
def win_back(row: WinBack, *, stage: Stage, at: datetime, on: date, actor: User) -> WinBack:
    """They talk to us again: a new deal of kind 윈백 opens, which moves the customer up."""
    row = _open(row)
    deal = open_deal(
        row.customer, title=row.deal.title, owner=row.owner, stage=stage, at=at, actor=actor,
        kind=Deal.Kind.WIN_BACK, amount=row.deal.amount,
    )  # fmt: skip
    return change(row, actor=actor, status=Status.WON, ended_on=on, new_deal=deal)


@atomic
def give_up(row: WinBack, *, note: str, on: date, actor: User) -> WinBack:
    """Stop trying, with the reason."""
    row = _open(row)
    note = refuse_resident_number(clean(note))
    if not note:
        raise ValidationError({"note": _("그만두는 사유를 적어 주세요.")})
    return change(row, actor=actor, status=Status.LOST, ended_on=on, note=note[:300])


def _open(row: WinBack) -> WinBack:
    row = lock(row)
    if row.status != Status.OPEN:
        raise Refused(_("이미 끝난 윈백입니다."))
    return row
