"""The rules of 자동영업알림 and one's calendar feed by the API."""

import pytest
from icalendar import Calendar

from dangol.activities.alerts.services import run_alerts
from dangol.activities.models import AlertRule, CalendarFeed
from dangol.activities.testing import install_kinds, make_todo
from dangol.codes.models import Code
from dangol.codes.queries import forget_codes
from dangol.customers.testing import make_customer, moment

RULES, FEED = "/api/v1/alert-rules", "/api/v1/calendar/feed"
JSON = "application/json"


@pytest.fixture
def sheet(client, choi):
    install_kinds()
    Code.objects.create(group="customer_grade", key="a", label="A", order=0)
    forget_codes()
    client.force_login(choi)
    lines = [
        {"stage": "target", "kind": "call", "days": 30},
        {"grade": "a", "kind": "meeting", "days": 90},
    ]
    return client.put(RULES, {"rules": lines}, JSON).json()


def test_the_sheet_is_written_previewed_switched_and_run(client, kim, choi, sheet, run_jobs):
    make_customer(kim, stage="target")
    assert [(r["stage"], r["grade"], r["kind"], r["days"], r["is_active"]) for r in sheet] == [
        ("target", "", "call", 30, False), ("", "a", "meeting", 90, False),
    ]  # fmt: skip
    rule = f"{RULES}/{sheet[0]['id']}"

    preview = client.get(f"{rule}/preview").json()
    assert client.post(f"{rule}/switch", {"on": True}, JSON).json()["is_active"] is True
    run = run_alerts(at=moment("2026-03-02T01:00"), tell=lambda percent, text: None)

    made = client.get("/api/v1/alert-runs").json()[0]
    assert (made["id"], made["made"], len(made["results"])) == (run.pk, run.made, 1)
    assert preview["owners"] == [{"owner": kim.name, "number": 1}] * bool(preview["total"])
    assert client.post("/api/v1/alert-runs").status_code == 202
    run_jobs()
    assert len(client.get("/api/v1/alert-runs").json()) == 2


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"kind": "call", "days": 3}, "grade"),
        ({"stage": "target", "grade": "a", "kind": "call", "days": 3}, "grade"),
        ({"grade": "zz", "kind": "call", "days": 3}, "grade"),
        ({"stage": "target", "kind": "zz", "days": 3}, "kind"),
        ({"stage": "target", "kind": "call", "days": 0}, "days"),
        ({"stage": "customer", "kind": "call", "days": 3}, "stage"),
    ],
)
def test_a_sheet_with_a_wrong_line_is_refused_whole(client, sheet, line, field):
    first = {"stage": "prospect", "kind": "call", "days": 9}
    answer = client.put(RULES, {"rules": [first, line]}, JSON)

    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert [rule["id"] for rule in client.get(RULES).json()] == [rule["id"] for rule in sheet]


def test_the_same_place_twice_is_refused_and_a_rep_may_not(client, kim, sheet):
    twice = [{"stage": "target", "kind": kind, "days": 3} for kind in ("call", "mail")]
    assert client.put(RULES, {"rules": twice}, JSON).status_code == 422
    client.force_login(kim)
    written = client.put(RULES, {"rules": []}, JSON)
    for answer in (written, client.get(RULES), client.get("/api/v1/alert-runs")):
        assert answer.status_code == 403
    assert AlertRule.objects.count() == 2


def test_ones_own_feed_is_made_changed_read_and_ended(client, kim, park):
    make_todo(kim, moment("2026-03-02T10:00"), title="견적 설명")
    client.force_login(kim)
    assert client.get(FEED).status_code == 404

    made = client.post(FEED, {"is_busy_only": True}, JSON)
    again = client.post(FEED, {}, JSON).json()
    assert (made.status_code, again["is_busy_only"]) == (201, False)
    assert client.get(made.json()["address"]).status_code == 404
    assert Calendar.from_ical(client.get(again["address"]).content).walk("VCALENDAR")
    assert client.put(FEED, {"has_team": True}, JSON).json()["has_team"] is True
    assert "address" not in client.get(FEED).json()

    client.force_login(park)
    assert client.delete(FEED).status_code == 404
    assert CalendarFeed.objects.count() == 1
    client.force_login(kim)
    assert client.delete(FEED).status_code == 204
    assert client.get(again["address"]).status_code == 404
