"""Asking for, taking and ending callbacks."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.agents.services import tell_boards
from dangol.helpdesk.callbacks.models import Callback
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.calls.queries import caller_of
from dangol.kit.errors import Refused
from dangol.kit.korean.phones import parse_phone
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock

Status = Callback.Status
SOON = timedelta(minutes=30)


@atomic
def ask_back(
    *, number: str, due_at: datetime, at: datetime, actor: User | None, **values: Any
) -> Callback:
    """Note that a number is to be called back; one that waits already is brought up to date.

    Refuses what is no number and moments that are over.
    """
    phone = parse_phone(number)
    if phone is None:
        raise ValidationError({"number": _("전화번호가 아닙니다. 예: 010-1234-5678")})
    if due_at < at:
        raise ValidationError({"due_at": _("지난 시각에는 걸 수 없습니다.")})
    if note := values.get("note"):
        values["note"] = refuse_resident_number(clean(note))
    values = {name: value for name, value in values.items() if value not in (None, "")}
    if "customer" not in values and (known := caller_of(phone.digits)):
        values["customer_id"] = known
    tell_boards()
    rows = Callback.objects.select_for_update()
    if row := rows.filter(number=phone.digits, status=Status.OPEN).first():
        return change(row, actor=actor, due_at=min(row.due_at, due_at), **values)
    return create(Callback, actor=actor, number=phone.digits, due_at=due_at, **values)


def ask_after(call: Call, *, at: datetime) -> Callback | None:
    """Note a callback for a caller who gave up; hidden numbers cannot be called."""
    if call.direction != Call.Direction.IN or parse_phone(call.number) is None:
        return None
    return ask_back(
        number=call.number, due_at=at + SOON, at=at, actor=None, call=call, queue=call.queue,
        customer=call.customer,
    )  # fmt: skip


@atomic
def take_callback(row: Callback, *, actor: User) -> Callback:
    """Take one as one's own; refused when a colleague has it."""
    row = _open(row)
    if row.owner and row.owner != actor:
        raise Refused(_("%(name)s 님이 맡았습니다.") % {"name": row.owner.name})
    tell_boards()
    return change(row, actor=actor, owner=actor)


@atomic
def end_callback(
    row: Callback, *, at: datetime, actor: User, status: str = Status.DONE
) -> Callback:
    """Note that the number was called, or is not called any more."""
    row = _open(row)
    tell_boards()
    return change(row, actor=actor, status=status, done_at=at, owner=row.owner or actor)


def end_with(call: Call, *, at: datetime) -> int:
    """Whoever was reached by telephone waits for no callback any more; returns how many."""
    rows = Callback.objects.select_for_update().filter(status=Status.OPEN)
    same = Q(number=call.number) if call.number else Q(pk=None)
    if call.customer_id:
        same |= Q(customer=call.customer_id)
    found = list(rows.filter(same))
    for row in found:
        owner = row.owner or call.agent
        change(row, actor=None, status=Status.DONE, done_at=at, owner=owner)
    return len(found)


def _open(row: Callback) -> Callback:
    row = lock(row)
    if row.status != Status.OPEN:
        raise Refused(_("이미 끝난 콜백입니다."))
    return row
