"""Reading calls: whose number it is, which one is on now, what came before."""

from datetime import datetime, timedelta

from django.db.models import Q

from dangol.accounts.models import User
from dangol.customers.models import ContactPoint
from dangol.helpdesk.agents.models import AgentState
from dangol.helpdesk.calls.models import Call, CallEvent, CallQuerySet
from dangol.kit.korean.phones import parse_phone

# what rings longer was lost by the telephone system, and is shown as going on no more
LIVE = timedelta(hours=2)
Outcome = Call.Outcome


def caller_of(number: str) -> int | None:
    """The customer with this number, if it is exactly one; one look at an index."""
    parsed = parse_phone(number)
    if parsed is None:
        return None
    rows = ContactPoint.objects.filter(value=parsed.digits, medium=ContactPoint.Medium.PHONE)
    ids = list(rows.order_by().values_list("customer_id", flat=True).distinct()[:2])
    return ids[0] if len(ids) == 1 else None


def calls_of(user: User, *, customer_id: int | None, number: str, but: int = 0) -> CallQuerySet:
    """Calls of a customer, or of a number nobody is known by, the newest first."""
    rows = Call.objects.visible_to(user).exclude(pk=but)
    rows = rows.filter(customer=customer_id) if customer_id else rows.filter(number=number)
    return rows.order_by("-started_at", "-pk")


def on_line(user: User, *, now: datetime) -> Call | None:
    """The call that rings at an agent, that they talk in, or write about after it."""
    recent = Call.objects.filter(started_at__gte=now - LIVE)
    rung = CallEvent.objects.filter(agent=user, at__gte=now - LIVE, kind=CallEvent.Kind.RING)
    mine = Q(agent=user, outcome__in=(Outcome.RINGING, Outcome.TALKING, Outcome.FAILED))
    ringing = Q(outcome=Outcome.RINGING, pk__in=rung.values("call"))
    rows = recent.filter(mine | ringing).select_related("customer", "ticket")
    state = AgentState.objects.filter(user=user).first()
    live = rows.exclude(outcome=Outcome.FAILED).order_by("-started_at", "-pk").first()
    if live or state is None or state.call_id is None:
        return live
    return Call.objects.select_related("customer", "ticket").filter(pk=state.call_id).first()


def waiting_calls(*, now: datetime) -> CallQuerySet:
    """Incoming calls nobody has answered yet, the longest waiting first."""
    rows = Call.objects.filter(
        outcome=Outcome.RINGING, direction=Call.Direction.IN, started_at__gte=now - LIVE
    )
    return rows.order_by("started_at", "pk")
