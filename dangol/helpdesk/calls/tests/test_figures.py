"""통화 현황: exact by every way it is broken down, and each figure opens its calls."""

from datetime import timedelta

import pytest

from dangol.customers.testing import moment
from dangol.helpdesk.calls.figures import WAYS, call_report
from dangol.helpdesk.models import Call, RequestType
from dangol.helpdesk.testing import make_ticket
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Asked, Days

pytestmark = pytest.mark.django_db
MONDAY = moment("2026-11-23T00:10")


def make_call(n, agent, outcome="answered", *, hours=0, **values):
    at = MONDAY + timedelta(hours=hours)
    return Call.objects.create(
        key=f"k{n}", agent=agent, outcome=outcome, started_at=at, direction="in", **values
    )


def report(user, by):
    day = MONDAY.date()
    asked = {"period": Days(day, day + timedelta(days=1)), "by": by}
    return call_report(user, Asked.of(reports["calls"].asks, asked))


def figures(row, table):
    return dict(zip(table.column_keys, (cell.value for cell in row.cells), strict=True))


def test_every_figure_is_exact_and_opens_its_calls(
    client, kim, lee, choi, django_assert_max_num_queries
):
    asked = RequestType.objects.create(name="수리")
    ticket = make_ticket(kim, request_type=asked)
    for n, (wait, talk) in enumerate(((5, 60), (20, 90), (21, 300))):
        make_call(
            n, kim, wait_seconds=wait, talk_seconds=talk, queue="A/S", ticket=ticket,
            hold_seconds=20 * n, after_seconds=40,
        )  # fmt: skip
    make_call(3, None, "abandoned", hours=9, wait_seconds=90, queue="주문")
    make_call(4, lee, hours=33, wait_seconds=2, talk_seconds=30)
    make_call(5, None, "phantom", hours=33)
    Call.objects.create(
        key="out", agent=kim, outcome="answered", started_at=MONDAY, direction="out"
    )

    with django_assert_max_num_queries(8):
        table = report(choi, "agent").tables[0]
    total = figures(table.total, table)
    assert (total["calls"], total["answered"], total["abandoned"]) == (6, 4, 1)
    assert (total["abandonment"], total["level"]) == (20.0, 60.0)
    assert (total["wait"], total["talk"], total["median"]) == (12.0, 120.0, 75.0)
    assert (total["hold"], total["after"], total["aht"]) == (15.0, 30.0, 150.0)
    assert all(cell.url for row in (*table.rows, table.total) for cell in row.cells)
    rows = {row.label: figures(row, table) for row in table.rows}
    assert (rows["김하늘"]["median"], rows["김하늘"]["level"]) == (90.0, 66.67)

    client.force_login(choi)
    behind = {}
    for by in WAYS:
        answer = report(choi, by)
        assert sum(row.cells[0].value for row in answer.tables[0].rows) == 6
        for table in answer.tables:
            rows = (*table.rows, *([table.total] if table.total else ()))
            cells = [cell for row in rows for cell in row.cells]
            behind |= {cell.url: cell.value for cell in cells if isinstance(cell.value, int)}
    for url in set(behind) - {""}:
        assert client.get(url).text.count("data-open-row") == behind[url], url


def test_how_long_a_call_lasted_whose_end_nobody_heard_is_not_counted(client, kim):
    make_call(0, kim, talk_seconds=60)
    make_call(1, kim, talk_seconds=90_000, is_unheard=True)
    table = report(kim, "agent").tables[0]
    total = figures(table.total, table)
    assert (total["answered"], total["talk"], total["median"], total["aht"]) == (2, 60, 60, 60)
    client.force_login(kim)
    url = dict(zip(table.column_keys, table.total.cells, strict=True))["talk"].url
    assert client.get(url).text.count("data-open-row") == 1


def test_an_empty_period_and_the_calls_of_others(park, kim):
    make_call(0, kim)
    answer = report(park, "hour")
    assert [cell.value for cell in answer.tables[0].total.cells[:3]] == [0, 0, 0]
    assert answer.sentence == "이 기간에 걸려 온 전화가 없습니다."


def test_a_call_that_could_not_be_placed_is_listed(client, choi):
    make_call(0, None, "failed")
    client.force_login(choi)
    assert "걸지 못함" in client.get("/helpdesk/calls/").text
