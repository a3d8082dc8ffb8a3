"""사용량: written by hand, from files and by the API; billed after each period (후불)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import announce_many, remove
from dangol.orders.subscriptions.models import ContractLine, Usage

MOST = Decimal(10**9)
MOST_ROWS = 1_000


class UsageGiven(NamedTuple):
    """So much of a line was used on a day; below 0 it corrects what was sent before."""

    line_id: int
    on: date
    quantity: Decimal
    external_id: str = ""
    note: str = ""


class Written(NamedTuple):
    """How many rows were new, and how many got other values."""

    created: int
    updated: int


@atomic
def write_usage(given: Sequence[UsageGiven], *, today: date, actor: User | None) -> Written:
    """Write usage down; a known external number is the same row and takes the values of now.

    All or nothing. Refuses what is not metered or billed any more, days outside the line or in
    the future, quantities of 0 or beyond a billion, and changes to what was billed already.
    """
    wanted = {row.line_id for row in given}
    # held, so that a billing run at the same time takes all of it or none
    rows = ContractLine.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    lines = {line.pk: line for line in rows}
    for place, row in enumerate(given, 1):
        _refuse(place, row, lines.get(row.line_id), today)
    keys = {(row.line_id, row.external_id): row for row in given if row.external_id}
    held = Usage.objects.filter(line__in=wanted, external_id__in={key for _line, key in keys})
    known = {(row.line_id, row.external_id): row for row in held}
    fresh = [row for row in given if not row.external_id]
    fresh += [row for key, row in keys.items() if key not in known]
    made = Usage.objects.bulk_create([_usage(row) for row in fresh], batch_size=500)
    moved = [row for key, row in known.items() if key in keys and _moved(row, keys[key])]
    Usage.objects.bulk_update(moved, ["on", "quantity", "note"], batch_size=500)
    announce_many(Usage, [row.pk for row in made], "create", {}, actor=actor)
    return Written(len(made), len(moved))


def _usage(row: UsageGiven) -> Usage:
    return Usage(line_id=row.line_id, on=row.on, quantity=row.quantity,
                 external_id=row.external_id, note=_note(row.note))  # fmt: skip


def _note(text: str) -> str:
    return refuse_resident_number(clean(text))[:200]


def _moved(known: Usage, row: UsageGiven) -> bool:
    """Take over new values; whether there were any."""
    if (known.on, known.quantity, known.note) == (row.on, row.quantity, _note(row.note)):
        return False
    if known.bill_id:
        text = _("외부 번호 %(id)s은(는) 이미 청구했습니다. 고칠 만큼을 새 번호로 보내 주세요.")
        raise ValidationError({"rows": text % {"id": row.external_id}})
    known.on, known.quantity, known.note = row.on, row.quantity, _note(row.note)
    return True


def _refuse(place: int, row: UsageGiven, line: ContractLine | None, today: date) -> None:
    reason = ""
    if line is None or not line.is_metered:
        reason = _("사용량으로 청구하는 품목이 아닙니다.")
    elif line.period_on is None:
        reason = _("청구가 끝난 품목입니다.")
    elif row.on < line.starts_on or (line.ends_on and row.on > line.ends_on):
        reason = _("품목의 기간(%(day)s부터)을 벗어난 날입니다.") % {"day": line.starts_on}
    elif row.on > today:
        reason = _("아직 오지 않은 날입니다.")
    elif not row.quantity or abs(row.quantity) > MOST:
        reason = _("수량: 0이 아니고 10억을 넘지 않는 숫자를 적어 주세요.")
    if reason:
        text = _("%(n)d째 줄: %(reason)s")
        raise ValidationError({"rows": text % {"n": place, "reason": reason}})


@atomic
def remove_usage(usage: Usage, *, actor: User | None) -> None:
    """Take back what was written by mistake; refused once it was billed."""
    usage = Usage.objects.select_for_update().get(pk=usage.pk)
    if usage.bill_id:
        raise Refused(_("이미 청구한 사용량은 지울 수 없습니다. 빼기 수량으로 바로잡아 주세요."))
    remove(usage, actor=actor)
