"""Acts on running contracts: pause, resume, new terms, and what happens before they end (F46)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.custom import clean_custom
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, lock
from dangol.orders.orders.schedule import MONTHS, ONE
from dangol.orders.orders.terms import full_period, place
from dangol.orders.quotes.models import Cycle
from dangol.orders.subscriptions.models import Contract, ContractLine
from dangol.orders.subscriptions.movements import book_moves, remeasure

RECORD = "orders.contract"
NOTICES = (30, 14, 7)
BATCH = 500


@atomic
def pause_contract(contract: Contract, *, today: date, actor: User | None) -> Contract:
    """Bill nothing until it is resumed."""
    contract = lock(contract)
    if contract.status != Contract.Status.ACTIVE:
        raise Refused(_("진행 중인 계약만 멈출 수 있습니다."))
    book_moves(today=today, among=Contract.objects.filter(pk=contract.pk))
    contract = change(lock(contract), actor=actor, status=Contract.Status.PAUSED)
    remeasure(contract, on=today, today=today)
    return contract


@atomic
def resume_contract(contract: Contract, *, today: date, actor: User | None) -> Contract:
    """Go on billing; periods that began while it was paused are not billed."""
    contract = lock(contract)
    if contract.status != Contract.Status.PAUSED:
        raise Refused(_("멈춘 계약이 아닙니다."))
    skip_periods(contract, before=today)
    contract = change(contract, actor=actor, status=Contract.Status.ACTIVE)
    remeasure(contract, on=today, today=today)
    return contract


def skip_periods(contract: Contract, *, before: date) -> None:
    """Bill nothing of the periods that began before a day."""
    for line in contract.lines.exclude(period_on=None):
        start = line.period_on
        while start and start < before:
            start = full_period(contract, line, start).last + ONE
        _write_place(contract, line, start)


@atomic
def change_terms(contract: Contract, *, today: date, actor: User | None, **values: Any) -> Contract:
    """Set the title, the end, the billing day, when it is paid, own fields; bills stay.

    An end before what was billed already is refused. Up to a new billing day only the days are
    billed.
    """
    contract = lock(contract)
    ends_on = values.get("ends_on", contract.ends_on)
    last = contract.lines.filter(bills__isnull=False).order_by("-bills__period_until")
    until = last.values_list("bills__period_until", flat=True).first()
    if ends_on and until and ends_on < until:
        text = _("%(day)s까지 이미 청구했습니다. 그날 뒤로 적어 주세요.")
        raise ValidationError({"ends_on": text % {"day": f"{until:%Y-%m-%d}"}})
    if ends_on != contract.ends_on:
        values["noticed_days"] = None
    if "title" in values:
        values["title"] = refuse_resident_number(clean(values["title"])) or contract.title
    if "custom" in values:
        values["custom"] = clean_custom(RECORD, values["custom"], before=contract.custom)
    contract = change(contract, actor=actor, **values)
    for line in contract.lines.exclude(period_on=None):
        _write_place(contract, line, line.period_on)
    remeasure(contract, on=today, today=today)
    return contract


def _write_place(contract: Contract, line: ContractLine, start: date | None) -> None:
    place(contract, line, start)
    rows = ContractLine.objects.filter(pk=line.pk)
    rows.update(period_on=line.period_on, next_on=line.next_on)


def yearly_supply(contract: Contract) -> int:
    """What a contract comes to in a year, in won without tax."""
    rows = contract.lines.filter(ends_on=None).values_list("supply", "cycle")
    return sum(supply * 12 // MONTHS[Cycle(cycle)] for supply, cycle in rows)
