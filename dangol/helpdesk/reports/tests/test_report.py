"""상담 현황: exact figures, the real log replayed, and the scorecard's row."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangol.customers.testing import moment
from dangol.helpdesk.models import Label, RequestType, Ticket, TicketStep
from dangol.helpdesk.reports.figures import BREAKDOWNS, ticket_report
from dangol.helpdesk.reports.queries import hours_by_agent
from dangol.helpdesk.reports.spread import ALL, spread_by
from dangol.helpdesk.testing import make_ticket, step
from dangol.helpdesk.tickets.joining import merge_tickets
from dangol.helpdesk.tickets.moving import move_ticket, reopen_ticket
from dangol.helpdesk.tickets.talking import note_answer
from dangol.helpdesk.tickets.working import recount_work
from dangol.imports.services import run_import
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Asked, Days

pytestmark = pytest.mark.django_db
START = moment("2026-11-02T10:00")
HISTORY = (
    "사건번호,상태,시각\n7,접수,2026-01-05 09:00:00\n7,이상한 상태,2026-01-05 10:00:00\n"
    "8,접수,2026-01-05 09:00:00\n7,완료,2026-01-07 09:00:00\n8,완료,2026-01-09 21:00:00\n"
    "9,접수,언제였더라\n"
)


def figures(user, first, last, by="team"):
    values = {"period": Days(first.date(), last.date()), "by": by, "team": ""}
    return ticket_report(user, Asked.of(reports["tickets"].asks, values))


def total(answer):
    table = answer.tables[0]
    values = [cell.value for cell in table.total.cells]
    return dict(zip(table.column_keys, values, strict=True))


@pytest.fixture
def brought(choi, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def bring(data):
        path = tmp_path / "log.csv"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return run_import(path, into="tickets", owner=choi, reason="시험", actor=choi)

    return bring


def test_figures_of_a_month_by_agent(client, kim, lee, park, django_assert_max_num_queries):
    for n, days in enumerate((1, 2, 6)):
        ticket = make_ticket(kim if n else lee, at=START)
        move_ticket(ticket, to=step("done"), at=START + timedelta(days=days), actor=lee)
    make_ticket(kim, at=START)

    with django_assert_max_num_queries(16):
        answer = figures(lee, START, START, by="agent")
    rows = {row.label: [cell.value for cell in row.cells[:3]] for row in answer.tables[0].rows}
    assert rows == {"김하늘": [3, 0, 3], "이도윤": [1, 0, 1]}
    month = total(figures(lee, START, START + timedelta(days=28)))
    assert (month["opened"], month["solved"], month["backlog"]) == (4, 3, 1)
    assert (month["cycle_mean"], month["cycle_median"], month["cycle_p90"]) == (3.0, 2.0, 5.2)
    monday, phone = (table.rows[0].cells[10] for table in answer.tables[1:])
    assert (monday.value, phone.value) == (4, 4)
    client.force_login(lee)
    for cell in (monday, phone):
        assert client.get(cell.url).text.count("data-open-row") == 4
    assert total(figures(park, START, START))["opened"] == 0
    assert hours_by_agent(Days(START.date(), moment("2026-11-30T00:00").date())) == {
        kim.pk: 96, lee.pk: 24,
    }  # fmt: skip


def test_solved_at_once_and_time_worked(client, kim, lee):
    """FCR counts what one answer was enough for; AHT the time in 처리중."""
    hour = timedelta(hours=1)
    for n, answers in enumerate((1, 2, 1, 0)):
        ticket = make_ticket(kim, at=START)
        for _time in range(answers):
            note_answer(ticket, text="네", at=START + hour, actor=kim)
        done = START + 3 * hour + timedelta(seconds=0.7 * n)  # each stay in whole seconds
        move_ticket(ticket, to=step("done"), at=done, actor=kim)
        if n == 2:
            reopen_ticket(ticket, at=START + 4 * hour, actor=kim)
            move_ticket(ticket, to=step("done"), at=START + 5 * hour, actor=kim)
    answer = figures(lee, START, START, by="agent")
    found = total(answer)
    assert (found["once_count"], found["once_rate"]) == (2, 50.0)
    assert found["work_mean"] == 1.5  # three of the four stood two hours in 처리중
    assert recount_work() == 0
    kept = dict(Ticket.objects.values_list("pk", "worked_seconds"))
    Ticket.objects.filter(worked_seconds__gt=0).update(worked_seconds=1)
    Ticket.objects.filter(worked_seconds=0).update(worked_seconds=7)
    assert (recount_work(), dict(Ticket.objects.values_list("pk", "worked_seconds"))) == (4, kept)
    cell = answer.tables[0].rows[0].cells[answer.tables[0].column_keys.index("once_count")]
    client.force_login(lee)
    assert client.get(cell.url).text.count("data-open-row") == 2
    again = answer.tables[0].rows[0].cells[answer.tables[0].column_keys.index("again_reopened")]
    assert client.get(again.url).text.count("data-open-row") == 1


def percentile(values, share):
    """As Excel and NumPy count it: between the two nearest values."""
    rows = sorted(values)
    place = (len(rows) - 1) * share
    low = int(place)
    high = min(low + 1, len(rows) - 1)
    return rows[low] + (rows[high] - rows[low]) * (place - low)


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=12),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_percentiles_of_the_database_are_those_of_the_values(kim, seconds):
    Ticket.objects.all().delete()
    for taken in seconds:
        done = START + timedelta(seconds=taken)
        Ticket.objects.create(
            number=f"P-{Ticket.objects.count()}", subject="x", step_id=step("done").id,
            opened_at=START, solved_at=done, is_open=False,
        )  # fmt: skip
    found = spread_by(Ticket.objects.all(), "opened_at", "solved_at")[ALL]
    assert found == pytest.approx([percentile(seconds, share) for share in (0.5, 0.9)], abs=0.002)


def opened_by(client, answer):
    """The figures that are whole numbers and the rows each opens."""
    cells = [
        cell
        for table in answer.tables
        for row in (*table.rows, *([table.total] if table.total else ()))
        for measure, cell in zip(table.measures, row.cells, strict=True)
        if isinstance(cell.value, int) and measure.unit == "count" and cell.url
    ]
    return {cell.url: (cell.value, client.get(cell.url).text.count("data-open-row"))
            for cell in cells}  # fmt: skip


def test_every_count_opens_just_its_tickets(client, kim, lee):
    """Also the backlog of a day long past, complaints, and what was merged into another."""
    bad = RequestType.objects.create(name="불만 접수", is_complaint=True)
    hour = timedelta(hours=1)
    old = make_ticket(kim, at=START - 30 * hour)
    make_ticket(kim, at=START - 30 * hour)
    move_ticket(old, to=step("done"), at=START + 50 * hour, actor=kim)
    make_ticket(kim, at=START, request_type=bad, compensation=5_000)
    target, gone = make_ticket(lee, at=START), make_ticket(lee, at=START)
    merge_tickets(gone, into=target, at=START + hour, actor=lee)
    client.force_login(lee)
    for by in BREAKDOWNS:
        answer = figures(lee, START, START, by=by)
        pairs = opened_by(client, answer)
        assert all(count == rows for count, rows in pairs.values()), pairs
        table = answer.tables[0]
        cells = dict(zip(table.column_keys, table.total.cells, strict=True))
        assert (cells["opened"].value, cells["backlog"].value) == (2, 4)
        assert all(cell.url for cell in cells.values())
        for name in ("complaint_rate", "complaint_compensation"):
            assert client.get(cells[name].url).text.count("data-open-row") == 1


def test_labels_against_the_weeks_before(client, kim, park):
    noise, leak = (Label.objects.create(name=name) for name in ("소음", "누수"))
    for days, label in ((-8, noise), (1, noise), (8, noise), (9, noise), (3, leak), (-3, leak)):
        make_ticket(kim, at=START + timedelta(days=days)).labels.add(label)
    days = Days(START.date(), START.date() + timedelta(days=13))
    answer = reports["labels"].figures(kim, Asked.of(reports["labels"].asks, {"period": days}))
    rows = {row.label: [cell.value for cell in row.cells] for row in answer.tables[0].rows}
    assert rows == {"소음": [3, 1, 2, [1.0, 2.0]], "누수": [1, 1, 0, [1.0, 0.0]]}
    assert answer.sentence == "‘소음’ 라벨이 앞 기간보다 2건 늘었습니다."
    client.force_login(kim)
    noise_cells = answer.tables[0].rows[0].cells
    for cell, count in zip(noise_cells, (3, 1, 4, 3), strict=True):
        assert client.get(cell.url).text.count("data-open-row") == count
    weekly = {row.label: [cell.value for cell in row.cells] for row in answer.tables[1].rows}
    assert weekly == {"소음": [1, 2], "누수": [1, 0]}
    pairs = opened_by(client, replace(answer, tables=answer.tables[1:]))
    assert all(count == rows for count, rows in pairs.values()), pairs
    hidden = reports["labels"].figures(park, Asked.of(reports["labels"].asks, {"period": days}))
    assert {row.cells[0].value for row in hidden.tables[0].rows} == {0}


def test_a_history_is_replayed_and_taken_back_in_once(choi, brought):
    assert brought(HISTORY)["refused"] == 1
    seven = Ticket.objects.get(number="7")
    stays = list(TicketStep.objects.filter(ticket=seven).order_by("at"))
    assert [(row.step.name, row.reason) for row in stays] == [
        ("접수", ""), ("처리중", "이상한 상태"), ("완료", ""),
    ]  # fmt: skip
    assert stays[0].ended_at == stays[1].at
    assert (seven.is_open, seven.solved_at) == (False, moment("2026-01-07T09:00"))
    found = total(figures(choi, moment("2026-01-01T00:00"), moment("2026-01-31T00:00")))
    assert (found["solved"], found["cycle_mean"], found["cycle_median"]) == (2, 3.25, 3.25)
    again = brought(HISTORY)
    assert (again["created"], again["skipped"], Ticket.objects.count()) == (0, 5, 2)


def test_the_page_opens_what_is_behind_a_figure(client, kim, choi):
    make_ticket(kim, at=START)
    client.force_login(kim)
    url = reverse("workspace:report", args=["tickets"])
    shown = client.get(url, {"from": "2026-11-01", "to": "2026-11-30", "by": "channel"})
    assert shown.status_code == 200
    assert "접수 1건, 완료 0건, 미결 1건입니다." in shown.text
    rows = client.get(
        reverse("helpdesk:ticket_list"),
        {"channel": "phone", "opened_at.between": ["2026-11-01", "2026-11-30"]},
    )
    assert "스팀 압력이 약해요" in rows.text


@pytest.mark.realdata
@pytest.mark.skipif("DANGOL_REALDATA" not in os.environ, reason="no public data sets here")
def test_the_public_log_of_a_help_desk(choi, brought):
    """13,710 events of 3,804 tickets: mean 8.80 days, median 3.93 (data/README)."""
    data = Path(os.environ["DANGOL_REALDATA"], "helpdesk", "helpdesk_log.csv").read_bytes()
    assert brought(data)["refused"] == 0
    answer = figures(choi, moment("2010-01-01T00:00"), moment("2012-12-31T00:00"))
    found = total(answer)
    assert (found["solved"], found["cycle_mean"], found["cycle_median"]) == (3804, 8.8, 3.93)
    assert TicketStep.objects.count() == 13_710
    assert recount_work() == 0
