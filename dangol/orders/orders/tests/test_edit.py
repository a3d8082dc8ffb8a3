"""An order that was taken is corrected: its name, its note, the office's own fields."""

import pytest
from django.urls import reverse

from dangol.codes.services import add_field
from dangol.orders.models import Order
from dangol.orders.orders.tests.test_money import accepted

pytestmark = pytest.mark.django_db


def test_what_an_order_is_called_and_its_own_fields(client, kim, park, choi):
    field = add_field("orders.order", label="현장", kind="text", actor=choi)
    order = accepted(kim)
    url, api = reverse("orders:order_edit", args=[order.pk]), f"/api/v1/orders/{order.pk}"
    client.force_login(kim)

    given = {"title": "원두 3월분", "text": "오전에 받음", f"custom_{field.key}": "성수점",
             "version": order.version}  # fmt: skip
    assert client.post(url, given).status_code == 302
    read = client.get(order.get_absolute_url()).text
    assert "<dt>현장</dt><dd>성수점</dd>" in read
    assert "오전에 받음" in read
    assert client.post(url, given).status_code == 422

    body = {"title": "원두 4월분", "custom": {field.key: "합정점"}}
    told = client.patch(api, body, content_type="application/json").json()
    assert (told["title"], told["custom"]) == ("원두 4월분", {field.key: "합정점"})
    for wrong in ({"text": "900101-1234568"}, {"custom": {"nobody": 1}}):
        assert client.patch(api, wrong, content_type="application/json").status_code == 422
    client.force_login(park)
    assert client.patch(api, body, content_type="application/json").status_code == 404
    assert client.get(url).status_code == 404
    row = Order.objects.get()
    assert (row.title, row.text, row.total) == ("원두 4월분", "오전에 받음", order.total)
