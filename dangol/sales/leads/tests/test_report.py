"""How leads were answered, taken over and won; how many lost customers came back."""

from datetime import timedelta

import pytest

from dangol.customers.testing import make_code, moment
from dangol.sales.leads.services import (
    accept_lead,
    convert_lead,
    give_lead,
    return_lead,
    take_lead,
    touch_lead,
)
from dangol.sales.pipeline.services import edit_deal, lose_deal, reopen_deal, win_deal
from dangol.sales.testing import START, make_deal, stage
from dangol.sales.winback.models import WinBack
from dangol.sales.winback.services import begin_win_back, give_up, try_again, win_back

pytestmark = pytest.mark.django_db
PERIOD = {"from": "2026-03-01", "to": "2026-03-31"}


def lead(owner, n, way="call", at=START):
    return take_lead(name=f"손님{n}", phone=f"010-2345-{n:04}", way=way, owner=owner, at=at,
                     actor=owner)  # fmt: skip


def test_leads_are_told_by_how_fast_they_were_taken(client, kim, lee, park, choi):
    first, second, third = (lead(kim, n) for n in range(3))
    touch_lead(first, at=START + timedelta(minutes=30), actor=kim)
    touch_lead(second, at=START + timedelta(hours=5), actor=kim)
    accept_lead(first, at=START + timedelta(minutes=90), actor=kim)
    first = convert_lead(first, stage=stage(0), at=START + timedelta(hours=1), actor=kim,
                         amount=700_000)  # fmt: skip
    win_deal(first.deal, on=START.date(), at=START + timedelta(hours=2), actor=kim)
    return_lead(third, reason="우리 지역 아님", at=START, actor=kim)
    accept_lead(second, at=moment("2026-04-02T09:00"), actor=kim)  # after the period

    give_lead(lead(lee, 9, way="web"), to=lee, at=START, actor=lee)
    lead(kim, 10, at=moment("2026-04-01T00:00"))
    client.force_login(choi)  # one that was returned is nobody's until it is given again

    told = client.get("/api/v1/reports/leads", PERIOD).json()

    call, web = told["rows"]
    assert (call["received"], call["touched"], call["given"]) == (3, 2, 3)
    assert (call["soon"], call["hours"], call["taken"]) == (33.33, 2.75, 33.33)
    assert (call["returned"], call["converted"], call["conversion"]) == (1, 1, 33.33)
    assert call["taken_hours"] == 1.5
    assert (call["won"], call["win_rate"], call["amount"]) == (1, 100, 700_000)
    assert (web["received"], web["taken"], web["win_rate"]) == (1, 0, None)
    both = {"from": "2026-03-01", "to": "2026-04-30"}
    by = client.get("/api/v1/reports/leads", both | {"by": "owner"}).json()["rows"]
    mine = next(row for row in by if row["owner"] == kim.name)  # also what kim has sent back
    assert (mine["received"], mine["given"], mine["taken"], mine["returned"]) == (3, 4, 50, 1)
    reopen_deal(first.deal, at=moment("2026-04-03T09:00"), actor=kim)
    edit_deal(first.deal, amount=1, at=moment("2026-04-03T10:00"), actor=kim)
    for period, found in ((PERIOD, (1, 700_000)), (both, (0, 0))):
        row = client.get("/api/v1/reports/leads", period).json()["rows"][0]
        assert (row["won"], row["amount"]) == found
    win_deal(first.deal, on=START.date(), at=moment("2026-04-04T09:00"), actor=kim)
    row = client.get("/api/v1/reports/leads", both).json()["rows"][0]
    assert (row["received"], row["won"], row["amount"]) == (4, 1, 1)
    page = client.get("/reports/leads/", PERIOD | {"by": "owner"}).text
    assert "우리 지역 아님" in page
    client.force_login(park)
    assert client.get("/api/v1/reports/leads", PERIOD).json()["rows"] == []


def test_win_backs_are_told_by_why_they_were_lost(client, kim, park):
    price = make_code("lost_reason", "price", "가격")
    day = START.date()
    for n in range(3):
        deal = make_deal(kim, f"거래 {n}", amount=500_000)
        lose_deal(deal, reason=price, on=day, at=START, actor=kim)
        begin_win_back(deal, on=day - timedelta(days=100), actor=kim)
    back, lost, _open = WinBack.objects.order_by("pk")
    back = try_again(back, note="새 단가", on=day, actor=kim)
    back = win_back(back, stage=stage(0), at=START, on=day, actor=kim)
    win_deal(back.new_deal, on=day, at=START + timedelta(hours=1), actor=kim)
    give_up(lost, note="이전", on=day, actor=kim)
    client.force_login(kim)

    (row,) = client.get("/api/v1/reports/win_backs", PERIOD).json()["rows"]

    assert row["reason"] == "가격"
    assert (row["back"], row["lost"], row["rate"], row["tries"]) == (1, 1, 50, 0.5)
    assert (row["won"], row["amount"]) == (1, 500_000)
    reopen_deal(back.new_deal, at=moment("2026-04-03T09:00"), actor=kim)
    edit_deal(back.new_deal, amount=1, at=moment("2026-04-03T10:00"), actor=kim)
    both = {"from": "2026-03-01", "to": "2026-04-30"}
    for period, found in ((PERIOD, (1, 500_000)), (both, (0, 0))):
        (row,) = client.get("/api/v1/reports/win_backs", period).json()["rows"]
        assert (row["back"], row["won"], row["amount"]) == (1, *found)
    client.force_login(park)
    assert client.get("/api/v1/reports/win_backs", PERIOD).json()["rows"] == []
