"""A page that has read its customer asks the same question as a list."""

import pytest

from dangol.customers.models import Customer
from dangol.customers.parties.queries import customer_page_of
from dangol.customers.testing import make_customer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", ["view", "change", "delete"])
def test_one_customer_is_seen_exactly_when_the_list_has_it(kim, lee, park, choi, verb):
    records = [make_customer(owner=owner) for owner in (kim, lee, park, None)]

    for person in (kim, lee, park, choi):
        listed = set(Customer.objects.visible_to(person, verb).values_list("pk", flat=True))
        opened = {row.pk for row in records if customer_page_of(person, row.pk, verb)}
        assert opened == listed
    assert customer_page_of(choi, 0) is None
