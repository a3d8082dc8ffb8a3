"""What a customer may buy next is written down, and opens its deal on its day, once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.activities.models import Entry
from dangol.catalog.testing import make_product
from dangol.customers.testing import make_company, moment
from dangol.kit.errors import Refused
from dangol.sales.models import Deal, PlannedSale
from dangol.sales.planning.services import (
    drop_planned,
    edit_planned,
    hand_over_planned,
    open_due,
    plan_sale,
)
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
TODAY, NOW = date(2026, 3, 2), moment("2026-03-02T06:10")
SOON = TODAY + timedelta(days=30)


def plan(owner, title="원두 추가", due_on=SOON, **values):
    customer = values.pop("customer", None) or make_company(owner)
    return plan_sale(
        customer, title=title, due_on=due_on, owner=owner, today=TODAY, actor=owner, **values
    )


def test_on_its_day_one_deal_opens_and_the_owner_is_told(kim):
    beans = make_product("봄결 블렌드", 30_000)
    row = plan(kim, product=beans, amount=1_200_000, note="분기마다")
    later = plan(kim, due_on=SOON + timedelta(days=1))

    before = open_due(today=SOON - timedelta(days=1), at=NOW)
    opened = open_due(today=SOON, at=NOW)
    again = open_due(today=SOON, at=NOW)

    deal = Deal.objects.get()
    row.refresh_from_db()
    later.refresh_from_db()
    assert (before, opened, again) == (0, 1, 0)
    assert (row.status, row.deal, later.status) == ("opened", deal, "planned")
    assert (deal.title, deal.kind, deal.amount) == ("원두 추가", "more", 1_200_000)
    assert deal.lines.get().product == beans
    assert Notice.objects.get(user=kim, kind="deal").url == deal.get_absolute_url()
    assert Entry.objects.filter(kind="sales.sale_planned", customer=row.customer).count() == 1


def test_what_is_not_sold_any_more_leaves_the_planned_amount(kim):
    row = plan(kim, product=make_product(is_on_sale=False), amount=500_000)

    open_due(today=SOON, at=NOW)

    row.refresh_from_db()
    assert (row.deal.amount, row.deal.lines.count()) == (500_000, 0)


def test_those_of_people_who_left_go_to_whoever_has_the_customer(kim, lee, park):
    theirs = plan(kim, customer=make_company(lee))
    nobodys = plan(kim, customer=make_company(kim))
    kim.is_active = False
    kim.save()

    opened = open_due(today=SOON, at=NOW)
    moved = hand_over_planned(kim, park, actor=None)

    theirs.refresh_from_db()
    nobodys.refresh_from_db()
    assert (opened, theirs.owner, theirs.deal.owner) == (1, lee, lee)
    assert (moved, nobodys.owner, nobodys.status) == (1, park, "planned")


def test_refuses_days_gone_by_and_what_is_over(kim):
    row = plan(kim)

    for values in ({"due_on": TODAY - timedelta(days=1)}, {"note": "900101-1234568"}):
        with pytest.raises(ValidationError):
            edit_planned(row, today=TODAY, actor=kim, **values)
    with pytest.raises(ValidationError):
        plan(kim, amount=10**14 + 1)
    drop_planned(row, actor=kim)
    with pytest.raises(Refused, match="취소"):
        edit_planned(row, today=TODAY, actor=kim, title="다른 것")

    assert PlannedSale.objects.get().title == "원두 추가"
    assert open_due(today=SOON, at=NOW) == 0


def test_pages_show_it_to_those_who_may_see_it(kim, park, client):
    customer = make_company(kim)
    client.force_login(kim)
    far = date(2999, 1, 1)

    wrong = client.post("/sales/plans/new/", {"other": customer.pk, "title": "", "due_on": far})
    client.post(
        "/sales/plans/new/",
        {"other": customer.pk, "title": "2호점 머신", "due_on": far, "amount": "1,200만",
         "kind": "upsell", "owner": kim.pk},
    )  # fmt: skip
    row = PlannedSale.objects.get()
    url = row.get_absolute_url()
    page = client.get(url).text
    listed = client.get("/sales/plans/").text
    panel = client.get(reverse("customers:customer_panels", args=[customer.pk])).text
    client.post(f"{url}open/")
    again = client.post(f"{url}open/", follow=True).text
    client.force_login(park)
    stranger = client.get(url), client.post(f"{url}drop/")

    assert wrong.status_code == 422
    assert row.amount == 12_000_000
    assert all("2호점 머신" in text for text in (page, listed, panel))
    assert "바꿀 수 없습니다" in again
    assert Deal.objects.count() == 1
    assert [answer.status_code for answer in stranger] == [404, 404]


def test_the_api_plans_and_lets_go(kim, park, client):
    customer = make_company(kim)
    client.force_login(kim)
    given = {"customer_id": customer.pk, "title": "갱신", "due_on": "2999-01-01", "amount": 500_000}

    def post(path, **values):
        return client.post(f"/api/v1/planned-sales{path}", values, content_type="application/json")

    made = post("", **given)
    gone = post("", **given | {"due_on": "2001-01-01"})
    listed = client.get("/api/v1/planned-sales").json()["items"]
    dropped = post(f"/{made.json()['id']}/drop")
    client.force_login(park)
    stranger = post("", **given), client.get(f"/api/v1/planned-sales/{made.json()['id']}")

    assert (made.status_code, gone.status_code, dropped.json()["status"]) == (201, 422, "dropped")
    assert [row["amount"] for row in listed] == [500_000]
    assert [answer.status_code for answer in stranger] == [422, 404]
    assert PlannedSale.objects.count() == 1


def test_the_list_costs_the_same_for_any_number(kim, client, django_assert_max_num_queries):
    for number in range(12):
        plan(kim, f"기획 {number}", product=make_product(f"상품 {number}"))
    client.force_login(kim)
    client.get("/sales/plans/")

    with django_assert_max_num_queries(15):
        page = client.get("/sales/plans/?columns=product").text

    assert page.count("기획 1") == 3  # 1, 10 and 11
