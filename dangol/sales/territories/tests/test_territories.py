"""Customers are given to whoever works where they sit; leads as well; and what it is worth."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dangol.activities.testing import make_done
from dangol.customers.models import Customer
from dangol.customers.testing import make_company, moment
from dangol.sales.leads.services import take_lead, write_rule
from dangol.sales.models import Territory
from dangol.sales.pipeline.services import win_deal
from dangol.sales.territories.queries import shifts_of
from dangol.sales.territories.reports import customers_in, effort_in, won_in
from dangol.sales.territories.services import (
    assign_by_territory,
    place,
    take_assignment_back,
    write_territory,
)
from dangol.sales.testing import START, make_deal
from dangol.workspace.models import ListRun
from dangol.workspace.reports.asks import Days

pytestmark = pytest.mark.django_db
SEOUL, BUSAN = "서울특별시 강남구", "부산광역시 해운대구"


@pytest.fixture
def ground(kim, lee, choi):
    """강남 is kim's, 식당 anywhere are lee's, what is left is shared by both."""
    write_territory(None, name="강남", order=1, regions=["서울 강남구"], people=[kim], actor=choi)
    write_territory(None, name="식당", order=2, industries=["음식"], people=[lee], actor=choi)
    write_territory(None, name="나머지", order=3, people=[kim, lee], actor=choi)


def company(owner, region, industry="제조업"):
    row = make_company(owner, industry=industry)
    Customer.objects.filter(pk=row.pk).update(region=region)  # as its address would
    return row


def test_the_preview_says_what_the_job_then_does_and_undo_takes_back(ground, kim, lee, park, choi):
    first = company(park, SEOUL, "음식점업")  # the first rule that fits counts
    food = company(kim, BUSAN, "음식점업")
    stays = company(lee, BUSAN)
    rest = [company(park, BUSAN) for _n in range(2)]
    rows = Customer.objects.order_by("pk")

    shifts = shifts_of(rows)
    outcome = assign_by_territory(rows, {}, actor=choi)

    owners = dict(rows.values_list("pk", "owner_id"))
    assert (owners[first.pk], owners[food.pk], owners[stays.pk]) == (kim.pk, lee.pk, lee.pk)
    assert {owners[row.pk] for row in rest} == {kim.pk, lee.pk}
    assert sum(shift.number for shift in shifts) == outcome.done == 4
    assert shifts_of(rows) == []
    Customer.objects.filter(pk=food.pk).update(owner=choi)  # somebody changed it since
    assert take_assignment_back(outcome.before, actor=choi) == 3
    owners = dict(rows.values_list("pk", "owner_id"))
    assert [owners[row.pk] for row in (first, food, *rest)] == [park.pk, choi.pk, park.pk, park.pk]


def test_the_button_of_the_preview_begins_a_run_that_can_be_undone(ground, park, kim, choi, client,
                                                                    run_jobs):  # fmt: skip
    row = company(park, SEOUL)
    client.force_login(choi)

    page = client.get("/sales/territories/preview/").text
    client.post("/lists/customers.customer/bulk/territory/", {"all": "1"})
    run_jobs()

    run = ListRun.objects.get()
    row.refresh_from_db()
    assert "1명 배정하기" in page
    assert (row.owner, run.done, run.status) == (kim, 1, "done")
    client.post(f"/runs/{run.pk}/undo/")
    run_jobs()
    row.refresh_from_db()
    assert row.owner == park
    client.force_login(kim)
    for url in ("/sales/territories/", "/sales/territories/preview/"):
        assert client.get(url).status_code == 403
    assert client.post("/lists/customers.customer/bulk/territory/", {"all": "1"}).status_code == 403


def test_a_rule_by_territory_gives_leads_to_those_who_work_there(ground, kim, lee, choi):
    write_territory(None, name="부산", order=9, regions=["부산"], people=[lee], actor=choi)
    write_rule(None, name="권역", people=[], by_territory=True, actor=choi)
    write_rule(None, name="그 밖", order=1, people=[kim], actor=choi)

    def taken(region):
        return take_lead(name="한소리", phone="0212345678", region=region, at=START, actor=None)

    assert taken("부산").owner == lee
    assert taken("제주").owner == kim
    assert taken("").owner == kim


def test_efficiency_counts_revenue_effort_and_penetration(ground, kim, lee):
    days = Days(date(2026, 1, 1), date(2026, 12, 31))
    gangnam, food = company(kim, SEOUL), company(lee, BUSAN, "음식점업")
    company(kim, SEOUL)
    win_deal(make_deal(kim, customer=gangnam, amount=3_000_000), on=START.date(), at=START,
             actor=kim)  # fmt: skip
    make_done(kim, moment("2026-05-01T10:00"), customer=food, minutes=40)
    place(Customer.objects.all())
    ids = dict(Territory.objects.values_list("name", "pk"))

    assert customers_in(lee) == {ids["강남"]: (2, 1), ids["식당"]: (1, 0)}
    assert won_in(lee, days) == {ids["강남"]: (1, 3_000_000)}
    assert effort_in(lee, days) == {ids["식당"]: (1, 40)}
    assert won_in(kim, Days(date(2026, 4, 1), days.last)) == {}


def test_refuses_regions_nobody_knows_and_territories_of_nobody(kim, choi, client):
    row = write_territory(
        None, name="화성", regions=["화성시", "서울 강남구", "제주"], people=[kim], actor=choi
    )
    assert row.regions == ["경기도 화성시", "서울특별시 강남구", "제주특별자치도"]
    for values in ({"regions": ["달나라"], "people": [kim]}, {"people": []}):
        with pytest.raises(ValidationError):
            write_territory(None, name="권역", actor=choi, **values)
    client.force_login(choi)
    answer = client.post("/sales/territories/new/", {"name": "달", "order": 0, "regions": "달나라",
                                                     "people": [kim.pk]})  # fmt: skip

    assert answer.status_code == 422
    assert "시·도로 시작해" in answer.text
    assert Territory.objects.get() == row
