"""Dealing with a complaint, and deciding about what is paid for it."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.complaints.models import Complaint
from dangol.helpdesk.complaints.preferences import ComplaintPreferences
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.money import won
from dangol.kit.records import change, create, lock
from dangol.workspace.services import notify

APPROVE = "helpdesk.approve_compensation"
Status = Complaint.Status


@atomic
def handle_complaint(  # noqa: PLR0913 - one for each thing that is asked
    ticket: Ticket, *, severity: int, cause: int | None, amount: int, at: datetime, actor: User,
    note: str = "", action: str = "",
) -> Complaint:  # fmt: skip
    """Say how bad a complaint is, why it came, and what is to be paid; recurrence finds itself.

    A new amount is decided anew: refused without saying what it is for.
    """
    ticket = lock(ticket)
    note, action = (refuse_resident_number(clean(note)),
                    refuse_resident_number(clean_text(action)))  # fmt: skip
    if amount and not note:
        raise ValidationError({"note": _("무엇에 대한 보상인지 적어 주세요.")})
    row = Complaint.objects.select_for_update().filter(ticket=ticket).first()
    values: dict[str, Any] = {
        "cause_id": cause, "action": action, "note": note, "customer_id": ticket.customer_id,
        "earlier": _earlier(ticket, cause),
    }  # fmt: skip
    if row is None or row.amount != amount:
        values |= _asked(amount, at, actor)
    if row is None:
        row = create(Complaint, actor=actor, ticket=ticket, opened_at=ticket.opened_at, **values)
    else:
        row = change(row, actor=actor, **values)
    _bring_in_step(ticket, row, severity, actor)
    if row.status == Status.ASKED and "status" in values:
        _tell_approvers(row, actor)
    return row


def _asked(amount: int, at: datetime, actor: User) -> dict[str, Any]:
    """Where an amount stands once it is asked for."""
    limit = preferences.get(ComplaintPreferences).limit
    status = Status.NONE if not amount else Status.ASKED if amount > limit else Status.APPROVED
    decided = {"decided_by": actor, "decided_at": at} if status == Status.APPROVED else {}
    return {"amount": amount, "status": status, "asked_by": actor, "decision": "",
            "decided_by": None, "decided_at": None, **decided}  # fmt: skip


def _earlier(ticket: Ticket, cause: int | None) -> Complaint | None:
    """The complaint this one repeats: the same customer and cause in the days before."""
    if ticket.customer_id is None or cause is None:
        return None
    days = timedelta(days=preferences.get(ComplaintPreferences).repeat_days)
    rows = Complaint.objects.filter(
        customer=ticket.customer_id, cause=cause, opened_at__lte=ticket.opened_at,
        opened_at__gte=ticket.opened_at - days,
    )  # fmt: skip
    found: Complaint | None = rows.exclude(ticket=ticket).order_by("-opened_at", "-pk").first()
    return found


def _bring_in_step(ticket: Ticket, row: Complaint, severity: int, actor: User) -> None:
    """The ticket says what is settled: nothing of an amount that still waits."""
    settled = row.amount if row.status == Status.APPROVED else 0
    change(
        ticket, actor=actor, severity=severity, is_repeat=row.earlier_id is not None,
        compensation=settled, compensation_note=row.note if settled else "",
    )  # fmt: skip


def _tell_approvers(row: Complaint, actor: User) -> None:
    people = User.objects.filter(is_active=True, roles__grants__permission=APPROVE)
    ids = set(people.values_list("pk", flat=True)) - {actor.pk}
    said = _("보상 승인을 기다립니다: %(number)s %(amount)s")
    text = said % {"number": row.ticket.number, "amount": won(row.amount)}
    notify(ids, text, url=row.get_absolute_url(), kind="approval")


@atomic
def decide_compensation(
    row: Complaint, *, approve: bool, at: datetime, actor: User, decision: str = ""
) -> Complaint:
    """Approve or refuse what was asked for; nobody decides on what they asked for themselves.

    A refusal says why.
    """
    row = lock(row)
    if row.status != Status.ASKED:
        raise Refused(_("승인을 기다리는 보상이 아닙니다."))
    if row.asked_by_id == actor.pk:
        raise Refused(_("자기가 올린 보상은 다른 사람이 결재합니다."))
    decision = refuse_resident_number(clean(decision))
    if not approve and not decision:
        raise ValidationError({"decision": _("반려하는 까닭을 적어 주세요.")})
    status = Status.APPROVED if approve else Status.REFUSED
    change(row, actor=actor, status=status, decision=decision, decided_by=actor, decided_at=at)
    ticket = lock(row.ticket)
    _bring_in_step(ticket, row, ticket.severity, actor)
    if row.asked_by_id:
        said = _("보상 승인: %(number)s") if approve else _("보상 반려: %(number)s")
        notify([row.asked_by_id], said % {"number": ticket.number}, url=row.get_absolute_url())
    return row
