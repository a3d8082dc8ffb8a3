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


def test_the_page_saves_what_it_asks_and_keeps_the_rest(client, choi):
    preferences.put(CompanyPreferences(name="옛 이름", preset="b2b"), actor=choi)
    client.force_login(choi)
    values = {"name": " 봄결\u200b커피 ", "business_number": "1248100998", "profile": "b2c"}

    assert client.post("/settings/company/", values).status_code == 302

    said = company()
    assert (said.name, said.business_number) == ("봄결커피", "124-81-00998")
    assert (said.profile, said.preset) == ("b2c", "b2b")


@pytest.mark.parametrize(
    ("address", "values", "said"),
    [
        ("company", {"name": ""}, "필수"),
        ("company", {"name": "x", "profile": "both", "business_number": "1"}, "맞지 않습니다"),
        ("company", {"name": "x", "profile": "all"}, "올바르게 선택"),
        ("company", {"name": "가" * 10_000, "profile": "both"}, "200"),
        ("security", {"idle_minutes": "1"}, "5 이상"),
        ("security", {"idle_minutes": "많이"}, "정수"),
        ("security", {"idle_minutes": "9" * 400}, "480"),
        ("security", {"addresses": "우리 집"}, "주소가 아닙니다"),
    ],
)
def test_wrong_settings_are_told_and_not_stored(client, choi, address, values, said):
    client.force_login(choi)

    page = client.post(f"/settings/{address}/", values)

    assert page.status_code == 422
    assert said in page.text
    assert not Preference.objects.exists()


def test_a_change_is_announced(client, choi, monkeypatch):
    heard = []
    monkeypatch.setattr("dangol.kit.records.publish", heard.append)

    preferences.put(CompanyPreferences(name="봄결"), actor=choi)

    assert [(event.model, event.verb, event.actor_id) for event in heard] == [
        ("codes.Preference", "create", choi.pk)
    ]
