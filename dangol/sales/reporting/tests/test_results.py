from datetime import date

import pytest

from dangol.codes.models import Code
from dangol.customers.testing import make_customer, moment
from dangol.sales.pipeline.services import lose_deal, win_deal, write_rival
from dangol.sales.testing import make_deal

pytestmark = pytest.mark.django_db

PERIOD = {"from": "2026-03-01", "to": "2026-03-31"}


def win(deal, on):
    win_deal(deal, on=date.fromisoformat(on), at=moment(f"{on}T10:00"), actor=deal.owner)


def lose(deal, on):
    lose_deal(
        deal, reason=Code.objects.create(group="lost_reason", key="price", label="가격"),
        on=date.fromisoformat(on), at=moment(f"{on}T10:00"), actor=deal.owner,
    )  # fmt: skip


def answer(client, user, **asked):
    client.force_login(user)
    return client.get("/api/v1/reports/results", PERIOD | asked).json()


def test_counts_what_ended_by_whom_and_against_whom(kim, lee, client):
    first = make_deal(kim, amount=1_000_000)  # began on 2 March
    second = make_deal(lee, amount=500_000)
    third = make_deal(kim, amount=300_000)
    rival = make_customer(kim, name="경쟁상사", kind="company")
    write_rival(third, None, competitor=rival, actor=kim)
    win(first, "2026-03-12")
    win(second, "2026-03-22")
    lose(third, "2026-03-10")
    win(make_deal(kim, amount=9), "2026-04-01")

    table, rivals = answer(client, lee)["tables"]

    lines = [[row[k] for k in ("owner", "won", "lost", "win_rate", "cycle")]
             for row in table["rows"]]  # fmt: skip
    assert lines == [["김하늘", 1, 1, 50.0, 10.0], ["이도윤", 1, 0, 100.0, 20.0]]
    total = table["total"]
    assert (total["won_amount"], total["win_rate"], total["cycle"]) == (1_500_000, 66.67, 15.0)
    assert total["velocity"] == 100_000
    [row] = rivals["rows"]
    assert (row["won"], row["lost"], row["taken"]) == (0, 1, 300_000)


def test_shows_only_what_the_person_sees_and_opens_the_deals_behind(kim, park, client):
    win(make_deal(kim, amount=700), "2026-03-12")

    assert answer(client, park)["tables"][0]["rows"] == []
    client.force_login(kim)
    page = client.get("/reports/results/", PERIOD)
    shown = client.get(f"/sales/deals/?status=won&owner={kim.pk}"
                       "&closed_on.between=2026-03-01&closed_on.between=2026-03-31")  # fmt: skip

    assert f"status=won&amp;owner={kim.pk}" in page.content.decode()
    assert "원두 납품" in shown.content.decode()
    assert client.get("/reports/results/", PERIOD | {"format": "xlsx"}).status_code == 200


def test_a_month_without_any_end_says_so(kim, client):
    assert answer(client, kim, by="month")["sentence"] == "이 기간에 끝난 거래가 없습니다."
