from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from dangol.activities.acts.services import reassign
from dangol.activities.home.queries import given_to, kpi_of, members_of, team_of, todo_counts
from dangol.activities.testing import install_kinds, make_done, make_todo
from dangol.customers.testing import make_company, make_customer


@pytest.fixture
def now():
    return timezone.now()


def home(client, user):
    install_kinds()
    client.force_login(user)
    return client.get(reverse("workspace:home"))


def test_late_today_and_ahead_are_counted_apart(kim, now):
    today = timezone.localdate(now)
    make_todo(kim, now - timedelta(minutes=1))
    make_todo(kim, today)
    make_todo(kim, today + timedelta(days=1))
    make_todo(kim, today + timedelta(days=9))
    make_done(kim, now)

    assert todo_counts(kim, now=now, today=today) == (1, 1, 2)


def test_home_begins_with_what_is_late(client, kim, now):
    make_todo(kim, now - timedelta(days=1), title="늦은 일", customer=make_customer(kim))
    make_todo(kim, now + timedelta(days=3), title="나중 일")

    page = home(client, kim)
    assert "늦은 일" in page.text
    assert "나중 일" not in page.text
    ahead = client.get(reverse("activities:home_todos") + "?when=ahead")
    assert "나중 일" in ahead.text


def test_what_others_gave_me_is_shown(client, kim, lee, now):
    reassign(make_todo(lee, now, title="맡긴 일"), to=kim, actor=lee)

    assert "새로 맡은 일" in home(client, kim).text


def test_what_others_gave_me_is_read_along_its_index(kim, lee, now):
    older, newer = (make_todo(kim, now, actor=lee) for _n in range(2))
    make_todo(kim, now)
    given = given_to(kim, since=now - timedelta(days=7))

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # it reads so small a table whole
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = given[:6].explain()
    assert "activity_owner_given" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
    assert list(given) == [newer, older]


def test_figures_of_the_month(kim, lee, now):
    make_done(kim, now)
    make_done(kim, now, kind="todo")
    make_done(kim, now - timedelta(days=40))
    make_done(lee, now)
    make_customer(kim)

    assert kpi_of(kim, today=timezone.localdate(now)) == (1, 1)


def test_the_leader_sees_the_team_and_a_rep_does_not(client, kim, lee, park, now):
    make_todo(kim, now - timedelta(days=1))
    make_done(kim, now)
    make_done(park, now)

    team = team_of(lee)
    figures = {m.person.username: (m.late, m.today, m.contacts) for m in members_of(
        team, now=now, today=timezone.localdate(now))}  # fmt: skip
    assert figures == {"kim": (1, 0, 1), "lee": (0, 0, 0)}
    assert team_of(kim) == []
    assert "우리 팀" in home(client, lee).text
    assert "김하늘" in client.get(reverse("activities:home_team")).text
    assert "우리 팀" not in home(client, kim).text


def test_the_board_shows_outlines_of_names_only(client, kim, lee, now):
    make_done(kim, now, customer=make_customer(kim, "홍길동"))
    make_done(kim, now, customer=make_company(kim, "한빛유통"))
    client.force_login(lee)

    for address in ("", "?wall=1"):
        page = client.get(reverse("activities:board") + address)
        assert "홍*동" in page.text
        assert "홍길동" not in page.text
        assert "한빛유통" in page.text


def test_home_costs_the_same_with_many(client, kim, now, django_assert_max_num_queries):
    for n in range(30):
        make_todo(kim, now - timedelta(days=n), customer=make_customer(kim))
    home(client, kim)

    with django_assert_max_num_queries(23):
        client.get(reverse("workspace:home"))
