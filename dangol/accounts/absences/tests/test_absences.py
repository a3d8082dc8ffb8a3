"""Who is away, who acts for whom, and who may write it down."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from dangol.accounts.absences.models import Absence
from dangol.accounts.absences.queries import Turn, absences_between, leaders, turns
from dangol.accounts.absences.services import add_absence, change_absence
from dangol.accounts.models import Department, User
from dangol.codes.calendar.services import set_days

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def away(person, first, last, substitute=None):
    return add_absence(
        person=person, starts_on=first, ends_on=last, substitute=substitute, actor=None
    )


def turn(person, on=MONDAY):
    return turns([person.pk], on=on).get(person.pk)


@pytest.fixture
def na(team):
    return User.objects.create_user("na", "dangol!2026", name="나서연", department=team)


def test_work_of_a_weekend_is_mondays(kim):
    assert turn(kim, on=date(2026, 11, 21)) == Turn(kim.pk, MONDAY)


def test_the_substitute_takes_it(kim, na):
    away(kim, FRIDAY, MONDAY, na)
    assert turn(kim) == Turn(na.pk, MONDAY)
    assert turn(kim, on=date(2026, 11, 24)) == Turn(kim.pk, date(2026, 11, 24))


def test_without_a_substitute_it_waits_for_the_return_past_holidays(kim):
    set_days(starts_on=date(2026, 11, 26), kind="off", name="창립기념일", actor=None)
    away(kim, MONDAY, date(2026, 11, 25))
    away(kim, date(2026, 11, 27), date(2026, 11, 29))
    assert turn(kim) == Turn(kim.pk, date(2026, 11, 30))


def test_a_substitute_who_is_away_or_left_is_none(kim, na):
    away(kim, MONDAY, MONDAY, na)
    away(na, MONDAY, date(2026, 11, 27))
    assert turn(kim) == Turn(kim.pk, date(2026, 11, 24))

    Absence.objects.filter(person=na).delete()
    User.objects.filter(pk=na.pk).update(is_active=False)
    assert turn(kim) == Turn(kim.pk, date(2026, 11, 24))


def test_what_somebody_left_behind_goes_to_the_leader(kim, lee, na):
    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert turn(kim) == Turn(lee.pk, MONDAY)

    away(lee, MONDAY, MONDAY, na)
    assert turn(kim) == Turn(na.pk, MONDAY)


def test_a_department_without_a_leader_looks_above(sales, lee, na):
    team = Department.objects.create(name="영업2팀", parent=sales)
    User.objects.filter(pk=lee.pk).update(department=sales)
    User.objects.filter(pk=na.pk).update(department=team, is_active=False)

    assert leaders()[team.pk] == [lee.pk]
    assert turn(na) == Turn(lee.pk, MONDAY)


def test_nobody_is_found_where_nobody_leads(park):
    User.objects.filter(pk=park.pk).update(is_active=False)
    assert turn(park) is None


def test_a_thousand_people_cost_as_few_queries_as_one(kim, lee, django_assert_num_queries):
    turns([kim.pk], on=MONDAY)  # the calendar is read
    with django_assert_num_queries(4):
        turns([kim.pk, lee.pk, *range(1_000, 2_000)], on=MONDAY)


def test_an_absence_must_end_after_it_begins(kim):
    with pytest.raises(ValidationError, match="같거나 늦어야"):
        away(kim, MONDAY, FRIDAY)
    assert not Absence.objects.exists()


def test_nobody_stands_in_for_themselves(kim):
    with pytest.raises(ValidationError, match="다른 사람"):
        away(kim, MONDAY, MONDAY, kim)
    assert not Absence.objects.exists()


def test_absences_do_not_overlap(kim, lee):
    first = away(kim, FRIDAY, MONDAY)
    with pytest.raises(ValidationError, match="이미 부재가"):
        away(kim, MONDAY, MONDAY)
    away(lee, MONDAY, MONDAY)
    other = away(kim, date(2026, 11, 24), date(2026, 11, 24))

    with pytest.raises(ValidationError, match="이미 부재가"):
        change_absence(other, person=kim, starts_on=MONDAY, ends_on=MONDAY, actor=None)
    moved = change_absence(first, person=kim, starts_on=FRIDAY, ends_on=FRIDAY, actor=None)
    assert (moved.starts_on, moved.ends_on) == (FRIDAY, FRIDAY)
    assert absences_between([kim.pk], FRIDAY, MONDAY) == [moved]


def test_a_rep_writes_their_own_only(client, kim, lee):
    client.force_login(kim)
    today = timezone.localdate().isoformat()
    days = {"starts_on": today, "ends_on": today}

    add = reverse("accounts:absence_add")
    assert client.post(add, {**days, "person": lee.pk}).status_code == 422
    assert not Absence.objects.exists()
    assert client.post(add, {**days, "person": kim.pk}).status_code == 302
    assert "김하늘" in client.get(reverse("accounts:absences")).text


def test_a_leader_sees_changes_and_removes_the_teams_and_a_stranger_none(client, kim, lee, park):
    today = timezone.localdate()
    row = away(kim, today, today)
    page, remove = (reverse(f"accounts:absence{end}", args=[row.pk]) for end in ("", "_remove"))

    client.force_login(park)
    assert "김하늘" not in client.get(reverse("accounts:absences")).text
    assert client.get(page).status_code == client.post(remove).status_code == 404
    client.force_login(lee)
    assert client.get(page).status_code == 200
    values = {"person": kim.pk, "starts_on": today, "ends_on": today, "substitute": lee.pk}
    assert client.post(page, values).status_code == 302
    assert Absence.objects.get().substitute == lee
    assert client.post(remove).status_code == 302
    assert not Absence.objects.exists()
