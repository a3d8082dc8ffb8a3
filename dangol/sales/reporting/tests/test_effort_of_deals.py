"""F104 with deals: minutes by the stage a deal had then, and minutes beside what was won."""

from datetime import date
from decimal import Decimal

import pytest

from dangol.activities.reports.purposes import purpose_report
from dangol.activities.reports.queries import activities_behind
from dangol.activities.reports.services import refresh_efforts
from dangol.activities.testing import make_done
from dangol.customers.testing import make_customer, moment
from dangol.sales.pipeline.services import move_deal, win_deal
from dangol.sales.testing import make_deal, stage
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Days
from dangol.workspace.reports.forms import asked_of

MARCH = Days(date(2026, 3, 1), date(2026, 3, 31))


def tables(user):
    given = {"from": "2026-03-01", "to": "2026-03-31"}
    asked = asked_of(reports["effort"], given, user=user, today=MARCH.last)
    return {table.key: table for table in purpose_report(user, asked).tables}


def row(table, label):
    return next(line for line in table.lines if line.label == label)


@pytest.mark.parametrize("is_fresh", [False, True])
def test_minutes_go_to_the_stage_the_deal_had_then(kim, is_fresh):
    deal = make_deal(kim, at=moment("2026-03-02T10:00"), amount=9_000_000)
    other = make_customer(kim)

    def call(day, minutes, customer, **values):
        at = moment(f"2026-03-{day}T12:00")
        make_done(kim, at, minutes=minutes, customer=customer, **values)

    call("01", 5, deal.customer)  # before there was a deal
    call("03", 10, deal.customer)
    move_deal(deal, to=stage(1), at=moment("2026-03-10T10:00"), actor=kim)
    call("11", 20, deal.customer)
    call("12", 40, other, link_model="sales.deal", link_id=deal.pk)
    call("13", 80, other)
    win_deal(deal, on=date(2026, 3, 20), at=moment("2026-03-20T10:00"), actor=kim)
    call("21", 160, deal.customer)  # no deal is in progress any more
    if is_fresh:
        refresh_efforts()

    found = tables(kim)["stages"]
    minutes = {line.label: line.cells[-1].value for line in found.lines if line.cells[-1].value}
    first, second = stage(0), stage(1)
    without = minutes.keys() - {first.name, second.name, "합계"}
    assert (minutes[first.name], minutes[second.name], minutes["합계"]) == (10, 60, 315)
    assert sum(minutes[label] for label in without) == 245
    assert all(label.startswith("거래 없음") for label in without)
    assert "거래 단계" in found.note
    behind = activities_behind(kim, MARCH, None, stage=f"d{second.pk}")
    assert sorted(row.minutes for row in behind) == [20, 40]


def test_minutes_stand_beside_what_was_won(client, kim, lee, park):
    deal = make_deal(kim, at=moment("2026-03-02T10:00"), amount=2_000_000)
    make_deal(kim, at=moment("2026-03-02T10:00"), amount=500_000)
    make_done(kim, moment("2026-03-03T12:00"), minutes=50)
    make_done(lee, moment("2026-03-03T12:00"), minutes=30)
    assert "won" not in tables(lee)
    win_deal(deal, on=date(2026, 3, 20), at=moment("2026-03-20T10:00"), actor=kim)

    won = tables(lee)["won"]
    assert [cell.value for cell in row(won, "김하늘").cells] == [50, 1, Decimal(2_000_000), 25.0]
    assert [cell.value for cell in row(won, "합계").cells] == [80, 1, Decimal(2_000_000), 40.0]
    assert [cell.value for cell in row(won, lee.name).cells] == [30, 0, Decimal(0), None]
    assert "won" not in tables(park)
    client.force_login(lee)
    page = client.get(row(won, "김하늘").cells[1].url).text
    assert page.count("data-row") == 1
    assert deal.title in page
