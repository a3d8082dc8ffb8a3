import pytest

from dangol.codes import memory, preferences
from dangol.codes.company import CompanyPreferences, company
from dangol.codes.models import Preference

pytestmark = pytest.mark.django_db


def test_has_defaults_until_somebody_sets_it():
    assert company() == CompanyPreferences()
    assert not Preference.objects.exists()


def test_is_read_once(django_assert_num_queries, choi):
    preferences.put(CompanyPreferences(name="봄결커피"), actor=choi)

    with django_assert_num_queries(1):
        names = [company().name for _ in range(10)]

    assert set(names) == {"봄결커피"}


def test_another_process_follows_within_seconds(monkeypatch, choi):
    company()
    Preference.objects.create(name="company", values={"name": "다른 곳에서"})

    assert company().name == ""
    monkeypatch.setattr(memory, "FRESH_SECONDS", -1)
    assert company().name == "다른 곳에서"


def test_values_of_an_older_version_do_no_harm():
    Preference.objects.create(name="company", values={"name": "봄결", "gone": [1]})

    assert company() == CompanyPreferences(name="봄결")
