"""The customer portal of the demo company: open, with a customer who was there."""

from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import get_random_string

from dangol.codes import preferences
from dangol.customers.models import Customer
from dangol.portal.models import Session, Visit
from dangol.portal.preferences import PortalPreferences
from dangol.portal.queries import digest_of

PAGES = ("home", "tickets", "quotes", "consents", "sign_out")


def fill_portal() -> None:
    """Switch it on; the three customers with the first tickets looked in lately."""
    preferences.put(PortalPreferences(is_on=True, color="#0f766e", shows_company=True), actor=None)
    now = timezone.now()
    asked = Customer.objects.filter(tickets__isnull=False).exclude(email="").order_by("pk")
    for number, customer in enumerate(asked.distinct()[:3]):
        at = now - timedelta(days=number + 1, minutes=17)
        stay = Session.objects.create(
            customer=customer, digest=digest_of(get_random_string(43)), address="203.0.113.7",
            began_at=at, seen_at=at + timedelta(minutes=4), ended_at=at + timedelta(minutes=4),
        )  # fmt: skip
        Visit.objects.bulk_create(
            Visit(session=stay, page=page, address=stay.address, at=at + timedelta(minutes=n))
            for n, page in enumerate(PAGES)
        )
