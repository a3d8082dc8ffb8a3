"""Acts of winning back: begin after a loss, try, succeed, give up."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock, remove
from dangol.sales.pipeline.models import Deal, Stage
from dangol.sales.pipeline.services import open_deal
from dangol.sales.winback.models import WinBack

COOL_DAYS, BETWEEN_DAYS = 90, 30
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
