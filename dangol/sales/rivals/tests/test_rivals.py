"""Competitors of all deals in one list, as far as one sees the deals."""

import pytest
from django.urls import reverse

from dangol.customers.testing import make_code, make_company
from dangol.sales.models import DealRival
from dangol.sales.pipeline.services import lose_deal, write_rival
from dangol.sales.testing import START, make_deal

pytestmark = pytest.mark.django_db


def test_what_is_known_of_competitors_is_gathered(client, kim, park, django_assert_num_queries):
    rival = make_company(kim, "경쟁정수기")
    for title in ("원두", "머신"):
        deal = make_deal(kim, title, amount=1_000_000)
        write_rival(deal, None, competitor=rival, strength="빠름", price_note="10% 낮음", actor=kim)
    reason = make_code("lost_reason", "price", "가격")
    lose_deal(deal, reason=reason, on=START.date(), at=START, lost_to=rival, actor=kim)
    client.force_login(kim)
    url = reverse("sales:rival_list")

    text = client.get(url).text
    assert text.count("경쟁정수기") == 2
    assert "이 회사에 짐" in text
    assert client.get(f"{url}?status=lost").text.count("경쟁정수기</a>") == 1
    client.force_login(park)
    assert "경쟁정수기" not in client.get(url).text


def test_the_api_writes_competitors(client, kim, park):
    deal, rival = make_deal(kim), make_company(kim, "경쟁정수기")

    def send(verb, path, **body):
        url = f"/api/v1/{path}"
        return getattr(client, verb)(url, body, content_type="application/json")

    client.force_login(kim)
    here = f"deals/{deal.pk}/rivals"
    made = send("post", here, competitor_id=rival.pk, strength="빠름").json()
    changed = send("patch", f"rivals/{made['id']}", price_note="10% 낮음").json()

    assert (changed["strength"], changed["price_note"]) == ("빠름", "10% 낮음")
    assert send("post", here, competitor_id=rival.pk).status_code == 422
    assert send("post", here, competitor_id=999_999).status_code == 422
    assert [row["id"] for row in client.get("/api/v1/rivals").json()["items"]] == [made["id"]]
    client.force_login(park)
    assert client.get("/api/v1/rivals").json()["items"] == []
    assert send("patch", f"rivals/{made['id']}", strength="").status_code == 404
    client.force_login(kim)
    assert client.delete(f"/api/v1/rivals/{made['id']}").status_code == 204
    assert not DealRival.objects.exists()
