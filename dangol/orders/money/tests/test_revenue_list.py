"""매출 as a list: what came from orders and what came from outside."""

from datetime import date

import pytest
from django.urls import reverse

from dangol.customers.testing import make_company
from dangol.orders.models import Revenue
from dangol.orders.money.revenue import RevenueGiven, write_revenue
from dangol.orders.orders.tests.test_money import accepted

pytestmark = pytest.mark.django_db


def test_each_sale_leads_to_what_it_came_from(client, kim, park):
    order = accepted(kim)
    outside = make_company(kim, "쇼핑몰 손님")
    given = [RevenueGiven(outside.pk, "A-1", date(2026, 3, 3), -20_000, name="반품")]
    write_revenue("쇼핑몰", given, actor=kim)
    client.force_login(kim)

    text = client.get(reverse("orders:revenue_list")).text
    assert "₩300,000" in text
    assert "쇼핑몰" in text
    own, shop = Revenue.objects.order_by("on")
    assert client.get(own.get_absolute_url()).url == order.get_absolute_url()
    account = reverse("orders:account", args=[outside.pk])
    assert client.get(shop.get_absolute_url()).url == account
    rows = client.get("/api/v1/revenue").json()["items"]
    assert sorted((row["source"], row["supply"]) for row in rows) == [
        ("order", 300_000), ("쇼핑몰", -20_000),
    ]  # fmt: skip

    client.force_login(park)
    assert "쇼핑몰 손님" not in client.get(reverse("orders:revenue_list")).text
    assert client.get(own.get_absolute_url()).status_code == 404
    assert client.get("/api/v1/revenue").json()["items"] == []
    assert client.get("/api/v1/receipts").json()["items"] == []
