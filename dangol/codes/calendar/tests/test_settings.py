"""Setting holidays and hours."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.codes import preferences
from dangol.codes.calendar.hours import WorkPreferences
from dangol.codes.calendar.models import SpecialDay
from dangol.codes.calendar.queries import is_business_day
from dangol.codes.calendar.services import set_days

PAGE, ACT = reverse("codes:holidays"), reverse("codes:holiday_act")


def test_an_administrator_adds_a_holiday_and_takes_it_back(client, choi):
    client.force_login(choi)
    day = {"starts_on": "2026-11-23", "kind": "public", "name": "임시공휴일"}

    assert client.post(PAGE, day).status_code == 302
    page = client.get(PAGE, {"year": "2026"}).text
    assert "11월 23일" in page
    assert not is_business_day(date(2026, 11, 23))

    client.post(ACT, {"on": "2026-11-23", "act": "clear"})
    assert is_business_day(date(2026, 11, 23))
    assert not SpecialDay.objects.exists()


def test_a_public_holiday_can_be_worked(client, choi):
    client.force_login(choi)
    client.post(ACT, {"on": "2026-07-17", "act": "work"})
    day = SpecialDay.objects.get()
    assert (day.on, day.kind, day.name) == (date(2026, 7, 17), "work", "제헌절")


@pytest.mark.parametrize("on", ["", "2026-11-24", "gestern", "2026-13-01"])
def test_only_days_that_are_something_can_be_acted_on(client, choi, on):
    client.force_login(choi)
    assert client.post(ACT, {"on": on, "act": "work"}).status_code == 404
    assert not SpecialDay.objects.exists()


def test_a_range_ends_after_it_begins_and_within_a_month(db):
    for ends_on in (date(2026, 11, 22), date(2026, 12, 24)):
        with pytest.raises(ValidationError, match="31일"):
            set_days(
                starts_on=date(2026, 11, 23), ends_on=ends_on, kind="off", name="휴무", actor=None
            )
    assert not SpecialDay.objects.exists()


def test_setting_a_day_again_changes_it(db):
    for kind in ("off", "public"):
        set_days(starts_on=date(2026, 11, 23), kind=kind, name=kind, actor=None)
    assert list(SpecialDay.objects.values_list("kind", "name")) == [("public", "public")]


def test_people_without_the_right_cannot(client, kim):
    client.force_login(kim)
    assert client.get(PAGE).status_code == 403
    assert client.post(ACT, {"on": "2026-07-17"}).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"closes_at": "08:00"}, "업무 끝은"),
        ({"opens_at": "9시"}, "09:00처럼"),
        ({"opens_at": "24:30"}, "09:00처럼"),
        ({"lunch_to": ""}, "모두"),
        ({"lunch_from": "08:00"}, "사이여야"),
        (dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "off"), "요일"),
    ],
)
def test_impossible_hours_are_refused(client, choi, wrong, said):
    client.force_login(choi)
    now = preferences.get(WorkPreferences)
    answer = client.post("/settings/hours/", {**vars(now), **wrong})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert preferences.get(WorkPreferences) == now


def test_hours_are_saved_in_order(client, choi):
    client.force_login(choi)
    hours = {**vars(WorkPreferences()), "opens_at": "8:30", "saturday": "morning"}
    assert client.post("/settings/hours/", hours).status_code == 302
    now = preferences.get(WorkPreferences)
    assert (now.opens_at, now.saturday) == ("08:30", "morning")
