"""시장 신호 (F29): marked by hand or by #, counted as far as one sees, and opened from a count."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.activities.acts.services import complete_activity, edit_activity
from dangol.activities.models import Activity
from dangol.activities.reports.signals import signal_report
from dangol.activities.testing import install_kinds, make_done, make_todo
from dangol.codes.queries import code_by_key
from dangol.customers.testing import make_customer, moment
from dangol.workspace.registry import reports
from dangol.workspace.reports.forms import asked_of


def marked(activity):
    return sorted(activity.signals.values_list("key", flat=True))


def test_a_line_marks_by_its_words_and_a_note_with_a_signal_is_an_activity(client, kim):
    install_kinds()
    customer = make_customer(kim, "한빛상사")
    client.force_login(kim)
    compose = reverse("activities:compose", args=[customer.pk])

    line = "통화 20분 #가격 인하 요청, C#무관 a#b"
    text = client.post(compose, {"text": line}, headers={"hx-request": "true"}).text
    client.post(compose, {"text": "#경쟁사움직임 새 매장", "kind": "memo"})

    call, memo = Activity.objects.order_by("pk")
    assert (marked(call), marked(memo)) == (["price"], ["rival"])
    assert (memo.kind.key, call.minutes) == ("memo", 20)
    assert "#가격</span>" in text
    read = client.post(reverse("activities:line_read"), {"text": line}).text
    assert "#가격</span>" in read


def test_completing_and_correcting_say_which_signals_it_has(kim):
    now = moment("2026-03-04T10:00")
    todo = make_todo(kim, now)
    complete_activity(todo, at=now, actor=kim, signals=["demand"], result="#품질 문제 없음")
    assert marked(todo) == ["demand", "quality"]

    edit_activity(todo, at=now, actor=kim, signals=["rules"])
    assert marked(todo) == ["rules"]
    edit_activity(todo, at=now, actor=kim, minutes=5)
    assert marked(todo) == ["rules"]

    with pytest.raises(ValidationError, match="목록에서"):
        edit_activity(todo, at=now, actor=kim, minutes=9, signals=["nonsense"])
    todo.refresh_from_db()
    assert (todo.minutes, marked(todo)) == (5, ["rules"])


def test_the_report_counts_what_one_sees_and_each_count_opens_its_activities(client, kim, park):
    mine, other = make_customer(kim), make_customer(kim)
    for day, customer, signals in (
        ("2026-03-02", mine, ["price", "rival"]),
        ("2026-03-03", mine, ["price"]),
        ("2026-03-09", other, ["price"]),
        ("2026-02-27", other, ["price"]),
        ("2026-01-02", other, ["price"]),
    ):
        make_done(kim, moment(f"{day}T10:00"), customer=customer, signals=signals)
    asked = {"from": "2026-03-01", "to": "2026-03-10"}

    def report(user):
        given = asked_of(reports["signals"], asked, user=user, today=date(2026, 3, 10))
        return signal_report(user, given)

    figures = report(kim)
    rows = {row.key: row for row in figures.tables[0].rows}
    price = rows[str(code_by_key("market_signal", "price").id)]
    assert [cell.value for cell in price.cells] == [3, 2, 1, 2]
    rival = rows[str(code_by_key("market_signal", "rival").id)]
    assert [cell.value for cell in rival.cells] == [1, 1, 0, 1]
    total = figures.tables[0].total
    assert [cell.value for cell in total.cells] == [3, 2, 1, 2]

    client.force_login(kim)
    assert client.get(price.cells[0].url).text.count("data-row") == 3
    assert client.get(price.cells[2].url).text.count("data-row") == 1
    assert client.get(total.cells[0].url).text.count("data-row") == 3
    seen = report(park)
    assert {cell.value for row in seen.tables[0].lines for cell in row.cells} == {0}


def test_the_api_reads_and_writes_signals_and_refuses_what_is_none(client, kim):
    install_kinds()
    client.force_login(kim)
    url = "/api/v1/activities"

    made = client.post(url, {"kind": "call", "signals": ["growth"]}, "application/json")
    assert (made.status_code, made.json()["signals"]) == (201, ["growth"])
    refused = client.post(url, {"kind": "call", "signals": ["nope"]}, "application/json")
    assert refused.status_code == 422
    assert refused.json()["fields"] == {"signals": ["시장 신호를 목록에서 골라 주세요."]}
    assert Activity.objects.count() == 1
    listed = client.get(f"{url}?signal={code_by_key('market_signal', 'growth').id}").json()
    assert [row["signals"] for row in listed["items"]] == [["growth"]]
