"""A customer as programs read it: masked like on the page unless the caller may see everything."""

from functools import cached_property
from typing import Any

from django.urls import reverse

from dangol.customers.consent.queries import MEDIA
from dangol.customers.parties.models import Address, ContactPoint, Customer
from dangol.customers.parties.queries import places_of, points_of
from dangol.kit.korean.addresses import mask_address
from dangol.kit.korean.emails import mask_email
from dangol.kit.korean.phones import mask_phone


class Shown:
    """Reads like the customer; what the caller may not see is masked."""

    def __init__(self, customer: Customer, *, reveal: bool) -> None:
        self.customer = customer
        self.reveal = reveal

    def __getattr__(self, name: str) -> Any:
        return getattr(self.customer, name)

    @property
    def phone(self) -> str:
        return self._phone(self.customer.phone)

    @property
    def email(self) -> str:
        return self._email(self.customer.email)

    @property
    def birth_on(self) -> str:
        born = self.customer.birth_on
        if born is None:
            return ""
        return born.isoformat() if self.reveal else f"{born.year}-**-**"

    @property
    def permits(self) -> dict[str, int]:
        return {str(medium): getattr(self.customer, f"permit_{medium}") for medium in MEDIA}

    @property
    def tags(self) -> list[str]:
        return list(self.customer.tags.order_by("name").values_list("name", flat=True))

    @property
    def company_types(self) -> list[str]:
        rows = self.customer.company_types.order_by("type__order")
        return list(rows.values_list("type__key", flat=True))

    @cached_property
    def contact_points(self) -> list[dict[str, Any]]:
        return [self._point(point) for point in points_of(self.customer)]

    @cached_property
    def addresses(self) -> list[dict[str, Any]]:
        return [self._address(place) for place in places_of(self.customer)]

    @property
    def url(self) -> str:
        return reverse("customers:customer_detail", args=[self.customer.pk])

    def _point(self, point: ContactPoint) -> dict[str, Any]:
        is_mail = point.medium == ContactPoint.Medium.EMAIL
        return {
            "id": point.pk,
            "medium": point.medium,
            "use": point.use,
            "value": self._email(point.value) if is_mail else self._phone(point.value),
            "extension": point.extension,
            "is_main": point.is_main,
        }

    def _address(self, place: Address) -> dict[str, Any]:
        return {
            "id": place.pk,
            "use": place.use,
            "postcode": place.postcode if self.reveal else "",
            "text": str(place) if self.reveal else mask_address(place.place) or "***",
            "region": place.region,
            "district": place.district,
            "is_main": place.is_main,
        }

    def _phone(self, digits: str) -> str:
        return digits if self.reveal else mask_phone(digits)

    def _email(self, address: str) -> str:
        return address if self.reveal else mask_email(address)
