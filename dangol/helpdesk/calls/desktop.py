"""What an agent has before them while a customer is on the telephone (F95), gathered once."""

from datetime import datetime
from typing import Any, NamedTuple

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.activities.queries import timeline_of
from dangol.catalog.models import Installed
from dangol.customers.models import Customer
from dangol.customers.parties.page import facts_of
from dangol.customers.parties.queries import customers_seen_by
from dangol.customers.registry import Glimpse, glances
from dangol.helpdesk.agents.models import AgentState
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.calls.queries import calls_of
from dangol.helpdesk.lines.queries import dialing_line
from dangol.kit.korean.phones import format_phone, mask_phone
from dangol.kit.personal import seen

VIEW, ADD, CHANGE, DELETE = (
    f"helpdesk.{verb}_call" for verb in ("view", "add", "change", "delete")
)
REVEAL = "customers.reveal_customer"
ADD_TICKET, PLAN = "helpdesk.add_ticket", "activities.add_activity"
LINES = 3


class Said(NamedTuple):
    """What one app tells about the customer."""

    label: str
    icon: str
    rows: list[Glimpse]


def number_shown(call: Call, user: User) -> str:
    """The number as this person may see it: whole for one nobody is known by, else by role."""
    if call.customer_id is None or user.has_perm(REVEAL):
        return format_phone(call.number)
    return mask_phone(call.number)


def customer_of_call(call: Call, user: User) -> Customer | None:
    """The caller, if this person may see the customer; on the telephone the name is told to all."""
    if call.customer_id is None:
        return None
    return customers_seen_by(user).filter(pk=call.customer_id).first()


def told_of(user: User, customer: Customer, limit: int = LINES) -> list[Said]:
    """What each app has to say in a breath; apps with nothing to say are left out."""
    found = []
    for _name, glance in sorted(glances, key=lambda pair: pair[1].order):
        if glance.permission and not user.has_perm(glance.permission):
            continue
        if rows := list(glance.rows(user, customer, limit)):
            found.append(Said(str(glance.label), glance.icon, rows))
    return found


def card_of(request: UserRequest, call: Call, *, now: datetime) -> dict[str, Any]:
    """The card in the corner: who it is, what was last, what is open, and the buttons."""
    user = request.user
    customer = customer_of_call(call, user)
    if customer:
        seen(request, "view", Customer, [customer.pk])
    last = timeline_of(customer, seen_by=user, limit=LINES).lines if customer else []
    return {
        "call": call,
        "customer": customer,
        "number": number_shown(call, user),
        "last": last,
        "told": told_of(user, customer) if customer else [],
        "now": now,
        "state": AgentState.objects.filter(user=user).first(),
        **rights_of(user),
    }


def rights_of(user: User) -> dict[str, bool]:
    """Which buttons of a call this person has."""
    return {
        "may_change": user.has_perm(CHANGE),
        "may_ticket": user.has_perm(ADD_TICKET),
        "may_plan": user.has_perm(PLAN),
        "may_know": user.has_perm("knowledge.view_article"),
    }


def desktop_of(request: UserRequest, call: Call) -> dict[str, Any]:
    """The page of one call: the talk itself, and beside it all that is known of the caller."""
    user = request.user
    customer = customer_of_call(call, user)
    earlier = calls_of(user, customer_id=call.customer_id, number=call.number, but=call.pk)
    context: dict[str, Any] = {
        "call": call,
        "customer": customer,
        "number": number_shown(call, user),
        "events": list(call.events.select_related("agent").order_by("at", "pk")),
        "earlier": list(earlier[:5]) if call.number or call.customer_id else [],
        "may_dial": dialing_line() is not None and bool(call.number),
        **rights_of(user),
    }
    if customer:
        context |= about_customer(request, customer)
    return context


def about_customer(request: UserRequest, customer: Customer) -> dict[str, Any]:
    """What an agent needs to know of a customer to talk to them; masked by role, and logged."""
    user = request.user
    seen(request, "view", Customer, [customer.pk])
    return {
        "facts": facts_of(customer, reveal=user.has_perm(REVEAL)),
        "told": told_of(user, customer, 5),
        "installed": _installed(customer),
        "last": timeline_of(customer, seen_by=user, limit=5).lines,
    }


def _installed(customer: Customer) -> list[Installed]:
    rows = Installed.objects.filter(customer=customer).select_related("product")
    return list(rows.order_by("-pk")[:5])
