"""What the portal hangs onto the customer's page."""

from typing import Any

from dangol.accounts.requests import UserRequest
from dangol.codes import preferences
from dangol.customers.models import Customer
from dangol.customers.registry import Panel, panels
from dangol.messaging.rights import SEND
from dangol.portal.models import Session
from dangol.portal.preferences import PortalPreferences


def _stays(request: UserRequest, customer: Customer) -> dict[str, Any] | None:
    if not preferences.get(PortalPreferences).is_on:
        return None
    last = Session.objects.filter(customer=customer).order_by("-began_at").first()
    return {"last": last, "may_invite": request.user.has_perm(SEND) and bool(customer.email)}


panels.add("portal")(
    Panel("portal/customer_stays.html", _stays, permission="customers.view_customer", order=95)
)
