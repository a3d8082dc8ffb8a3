import pytest
from django.apps import apps
from django.test import Client

from dangol.kit.search import search_text


@pytest.fixture
def make(db):
    """Make customers: `make(kim, "홍길동", stage="customer")`."""
    Customer = apps.get_model("customers", "Customer")

    def one(owner, name, **values):
        number = f"T-{Customer.objects.count() + 1:06}"
        text = search_text(name, values.get("phone", ""))
        return Customer.objects.create(
            owner=owner, name=name, number=values.pop("number", number), search=text, **values
        )

    return one


@pytest.fixture
def browse(settings):
    """Open pages as this person: `browse(kim).get("/people-list/")`."""

    def enter(user):
        client = Client()
        client.force_login(user)
        return client

    return enter
