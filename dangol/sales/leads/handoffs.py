"""Which hand-offs a lead went through: who got it when, and how they answered."""

from datetime import datetime
from typing import Any

from dangol.accounts.models import User
from dangol.kit.records import change, create
from dangol.sales.leads.models import Lead, LeadHandoff

Answer = LeadHandoff.Answer


def begin_handoff(lead: Lead, *, to: User, at: datetime, actor: User | None) -> LeadHandoff:
    """Note that a lead was handed over; nobody waits any longer for who had it before."""
    _answer(lead, actor, answer=Answer.MOVED)
    return create(LeadHandoff, actor=actor, lead=lead, owner=to, giver=actor, given_at=at)


def accept_handoff(lead: Lead, *, at: datetime, actor: User | None) -> None:
    """The one that waits was accepted; nothing happens when none does."""
    _answer(lead, actor, answer=Answer.ACCEPTED, accepted_at=at)


def return_handoff(lead: Lead, *, at: datetime, reason: str, actor: User | None) -> None:
    """The last one came back, accepted before or not."""
    row = LeadHandoff.objects.filter(lead=lead).order_by("-pk").first()
    if row and row.answer in (Answer.WAITING, Answer.ACCEPTED):
        change(row, actor=actor, answer=Answer.RETURNED, returned_at=at, reason=reason)


def end_handoff(lead: Lead, *, actor: User | None) -> None:
    """Whoever had it never answered, and need not any more."""
    _answer(lead, actor, answer=Answer.ENDED)


def _answer(lead: Lead, actor: User | None, **values: Any) -> None:
    for row in LeadHandoff.objects.filter(lead=lead, answer=Answer.WAITING):
        change(row, actor=actor, **values)
