"""What staff see of the portal: a customer's visits, and the link they may have sent."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.personal import client_address, seen
from dangol.messaging.rights import SEND
from dangol.portal import services
from dangol.portal.jobs import send_link
from dangol.portal.models import Visit
from dangol.portal.pages import PAGES

SHOWN = 200


def _customer(request: UserRequest, pk: int) -> Customer:
    row: Customer = get_object_or_404(customers_seen_by(request.user), pk=pk)
    return row


@require_GET
@needs("customers.view_customer")
def visits(request: UserRequest, pk: int) -> HttpResponse:
    """What a customer looked at, the newest first."""
    customer = _customer(request, pk)
    seen(request, "view", Customer, [pk])
    rows = Visit.objects.filter(session__customer=customer).order_by("-at", "-pk")[:SHOWN]
    lines = [(row, PAGES.get(row.page, row.page)) for row in rows]
    return render(request, "portal/visits.html", {"customer": customer, "lines": lines})


@require_POST
@needs(SEND)
def invite(request: UserRequest, pk: int) -> HttpResponse:
    """Send the customer a link to come in by, as if they had asked."""
    customer = _customer(request, pk)
    url = customer.get_absolute_url()
    if not customer.email:
        return done(request, url, _("메일 주소가 없는 고객입니다."))
    try:
        ask = services.ask_for_link(
            customer.email, address=client_address(request), language="ko", at=timezone.now()
        )
    except Refused as refusal:
        return done(request, url, str(refusal))
    send_link.enqueue(ask_id=ask.pk)
    return done(request, url, _("포털에 들어오는 링크를 메일로 보냈습니다."))
