"""정량적 성과 (F115): figures by hand, scores, thresholds by month, what is behind."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from dangol.activities.reports.scores import contacts
from dangol.activities.testing import make_done
from dangol.audit.services import record_access
from dangol.codes import preferences
from dangol.customers.models import Customer
from dangol.customers.scores import looked_at, registered
from dangol.customers.testing import make_customer, moment
from dangol.workspace.models import MonthFigure
from dangol.workspace.registry import reports
from dangol.workspace.reports.forms import asked_of
from dangol.workspace.scorecard.preferences import ScorePreferences
from dangol.workspace.scorecard.queries import measure, months_until, score_of
from dangol.workspace.scorecard.registry import month_of
from dangol.workspace.scorecard.report import scorecard
from dangol.workspace.scorecard.services import count_month, open_months, set_threshold

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
NOW = moment("2026-03-20T09:00")


@pytest.fixture
def office(kim, lee, park):
    """kim: 15 registered (50), 12 contacts (100), 4 looks (40); lee: 3 contacts; park: nothing."""
    made = [make_customer(kim, f"고객{n}") for n in range(15)]
    Customer.objects.update(created_at=moment("2026-03-31T23:59"))
    early = make_customer(kim, "지난달")
    Customer.objects.filter(pk=early.pk).update(created_at=moment("2026-02-28T23:59"))
    for n in range(12):
        make_done(kim, moment("2026-03-02T09:00") + timedelta(days=n), customer=made[0])
    make_done(kim, moment("2026-03-05T09:00"), kind="memo", customer=made[0])  # no contact
    make_done(kim, moment("2026-03-05T09:00"), kind="call")  # nobody was called
    make_done(kim, moment("2026-02-28T23:59"), kind="call", customer=made[0])
    for n in range(3):
        make_done(lee, moment("2026-03-09T09:00"), kind="visit", customer=made[n])
    looks = [(0, "02T09:00"), (0, "02T18:00"), (0, "03T09:00"), (1, "03T09:00"), (2, "31T23:59")]
    for n, when in looks:
        _look(kim, made[n], moment(f"2026-03-{when}"))
    _look(kim, made[3], moment("2026-04-01T00:00"))
    _look(kim, made[3], moment("2026-03-05T00:00"), act="list")
    return made


def _look(person, customer, at, act="view"):
    record_access(
        act=act,
        actor_id=person.pk,
        address="",
        model="customers.customer",
        record_ids=[customer.pk],
        at=at,
    )


def figures(user, month="2026-03"):
    asked = asked_of(reports["scorecard"], {"month": month}, user=user, today=date(2026, 4, 2))
    return scorecard(user, asked)


def test_the_figures_are_those_one_counts_by_hand(office, kim, lee):
    days = month_of(MARCH)

    assert registered(days) == {kim.pk: 15}
    assert contacts(days) == {kim.pk: 12, lee.pk: 3}
    assert looked_at(days) == {kim.pk: 4}


def test_scores_averages_and_the_team(office, choi, kim, lee, park):
    Customer.objects.filter(pk__in=[c.pk for c in office]).update(created_by=kim)
    count_month(MARCH, at=NOW)

    table, trend = figures(choi).tables
    rows = {row.label: [cell.value for cell in row.cells] for row in table.lines}
    for row in rows.values():  # nobody is judged by tickets where there are none
        assert row[6:-1] == [None] * 4
        del row[6:-1]

    # registered, score, contacts, score, looks, score, average
    assert rows["김하늘"] == [15, 50.0, 12, 100.0, 4, 40.0, 63.3]
    assert rows["이도윤"] == [0, 0.0, 3, 30.0, 0, 0.0, 10.0]
    assert rows["박지훈"] == [0, 0.0, 0, 0.0, 0, 0.0, 0.0]
    assert rows["팀"] == [15, 12.5, 15, 32.5, 4, 10.0, 18.3]
    last = {row.label: row.cells[-1].value for row in trend.lines}
    assert (last["김하늘"], last["팀"]) == (63.3, 18.3)
    assert len(trend.measures) == 13


def test_each_sees_their_own_part(office, kim, lee, park):
    count_month(MARCH, at=NOW)

    def people(user):
        return [row.label for row in figures(user).tables[0].rows]

    assert people(kim) == ["김하늘"]
    assert people(lee) == ["김하늘", "이도윤"]
    assert people(park) == ["박지훈"]


@pytest.mark.parametrize(
    ("value", "threshold", "cap", "lower", "score"),
    [
        (0, 30, 100, False, 0.0),
        (29, 30, 100, False, 96.7),
        (30, 30, 100, False, 100.0),
        (60, 30, 100, False, 100.0),
        (60, 30, 150, False, 150.0),
        (5, 5, 100, True, 100.0),
        (10, 5, 100, True, 50.0),
        (0, 5, 100, True, 100.0),
    ],
)
def test_a_score(value, threshold, cap, lower, score):
    assert score_of(value, threshold, cap=cap, lower=lower) == score


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(100, 300), st.booleans())
def test_a_score_stays_within_its_bounds(value, threshold, cap, lower):
    assert 0 <= score_of(value, threshold, cap=cap, lower=lower) <= cap


def test_a_threshold_counts_from_its_month(office, choi, kim):
    count_month(MARCH, at=NOW)
    count_month(date(2026, 2, 1), at=NOW)
    set_threshold("contacts", value=24, starts_on=date(2026, 3, 15), actor=choi)

    def score(month):
        row = next(r for r in figures(choi, month).tables[0].rows if r.label == "김하늘")
        return row.cells[3].value

    assert (score("2026-03"), score("2026-02")) == (50.0, 10.0)
    with pytest.raises(ValidationError):
        set_threshold("contacts", value=0, starts_on=MARCH, actor=choi)


def test_open_months_are_counted_again_and_closed_ones_stay(office, kim):
    assert open_months(date(2026, 3, 20)) == months_until(MARCH)[::-1]
    for month in months_until(MARCH):
        count_month(month, at=NOW)
    assert open_months(date(2026, 3, 20)) == [MARCH]
    assert open_months(date(2026, 3, 7)) == [MARCH, date(2026, 2, 1)]
    before = MonthFigure.objects.count()
    make_done(kim, moment("2026-03-19T09:00"), customer=office[0])
    count_month(MARCH, at=NOW)
    assert MonthFigure.objects.count() == before
    assert MonthFigure.objects.get(measure="contacts", month=MARCH, person=kim).value == 13


def test_a_home_page_asks_for_one_person(office, kim):
    running = measure(kim, MARCH, today=date(2026, 3, 31))["contacts"]
    closed = measure(kim, MARCH, today=date(2026, 4, 1))["contacts"]

    assert running == (12, 10, 100.0)
    assert closed == (0, 10, 0.0)  # not counted yet
    preferences.put(ScorePreferences(cap=110), actor=None)
    assert measure(kim, MARCH, today=date(2026, 3, 31))["contacts"].score == 110.0


def test_a_cell_opens_what_it_counted(office, client, choi, kim):
    count_month(MARCH, at=NOW)
    row = next(r for r in figures(choi).tables[0].rows if r.label == "김하늘")
    customers, looks, done = (row.cells[n].url for n in (0, 4, 2))
    client.force_login(choi)

    page = client.get(customers).content.decode()
    assert page.count("data-row") == 15
    assert "지난달" not in page.split("<tbody")[1]
    assert client.get(done).content.decode().count('class="num nowrap"') == 12
    assert urlsplit(looks).path == "/audit/accesses/"
    assert client.get(looks).status_code == 200
    mine = next(r for r in figures(kim).tables[0].rows)
    assert mine.cells[4].url == ""  # kim may not read the log
    client.force_login(kim)
    assert client.get(mine.cells[2].url).content.decode().count('class="num nowrap"') == 12


def test_thresholds_are_an_administrators(client, choi, lee):
    client.force_login(choi)
    url = "/reports-thresholds/"
    assert "고객 DB 자산화" in client.get(url).content.decode()
    wrong = client.post(url, {"measure": "db_assets", "value": "0", "starts_on": "2026-03"})
    assert wrong.status_code == 422
    client.post(url, {"measure": "db_assets", "value": "40", "starts_on": "2026-03"})
    assert "≥ 40건" in client.get(url).content.decode()
    assert (
        client.post(url, {"measure": "no", "value": "1", "starts_on": "2026-03"}).status_code == 404
    )
    client.force_login(lee)
    assert client.get(url).status_code == 403


def test_the_page(office, client, lee):
    count_month(MARCH, at=NOW)
    client.force_login(lee)

    page = client.get("/reports/scorecard/", {"month": "2026-03"}).content.decode()

    assert "접촉정보화 (≥ 10건)" in page
    assert 'class="spark"' in page
    assert 'class="aim"' in page
