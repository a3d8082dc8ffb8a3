"""영업목적별 투입시간분석 (F104): every cell by hand, totals that follow, drill-down."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dangol.activities.acts.kinds import forget_kinds, kind_by_key
from dangol.activities.acts.services import edit_activity
from dangol.activities.models import Activity, Effort, KindRule, StaleDay
from dangol.activities.reports.purposes import purpose_report
from dangol.activities.reports.queries import activities_behind, spent_between, split
from dangol.activities.reports.services import rebuild_efforts, refresh_efforts
from dangol.activities.testing import install_kinds, make_done, make_todo
from dangol.customers.models import StageChange
from dangol.customers.testing import make_customer, moment
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Days
from dangol.workspace.reports.forms import asked_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 31)
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
HEADS = ["전화", "방문", "메일", "SMS", "그 밖", "합계"]


def asked(user, **params):
    return asked_of(reports["effort"], MARCH | params, user=user, today=TODAY)


def cells(user, table=0, **params):
    """The figures of a table by row: `{"파이프라인 영업": [1, 10, 0, 0, …]}`."""
    figures = purpose_report(user, asked(user, **params))
    made = figures.tables[table]
    assert [group.label for group in made.groups] == HEADS
    return {row.label: [cell.value for cell in row.cells] for row in made.lines}


def at(text):
    return moment(f"2026-03-{text}")


@pytest.fixture
def office(kim, lee, park):
    """Eleven activities one can add up on paper, two of them outside March, one not done."""
    hong = make_customer(kim, "홍길동")
    StageChange.objects.create(customer=hong, before="target", after="prospect", at=at("10T00:00"))
    hana = make_customer(lee, "하나상사", kind="company")
    far = make_customer(park, "먼 고객")

    def done(owner, when, kind, purpose, minutes, customer=None):
        return make_done(
            owner, at(when), kind=kind, purpose=purpose, minutes=minutes, customer=customer
        )

    done(kim, "02T10:00", "call", "pipeline", 10, hong)  # 고객유도 then
    done(kim, "10T09:00", "call", "pipeline", 15, hong)  # 잠재고객 from the 10th
    done(kim, "31T23:59", "visit", "care", 90, hong)
    done(kim, "12T09:00", "meeting", "care", 60, hong)
    done(lee, "01T00:00", "mail", "lead_gen", 5, hana)
    done(lee, "15T09:00", "sms", None, 2, hana)
    done(lee, "16T09:00", "post", "not_sales", 7, hana)
    done(lee, "17T09:00", "todo", None, 30)
    done(park, "18T09:00", "call", "new_deal", 20, far)
    make_done(kim, moment("2026-02-28T23:59"), kind="call", purpose="pipeline", minutes=99)
    make_done(kim, moment("2026-04-01T00:00"), kind="call", purpose="pipeline", minutes=99)
    make_todo(kim, at("20T09:00"), customer=hong)
    return hong


PURPOSES = {
    "없음": [0, 0, 0, 0, 0, 0, 1, 2, 1, 30, 2, 32],
    "영업건 생성을 위한 상담": [1, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 20],
    "파이프라인 영업": [2, 25, 0, 0, 0, 0, 0, 0, 0, 0, 2, 25],
    "기존고객 사후 관리": [0, 0, 2, 150, 0, 0, 0, 0, 0, 0, 2, 150],
    "리드 Gen. 활동": [0, 0, 0, 0, 1, 5, 0, 0, 0, 0, 1, 5],
    "비 영업관련 접촉": [0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 1, 7],
    "합계": [3, 45, 2, 150, 1, 5, 1, 2, 2, 37, 9, 239],
}
STAGES = {
    "고객유도": [2, 30, 0, 0, 1, 5, 1, 2, 1, 7, 5, 44],
    "잠재고객": [1, 15, 2, 150, 0, 0, 0, 0, 0, 0, 3, 165],
    "고객": [0] * 12,
    "(단계 없음)": [0, 0, 0, 0, 0, 0, 0, 0, 1, 30, 1, 30],
    "합계": [3, 45, 2, 150, 1, 5, 1, 2, 2, 37, 9, 239],
}


@pytest.mark.parametrize("is_fresh", [False, True])
def test_every_cell_is_what_one_adds_up_by_hand(office, choi, is_fresh):
    if is_fresh:
        refresh_efforts()

    assert cells(choi) == PURPOSES
    assert cells(choi, 1) == STAGES


def test_each_sees_their_own_part(office, kim, lee, park, choi, team):
    assert cells(kim)["합계"] == [2, 25, 2, 150, 0, 0, 0, 0, 0, 0, 4, 175]
    assert cells(lee)["합계"] == [2, 25, 2, 150, 1, 5, 1, 2, 2, 37, 8, 219]
    assert cells(park)["합계"] == [1, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 20]
    assert cells(lee, person=str(kim.pk))["합계"] == cells(kim)["합계"]
    assert cells(choi, department=str(team.pk))["합계"] == cells(lee)["합계"]


def test_days_in_the_middle_count_alone(office, choi):
    refresh_efforts()

    some = cells(choi, **{"from": "2026-03-10", "to": "2026-03-16"})
    year = cells(choi, **{"from": "2026-01-01", "to": "2026-12-31"})

    assert some["합계"] == [1, 15, 1, 60, 0, 0, 1, 2, 1, 7, 4, 84]
    assert year["합계"] == [5, 243, 2, 150, 1, 5, 1, 2, 2, 37, 11, 437]


def test_the_totals_follow_whatever_is_written(office, choi, kim, lee):
    refresh_efforts()
    first = Activity.objects.done().get(minutes=15)

    edit_activity(first, at=at("31T12:00"), actor=kim, minutes=40)
    assert cells(choi)["파이프라인 영업"][:2] == [2, 50]
    Activity.objects.filter(pk=first.pk).update(owner=lee, occurred_at=at("11T09:00"))
    assert cells(kim)["파이프라인 영업"][:2] == [1, 10]
    refresh_efforts()
    assert cells(kim)["파이프라인 영업"][:2] == [1, 10]
    assert cells(lee, person=str(lee.pk))["파이프라인 영업"][:2] == [1, 40]
    office.delete()  # the customer, and by cascade what was done with them
    assert cells(choi)["합계"] == [1, 20, 0, 0, 1, 5, 1, 2, 2, 37, 5, 64]
    refresh_efforts()
    assert cells(choi)["합계"] == [1, 20, 0, 0, 1, 5, 1, 2, 2, 37, 5, 64]


def test_months_add_up_their_days(office):
    refresh_efforts()
    assert not StaleDay.objects.exists()

    def sums(grain):
        found = Counter()
        for row in Effort.objects.filter(grain=grain):
            key = (row.month, row.owner_id, row.kind_id, row.purpose_id, row.stage)
            found[key] += row.minutes
        return found

    assert sums("M") == sums("D")
    before = sums("M")
    rebuild_efforts()
    while refresh_efforts():
        pass
    assert sums("M") == before


def test_a_plan_leaves_no_note_and_a_change_one(kim):
    todo = make_todo(kim, at("20T09:00"))
    assert not StaleDay.objects.exists()
    make_done(kim, at("20T23:30"))
    refresh_efforts()
    Activity.objects.filter(pk=todo.pk).update(title="x")
    assert not StaleDay.objects.exists()

    Activity.objects.done().update(minutes=3)

    note = StaleDay.objects.get()
    assert (note.owner, note.day, note.month) == (kim, date(2026, 3, 20), date(2026, 3, 1))
    assert (note.starts_at, note.ends_at) == (at("20T00:00"), at("21T00:00"))


def recount(user, days, owners):
    """The same by going through the activities one by one."""
    found = Counter()
    for row in Activity.objects.select_related("kind", "purpose", "customer"):
        if row.occurred_at is None or (owners is not None and row.owner_id not in owners):
            continue
        if not days.first <= timezone.localtime(row.occurred_at).date() <= days.last:
            continue
        stage = ""
        if row.customer:
            moves = sorted(row.customer.stage_changes.all(), key=lambda move: (move.at, move.pk))
            past = [move for move in moves if move.at <= row.occurred_at]
            stage = past[-1].after if past else moves[0].before if moves else row.customer.stage
        key = (row.kind_id, row.purpose_id, stage)
        found[key] += 1
        found[(*key, "minutes")] += row.minutes or 0
    return +found


@pytest.mark.parametrize("is_fresh", [False, True])
def test_a_made_up_year_is_recounted(kim, lee, park, is_fresh):
    install_kinds()
    dice = Random(7)
    customers = [make_customer(kim, f"고객{n}") for n in range(5)]
    kinds, purposes = ("call", "visit", "mail", "sms", "fax"), ("care", "pipeline", None)
    for n in range(120):
        make_done(
            dice.choice([kim, lee, park]),
            moment("2025-01-01T00:00") + timedelta(minutes=dice.randrange(500 * 24 * 60)),
            kind=dice.choice(kinds),
            purpose=dice.choice(purposes),
            minutes=dice.choice([0, 5, 60, 1440]),
            customer=dice.choice([*customers, None]),
        )
        if n == 60 and is_fresh:
            refresh_efforts()
    for n in range(8):
        StageChange.objects.create(
            customer=customers[n % 5],
            before="target",
            after="prospect",
            at=moment("2025-02-01T00:00") + timedelta(days=n * 20),
        )
    rebuild_efforts()
    if is_fresh:
        refresh_efforts()
    for days in (
        Days(date(2025, 1, 1), date(2025, 12, 31)),
        Days(date(2025, 1, 31), date(2025, 3, 1)),
        Days(date(2025, 5, 5), date(2025, 5, 6)),
        Days(date(2024, 2, 29), date(2026, 12, 31)),
    ):
        for owners in (None, [kim.pk, lee.pk], [park.pk]):
            found = Counter()
            for row in spent_between(days, owners):
                key = (row.kind, row.purpose, row.stage)
                found[key] += row.number
                found[(*key, "minutes")] += row.minutes
            assert +found == recount(None, days, owners), (days, owners)


def test_each_cell_opens_exactly_what_it_counts(office, choi, lee):
    refresh_efforts()
    for user in (choi, lee):
        figures = purpose_report(user, asked(user))
        links = 0
        for table in figures.tables:
            for row in table.lines:
                for count, minutes in zip(row.cells[::2], row.cells[1::2], strict=True):
                    if not count.url:
                        assert (count.value, minutes.value) == (0, 0)
                        continue
                    links += 1
                    params = dict(parse_qsl(urlsplit(count.url).query, keep_blank_values=True))
                    what = asked_of(reports["effort"], params, user=user, today=TODAY)
                    behind = activities_behind(
                        user,
                        what["period"],
                        what["staff"].ids,
                        medium=params.get("medium", ""),
                        purpose=params.get("purpose", ""),
                        stage=params.get("stage"),
                    )
                    assert behind.count() == count.value
                    assert sum(a.minutes or 0 for a in behind) == minutes.value
        assert links > 10


def test_the_page_and_the_rows_behind_it(office, client, kim, park, django_assert_num_queries):
    client.force_login(kim)
    page = client.get("/reports/effort/", MARCH).content.decode()

    assert "접촉목적별 투입시간" in page
    assert "영업단계별 투입시간" in page
    assert "활동 4건에 175분(2.9시간)을 썼습니다." in page
    assert "가장 많은 것은 ‘기존고객 사후 관리’ 85.7%입니다." in page
    client.get("/activities/reports/effort/", MARCH)
    with django_assert_num_queries(10):
        rows = client.get("/activities/reports/effort/", MARCH | {"stage": "prospect"})
    text = rows.content.decode()
    assert text.count("홍길동") == 3
    assert "영업단계: <b>잠재고객</b>" in text
    client.force_login(park)
    rows = client.get("/activities/reports/effort/", MARCH | {"person": str(kim.pk)})
    assert "홍길동" not in rows.content.decode()
    park.roles.clear()
    assert client.get("/activities/reports/effort/").status_code == 403


def test_a_kind_of_another_medium_moves_its_column(office, choi):
    KindRule.objects.create(kind_id=kind_by_key("post").id, medium="mail", minutes=5)
    forget_kinds()
    refresh_efforts()

    assert cells(choi)["비 영업관련 접촉"] == [0, 0, 0, 0, 1, 7, 0, 0, 0, 0, 1, 7]


@given(st.dates(date(2019, 12, 1), date(2021, 3, 31)), st.integers(0, 500))
def test_months_and_the_days_around_them_are_the_period(first, length):
    days = Days(first, first + timedelta(days=length))

    parts = split(days)

    covered = Counter()
    for sign, grain, piece in parts:
        if grain == "M":
            assert piece.first.day == piece.last.day == 1
            last = (piece.last + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            piece = Days(piece.first, last)
        for day in _days(piece):
            covered[day] += -1 if sign else 1
    assert +covered == Counter(_days(days))
    assert not -covered
    assert sum(piece.length for _s, grain, piece in parts if grain == "D") <= 30


def _days(days):
    return [days.first + timedelta(days=n) for n in range((days.last - days.first).days + 1)]
