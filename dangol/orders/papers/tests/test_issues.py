"""Which papers went out: printed once a day, sent by mail, seen by those who see bills."""

import pytest
from django.urls import reverse

from dangol.messaging.outbox.models import Message
from dangol.messaging.testing import make_reachable, make_sender
from dangol.orders.models import Issue
from dangol.orders.orders.tests.test_money import accepted

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"orders:{name}", args=args)


def test_papers_are_listed_when_they_are_printed_or_sent(
    client, kim, lee, park, django_assert_max_num_queries
):
    make_sender()
    order = accepted(kim, customer=make_reachable(kim, "다온상사"))
    customer, other = order.customer, accepted(kim)
    client.force_login(kim)
    for _n in range(2):
        assert client.get(url("order_statement", order.pk)).content.startswith(b"%PDF")
    days = {"since": "2026-03-01", "until": "2026-03-31"}
    client.get(url("account_paper", customer.pk), days)
    seen = Issue.objects.order_by("pk").values_list("kind", "way", "owner", "amount")
    assert list(seen) == [
        ("statement", "printed", kim.pk, 330_000), ("account", "printed", kim.pk, 330_000),
    ]  # fmt: skip

    words = {"subject": "거래명세서", "text": "보내 드립니다."}
    answer = client.post(url("order_send", other.pk), words)
    assert (answer.status_code, "보내지 못했습니다" in answer.text) == (422, True)
    assert client.post(url("order_send", order.pk), words | {"subject": ""}).status_code == 422
    assert (Issue.objects.count(), Message.objects.count()) == (2, 0)

    client.post(url("order_send", order.pk), words)
    url_of = url("account_send", customer.pk, "2026-03-01", "2026-03-31")
    assert "330,000" in client.get(url_of).text
    client.post(url_of, words)
    assert list(seen.all())[2:] == [
        ("statement", "sent", kim.pk, 330_000), ("account", "sent", kim.pk, 330_000),
    ]  # fmt: skip
    assert Message.objects.count() == 2

    page = client.get(url("issue_list"))
    for text in ("4건", "이메일", order.number):
        assert text in page.text, text
    with django_assert_max_num_queries(15):
        client.get(url("issue_list"))
    only = '{"field":"way","op":"is","value":["sent"]}'
    found = client.get("/api/v1/issues", {"filter": only}).json()["items"]
    assert [row["kind"] for row in found] == ["account", "statement"]
    statement, ledger = Issue.objects.order_by("pk")[:2]
    assert client.get(statement.get_absolute_url()).url == order.get_absolute_url()
    assert "since=2026-03-01" in client.get(ledger.get_absolute_url()).url
    client.force_login(lee)
    assert client.get("/api/v1/issues").json()["items"][0]["owner_id"] == kim.pk
    client.force_login(park)
    assert client.get("/api/v1/issues").json()["items"] == []
    assert client.get(ledger.get_absolute_url()).status_code == 404
    assert client.get(url("order_send", order.pk)).status_code == 404
