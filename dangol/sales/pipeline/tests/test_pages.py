"""The board, the list and a deal's page."""

import json
from datetime import date

import pytest
from django.urls import reverse

from dangol.catalog.testing import make_product
from dangol.customers.testing import make_code, make_company, make_customer
from dangol.sales.models import Deal, Pipeline
from dangol.sales.pipeline.services import move_deal
from dangol.sales.testing import START, make_deal, stage

pytestmark = pytest.mark.django_db


def page(client, user, name, *args, **params):
    client.force_login(user)
    return client.get(reverse(f"sales:{name}", args=args), params)


def test_the_board_sums_what_one_may_see(client, kim, lee, park, choi):
    make_deal(kim, "원두 납품", amount=1_000_000)
    make_deal(kim, "머신 교체", amount=2_500_000, place=3)
    make_deal(park, "본사 이전", amount=400, place=3)

    for person, given in ((kim, {}), (choi, {"owner": kim.pk})):
        own = page(client, person, "board", **given).text
        assert "₩3,500,000" in own
        assert ("머신 교체" in own, "본사 이전" in own) == (True, False)
    assert "₩3,500,400" in page(client, choi, "board").text
    assert "머신 교체" in page(client, lee, "board").text
    strange = page(client, park, "board").text
    assert ("머신 교체" in strange, "본사 이전" in strange) == (False, True)
    assert "₩3,500,000" not in strange


@pytest.mark.parametrize(("who", "status"), [("kim", 200), ("lee", 200), ("park", 404)])
def test_a_deal_is_seen_by_its_owner_and_leader(client, kim, request, who, status):
    deal = make_deal(kim)
    user = request.getfixturevalue(who)
    assert page(client, user, "deal_detail", deal.pk).status_code == status
    assert (deal.title in page(client, user, "deal_list").text) is (status == 200)


def test_the_board_costs_the_same_for_any_number(client, kim, django_assert_max_num_queries):
    for n in range(30):
        make_deal(kim, f"거래 {n}", place=n % 5, expected_on=date(2026, 5, 1))
    page(client, kim, "board")

    with django_assert_max_num_queries(22):
        page(client, kim, "board")


def test_a_deals_page_costs_so_many_queries(client, kim, django_assert_max_num_queries):
    deal = make_deal(kim)
    page(client, kim, "deal_detail", deal.pk)

    with django_assert_max_num_queries(24):
        page(client, kim, "deal_detail", deal.pk)


def test_a_full_column_offers_the_rest(client, kim):
    for n in range(25):
        make_deal(kim, f"거래 {n:02}")

    first = page(client, kim, "board")
    assert first.text.count("data-card") == 20
    assert "5건 더" in first.text
    assert page(client, kim, "board", all=stage(0).pk).text.count("data-card") == 25


def test_dragging_answers_with_the_board(client, kim):
    deal = make_deal(kim)
    client.force_login(kim)
    url = reverse("sales:deal_move", args=[deal.pk])
    sent = {"board": "1", "to": stage(2).pk, "seen_in": stage(0).pk}

    moved = client.post(url, sent, headers={"HX-Request": "true"})
    assert moved.status_code == 200
    assert 'id="board"' in moved.text
    assert Deal.objects.get().stage == stage(2)
    toast = json.loads(moved["HX-Trigger"])["toast"]
    assert toast == {"text": f"‘{stage(2).name}’ 단계로 옮겼습니다: {deal.title}", "bad": False}

    late = client.post(url, sent | {"to": stage(3).pk}, headers={"HX-Request": "true"})
    assert late.status_code == 409
    assert json.loads(late["HX-Trigger"])["toast"]["bad"]
    assert Deal.objects.get().stage == stage(2)


def test_a_deal_is_opened_from_the_customers_page(client, kim):
    customer = make_company(kim, "한빛유통")
    client.force_login(kim)
    url = reverse("sales:deal_open")
    assert "한빛유통" in client.get(url, {"customer": customer.pk}).text

    given = {
        "other": customer.pk, "title": "원두 납품", "stage": stage(0).pk, "kind": "new",
        "amount": "1,200만", "owner": kim.pk, "forecast": "pipeline",
    }  # fmt: skip
    answer = client.post(url, given)
    deal = Deal.objects.get()
    assert answer.url == deal.get_absolute_url()
    assert (deal.amount, deal.owner, deal.customer) == (12_000_000, kim, customer)
    assert "원두 납품" in client.get(customer.get_absolute_url()).text


@pytest.mark.parametrize("amount", ["많이", "-5", "1.5", "999조"])
def test_a_wrong_amount_keeps_what_was_typed(client, kim, amount):
    customer = make_customer(kim)
    client.force_login(kim)
    answer = client.post(
        reverse("sales:deal_open"),
        {"other": customer.pk, "title": "원두", "stage": stage(0).pk, "kind": "new",
         "amount": amount, "owner": kim.pk, "forecast": "pipeline"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert f'value="{amount}"' in answer.text
    assert not Deal.objects.exists()


def test_a_strangers_customer_cannot_be_sold_to(client, kim, park):
    client.force_login(kim)
    answer = client.post(
        reverse("sales:deal_open"),
        {"other": make_customer(park).pk, "title": "x", "stage": stage(0).pk, "kind": "new",
         "amount": "", "owner": kim.pk, "forecast": "pipeline"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert not Deal.objects.exists()


def test_lines_are_written_as_text(client, kim):
    deal, product = make_deal(kim), make_product("원두", 30_000, code="BEAN")
    client.force_login(kim)
    url = reverse("sales:deal_lines", args=[deal.pk])

    wrong = client.post(url, {"lines": "BEAN | 많이"})
    assert wrong.status_code == 422
    assert "1째 줄: 수량 ‘많이’" in wrong.text

    client.post(url, {"lines": f"{product.code} | 10 | | 10%"})
    deal.refresh_from_db()
    assert deal.amount == 270_000


def test_winning_and_losing_by_the_side_panel(client, kim):
    won, lost = make_deal(kim), make_deal(kim)
    reason = make_code("lost_reason", "price", "가격")
    client.force_login(kim)

    client.post(reverse("sales:deal_win", args=[won.pk]), {"on": "2026-03-12"})
    missing = client.post(reverse("sales:deal_lose", args=[lost.pk]), {"on": "2026-03-12"})
    client.post(
        reverse("sales:deal_lose", args=[lost.pk]), {"on": "2026-03-12", "reason": reason.pk}
    )

    assert missing.status_code == 422
    statuses = {deal.pk: deal.status for deal in Deal.objects.all()}
    assert statuses == {won.pk: "won", lost.pk: "lost"}


def test_key_men_and_rivals_are_kept_with_the_deal(client, kim):
    deal = make_deal(kim)
    person, rival = make_customer(kim, "이결정"), make_company(kim, "경쟁커피")
    client.force_login(kim)
    client.post(
        reverse("sales:person_add", args=[deal.pk]),
        {"other": person.pk, "role": "decider", "influence": 5, "stance": "for", "note": ""},
    )
    client.post(
        reverse("sales:rival_add", args=[deal.pk]),
        {"other": rival.pk, "strength": "싸다", "price_note": "10% 낮음"},
    )

    text = page(client, kim, "deal_detail", deal.pk).text
    assert all(word in text for word in ("이결정", "결정권자", "찬성", "경쟁커피", "싸다"))


def test_a_stuck_deal_is_marked(client, kim):
    deal = make_deal(kim)
    move_deal(deal, to=stage(1), at=START, actor=kim)

    assert "stuck" in page(client, kim, "board").text
    assert "기준 14일" in page(client, kim, "deal_detail", deal.pk).text


def test_an_administrator_writes_pipelines(client, choi, kim):
    client.force_login(choi)
    client.get(reverse("sales:pipeline_list"))
    client.post(reverse("sales:pipeline_add"), {"name": "머신 임대", "order": 1, "is_active": "on"})
    rent = Pipeline.objects.get(name="머신 임대")
    assert list(rent.stages.order_by("order").values_list("outcome", flat=True)) == ["won", "lost"]
    client.post(
        reverse("sales:stage_add", args=[rent.pk]),
        {"name": "상담", "order": 0, "percent": 20, "stuck_days": 7, "color": "blue"},
    )
    assert "상담" in client.get(reverse("sales:board"), {"pipeline": rent.pk}).text
    assert page(client, kim, "pipeline_list").status_code == 403


def test_deals_are_found_by_the_palette(client, kim, park):
    make_deal(kim, "로스터 교체")
    client.force_login(kim)
    assert "로스터 교체" in client.get(reverse("workspace:search"), {"q": "ㄹㅅㅌ"}).text
    client.force_login(park)
    assert "로스터 교체" not in client.get(reverse("workspace:search"), {"q": "ㄹㅅㅌ"}).text
