"""Quotas, forecasts, shares and statements over real deals."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from dangol.catalog.testing import make_product
from dangol.customers.models import Customer
from dangol.customers.testing import make_code, make_customer, moment
from dangol.imports.events import ImportFinished
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.records import create
from dangol.sales.pipeline.services import (
    LineGiven,
    lose_deal,
    move_deal,
    reopen_deal,
    set_lines,
    win_deal,
)
from dangol.sales.sums.services import MANY
from dangol.sales.territories.services import place, write_territory
from dangol.sales.testing import make_deal, stage
from dangol.targets.models import ForecastShot, Quota, StageRate, Statement
from dangol.targets.queries import (
    is_sampled,
    outlook_of,
    quota_between,
    rates_on,
    sold_by,
    totals_by,
    win_rates,
)
from dangol.targets.reports import attainment
from dangol.targets.services import (
    approve_statement,
    call_month,
    keep_rates,
    set_quota,
    settle_all,
    settle_month,
    share_deal,
    show_on_board,
    spread_quota,
    take_forecast,
    write_plan,
)
from dangol.workspace.reports.asks import Days, StaffChoice

pytestmark = pytest.mark.django_db
MARCH, LAST = date(2026, 3, 1), date(2026, 3, 31)
AT = moment("2026-04-01T09:00")
MILLION = 1_000_000


def won(owner, amount, day="2026-03-20", **values):
    deal = make_deal(owner, amount=amount, **values)
    return win_deal(deal, on=date.fromisoformat(day), at=moment(f"{day}T10:00"), actor=owner)


@pytest.fixture
def plan(kim, choi):
    set_quota(kim, month=MARCH, amount=100 * MILLION, actor=choi)
    return write_plan(None, name="기본", people=[kim], tiers="100: 5\n120: 8\n: 10", actor=choi)


def test_a_year_is_spread_to_the_won_and_a_month_is_set_again(kim, choi):
    spread_quota(kim, year=2026, amount=100, how="even", actor=choi)
    set_quota(kim, month=MARCH, amount=7, actor=choi)

    assert sum(Quota.objects.values_list("amount", flat=True)) == 100 - 9 + 7
    assert Quota.objects.count() == 12
    assert quota_between(None, MARCH, date(2026, 3, 31)) == {kim.pk: 7}
    set_quota(kim, month=MARCH, amount=310, actor=choi)
    assert quota_between([kim.pk], date(2026, 3, 1), date(2026, 3, 10)) == {kim.pk: 100}
    with pytest.raises(Refused):
        spread_quota(kim, year=2026, amount=100, how="last_year", actor=choi)
    with pytest.raises(ValidationError):
        set_quota(kim, month=MARCH, amount=-1, actor=choi)


def test_the_forecast_is_looked_at_in_five_ways(kim, choi):
    for amount, percent, said in ((10, 20, "pipeline"), (5, 50, "best"), (3, 90, "commit")):
        make_deal(kim, amount=amount * MILLION, percent=percent, forecast=said, expected_on=LAST)
    make_deal(kim, amount=99 * MILLION, forecast="omit", expected_on=LAST)
    make_deal(kim, amount=99 * MILLION, expected_on=date(2026, 4, 1))
    won(kim, 2 * MILLION)
    call_month(kim, month=date(2026, 3, 9), amount=8 * MILLION, actor=kim)

    look = outlook_of(None, MARCH, LAST, today=LAST)[kim.pk]

    assert (look.won, look.weighted, look.forecast) == (2_000_000, 7_200_000, 9_200_000)
    assert (look.commit, look.best, look.called) == (3_000_000, 8_000_000, 8_000_000)
    assert look.history == 18_000_000  # every closed deal that stood in the first stage was won
    assert take_forecast(on=LAST) == 2  # March, and April with one deal
    assert take_forecast(on=LAST) == 0
    assert ForecastShot.objects.get(month=MARCH).weighted == 7_200_000


def test_history_weighs_a_stage_by_what_became_of_deals_that_stood_there(kim):
    won(kim, 1)
    lost = make_deal(kim)
    move_deal(lost, to=stage(1), at=moment("2026-03-05T09:00"), actor=kim)
    lose_deal(lost, reason=make_code("lost_reason", "price"), on=LAST,
              at=moment("2026-03-31T09:00"), actor=kim)  # fmt: skip

    rates = win_rates(since=MARCH, until=LAST)

    assert rates == {stage(0).pk: D("0.5"), stage(1).pk: D(0)}
    assert keep_rates(on=LAST) == keep_rates(on=LAST) == 2
    StageRate.objects.filter(stage=stage(0)).update(rate=D("0.75"))
    assert rates_on(LAST + timedelta(days=6))[stage(0).pk] == D("0.75")  # as the night counted it
    assert rates_on(LAST + timedelta(days=7))[stage(0).pk] == D("0.5")


def test_before_the_first_night_the_rates_are_those_of_deals_closed_lately(kim, choi, run_jobs):
    for day in ("2026-03-20", "2026-03-21"):
        won(kim, 1, day=day)
    lost = move_deal(make_deal(kim), to=stage(1), at=moment("2026-03-05T09:00"), actor=kim)
    lose_deal(lost, reason=make_code("lost_reason", "price"), on=LAST,
              at=moment("2026-03-31T09:00"), actor=kim)  # fmt: skip

    assert rates_on(LAST, most=1) == {stage(0).pk: D(0), stage(1).pk: D(0)}  # of the last day
    assert rates_on(LAST)[stage(0).pk] == D(2) / 3
    assert (is_sampled(LAST, most=1), is_sampled(LAST)) == (True, False)

    counts = {"updated": 0, "skipped": 0, "refused": 0, "actor_id": choi.pk, "import_id": 1}
    publish(ImportFinished(into="deals", created=MANY - 1, **counts))
    publish(ImportFinished(into="customers", created=MANY, **counts))
    run_jobs()
    assert not StageRate.objects.exists()
    publish(ImportFinished(into="deals", created=MANY, **counts))
    run_jobs()
    assert {row.stage for row in StageRate.objects.all()} <= {stage(0), stage(1)}
    assert StageRate.objects.exists()
    assert not is_sampled(timezone.localdate(), most=1)


def test_totals_are_the_sums_of_what_counts_for_each(kim, lee, park):
    won(kim, 101)
    won(park, 7, day="2026-04-01")
    for owner, people in ((kim, [(kim, D(50)), (lee, D(50))]), (park, [(lee, D(100))])):
        share_deal(won(owner, 33), people, actor=owner)

    for owners in (None, [kim.pk], [lee.pk], [park.pk]):
        each = sold_by(owners, MARCH, LAST)
        sums = {pk: sum(part.amount for part in parts) for pk, parts in each.items()}
        assert totals_by(owners, MARCH, LAST) == sums
    assert sum(totals_by(None, MARCH, LAST).values()) == 101 + 33 + 33


def test_a_statement_shows_every_line_and_is_approved_by_somebody_else(kim, lee, plan, choi):
    won(kim, 130 * MILLION, title="큰 건")

    row = settle_month(kim, month=MARCH, at=AT, actor=choi)

    assert (row.sold, row.quota, row.earned, row.total) == (
        130 * MILLION, 100 * MILLION, 7_600_000, 7_600_000,
    )  # fmt: skip
    assert [amount for _text, amount in row.lines] == [0, 5_000_000, 1_600_000, 1_000_000]
    assert row.lines[0][0] == "큰 건 ₩130,000,000"
    with pytest.raises(Refused):
        approve_statement(row, at=AT, actor=kim)
    approve_statement(row, at=AT, actor=lee)
    with pytest.raises(Refused):
        settle_month(kim, month=MARCH, at=AT, actor=choi)
    assert settle_all(month=MARCH, at=AT, actor=choi) == (0, 1)
    with pytest.raises(Refused):
        settle_month(lee, month=MARCH, at=AT, actor=choi)


def test_what_is_taken_up_again_is_clawed_back_once(kim, lee, plan, choi):
    won(kim, 100 * MILLION)
    extra = won(kim, 30 * MILLION)
    approve_statement(settle_month(kim, month=MARCH, at=AT, actor=choi), at=AT, actor=lee)
    reopen_deal(extra, at=AT, actor=kim)

    april = settle_month(kim, month=date(2026, 4, 1), at=AT, actor=choi)

    assert (april.earned, april.adjusted, april.total) == (0, -2_600_000, -2_600_000)
    assert april.lines[-1] == ["2026-03 조정", -2_600_000]
    approve_statement(april, at=AT, actor=lee)
    assert settle_month(kim, month=date(2026, 5, 1), at=AT, actor=choi).adjusted == 0


def test_shares_of_a_deal_sum_to_all_of_it(kim, lee, plan, choi):
    deal = won(kim, 1_000_001)
    with pytest.raises(Refused, match="90%"):
        share_deal(deal, [(kim, D(60)), (lee, D(30))], actor=kim)
    with pytest.raises(Refused):
        share_deal(deal, [(kim, D(50)), (kim, D(50))], actor=kim)
    share_deal(deal, [(kim, D(50)), (lee, D(50))], actor=kim)

    assert settle_month(kim, month=MARCH, at=AT, actor=choi).sold == 500_001
    with pytest.raises(ValidationError):
        write_plan(None, name="둘째", people=[kim], tiers=": 5", actor=choi)
    with pytest.raises(ValidationError):
        write_plan(None, name="셋째", people=[lee], tiers="100: 500", actor=choi)


def test_the_leaderboard_leaves_out_who_does_not_want_to_stand_there(kim, lee, plan, client):
    won(kim, 50 * MILLION)
    won(lee, 1)
    asked = {"from": "2026-03-01", "to": "2026-03-31"}
    client.force_login(lee)
    rows = client.get("/api/v1/reports/attainment", asked).json()["rows"]
    assert [(row["owner"], row["share"]) for row in rows] == [("김하늘", 50.0), ("이도윤", None)]

    show_on_board(kim, is_shown=False)

    rows = client.get("/api/v1/reports/attainment", asked).json()["rows"]
    assert [row["owner"] for row in rows] == ["이도윤"]
    client.force_login(kim)
    assert len(client.get("/api/v1/reports/attainment", asked).json()["rows"]) == 1


def test_pages_are_for_whom_they_concern(kim, park, plan, choi, client):
    deal = won(kim, 130 * MILLION, customer=make_customer(kim, name="한빛"))
    row = settle_month(kim, month=MARCH, at=AT, actor=choi)

    client.force_login(park)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get("/targets/commission/plans/new/").status_code == 403
    assert "김하늘" not in client.get("/targets/commission/").content.decode()

    client.force_login(kim)
    assert "₩7,600,000" in client.get(row.get_absolute_url()).content.decode()
    assert "100,000,000" in client.get("/targets/").content.decode()
    wrong = client.post(f"/targets/deals/{deal.pk}/shares/", {"shares": "김하늘 | 90"})
    assert wrong.status_code == 422
    assert "90%" in wrong.content.decode()
    assert (
        client.post("/targets/calls/new/", {"month": "2026-03", "amount": "1억"}).status_code == 302
    )
    assert "거래 나눔" in client.get(deal.get_absolute_url()).content.decode()
    report = client.get("/api/v1/reports/forecast", {"from": "2026-03-01", "to": "2026-03-31"})
    assert report.json()["rows"][0]["called"] == 100_000_000

    client.force_login(choi)
    asked = {"plan": plan.pk, "owner": kim.pk, "month": "2026-03"}
    assert "₩7,600,000" in client.get("/targets/commission/", asked).content.decode()
    assert client.post("/targets/commission/settle/", {"month": "x"}).status_code == 302
    assert client.post(f"/targets/commission/statements/{row.pk}/approve/").status_code == 302
    row.refresh_from_db()
    assert row.approved_by == choi
    assert Statement.objects.count() == 1
    assert client.post("/targets/quotas/new/", {
        "owner": kim.pk, "month": "2026-04", "amount": "-5"}).status_code == 422  # fmt: skip


def test_teams_territories_and_products_have_quotas_of_their_own(kim, lee, park, team, sales, choi,
                                                                  client):  # fmt: skip
    area = write_territory(None, name="서울", regions=["서울"], people=[kim], actor=choi)
    beans = make_product("원두", 1_000_000)
    deal = make_deal(kim)
    set_lines(deal, [LineGiven(beans, D(30))], on=MARCH, at=AT, actor=kim)
    Customer.objects.filter(pk=deal.customer_id).update(region="서울특별시 강남구")
    place(Customer.objects.all())
    win_deal(deal, on=date(2026, 3, 20), at=AT, actor=kim)
    won(lee, 10 * MILLION)
    set_quota(kim, month=MARCH, amount=100 * MILLION, actor=choi)
    set_quota(kim, month=MARCH, amount=60 * MILLION, product=beans, actor=choi)
    for whose in (team, sales, area):
        set_quota(whose, month=MARCH, amount=50 * MILLION, actor=choi)
    spread_quota(team, year=2027, amount=120, how="last_year", actor=choi)

    figures = attainment(lee, {"period": Days(MARCH, LAST), "staff": StaffChoice(None, None, None)})

    shares = {t.key: [(r.label, r.cells[2].value) for r in t.rows] for t in figures.tables[1:]}
    assert shares == {
        "department": [("영업1팀", 80.0)], "territory": [("서울", 60.0)],
        "product": [("원두", 50.0)],
    }  # fmt: skip
    assert quota_between(None, MARCH, LAST) == {kim.pk: 100 * MILLION}
    assert Quota.objects.get(department=team, month=date(2027, 3, 1)).amount == 120
    with pytest.raises(ValidationError, match="하나만"):
        create(Quota, actor=choi, month=MARCH, amount=1, owner=kim, department=team)
    client.force_login(kim)
    listed = client.get("/targets/").text
    assert "영업1팀(부서)" in listed
    assert "서울(권역)" in listed
    row = Quota.objects.get(department=team, month=MARCH)
    assert client.get(row.get_absolute_url()).status_code == 404  # a rep changes their own only
    client.force_login(park)
    assert "영업1팀" not in client.get("/targets/").text
    client.force_login(lee)
    both = {"owner": kim.pk, "department": team.pk, "month": "2026-05", "amount": "1억"}
    assert client.post("/targets/quotas/new/", both).status_code == 422
    one = {"department": team.pk, "month": "2026-05", "amount": "1억"}
    assert client.post("/targets/quotas/new/", one).status_code == 302
    assert client.post("/targets/quotas/new/", one | {"department": sales.pk}).status_code == 422
    assert Quota.objects.filter(month=date(2026, 5, 1)).get().amount == 100 * MILLION


def test_the_api_sets_quotas_of_whom_one_may(kim, lee, park, team, client):
    def post(**values):
        given = {"month": "2026-04-15", "amount": 7, **values}
        return client.post("/api/v1/quotas", given, content_type="application/json")

    client.force_login(lee)
    made = post(owner_id=kim.pk).json()
    theirs = post(department_id=team.pk).json()
    refused = post(owner_id=park.pk), post(), post(owner_id=kim.pk, department_id=team.pk)
    listed = client.get("/api/v1/quotas").json()["items"]

    assert (made["month"], made["owner_id"], theirs["department_id"]) == (
        "2026-04-01", kim.pk, team.pk,
    )  # fmt: skip
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert len(listed) == Quota.objects.count() == 2


def test_statements_are_listed_and_approved_by_the_api(client, kim, park, plan, choi):
    won(kim, 130 * MILLION)
    row = settle_month(kim, month=MARCH, at=AT, actor=choi)
    client.force_login(choi)
    url = f"/api/v1/commission-statements/{row.pk}"

    assert "초안" in client.get(reverse("targets:statement_list")).text
    assert '<dt>달성률</dt><dd class="num">130%</dd>' in client.get(row.get_absolute_url()).text
    assert client.get("/api/v1/commission-plans").json()["items"][0]["people"] == [kim.pk]
    page = client.get("/targets/commission/plans/?is_active=true").text
    assert kim.name in page
    assert "100%까지 5%" in page
    assert kim.name not in client.get("/targets/commission/plans/?is_active=false").text
    assert client.get(url).json()["lines"][1] == ["₩100,000,000 × 5%", 5_000_000]
    told = client.post(f"{url}/approve").json()
    assert (told["total"], told["approved_by_id"]) == (7_600_000, choi.pk)
    assert client.post(f"{url}/approve").status_code == 409
    client.force_login(kim)
    assert client.post(f"{url}/approve").status_code == 403
    assert client.get("/targets/commission/plans/").status_code == 403
    assert client.get("/api/v1/commission-plans").status_code == 403
    client.force_login(park)
    assert client.get(url).status_code == 404
    assert client.get("/api/v1/commission-statements").json()["items"] == []
