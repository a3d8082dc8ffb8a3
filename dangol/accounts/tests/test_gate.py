import time
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from dangol.accounts.signin.middleware import ACTIVE
from dangol.accounts.signin.security import (
    SecurityPreferences,
    checked_networks,
    is_inside,
)
from dangol.accounts.testing import PASSWORD, enter, make_second_step
from dangol.codes import preferences
from dangol.codes.company import CompanyPreferences

pytestmark = pytest.mark.django_db


def idle_for(client, minutes):
    session = client.session
    session[ACTIVE] = int(time.time() - minutes * 60)
    session.save()


def test_half_an_hour_of_nothing_ends_the_session(client, kim):
    enter(client, "kim")
    idle_for(client, 31)

    response = client.get("/me/?tab=2")

    assert response.headers["Location"] == "/accounts/login/?next=%2Fme%2F%3Ftab%3D2"
    assert "_auth_user_id" not in client.session


def test_activity_slides_the_limit(client, kim):
    enter(client, "kim")
    idle_for(client, 20)
    client.get("/me/")

    assert time.time() - client.session[ACTIVE] < 5


def test_what_the_page_asks_by_itself_is_no_activity(client, kim):
    enter(client, "kim")
    idle_for(client, 20)
    before = client.session[ACTIVE]

    client.get("/me/", headers={"X-Passive": "1"})

    assert client.session[ACTIVE] == before


def test_htmx_is_told_to_leave_the_page_and_come_back(client, kim):
    enter(client, "kim")
    idle_for(client, 31)

    response = client.get(
        "/people/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/me/?q=김"},
    )

    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=%2Fme%2F%3Fq%3D%EA%B9%80"


def test_a_session_just_begun_is_not_idle_and_writes_nothing(client, kim):
    enter(client, "kim")

    client.get("/me/")

    assert ACTIVE not in client.session


def test_the_limit_is_a_setting(client, kim, choi):
    preferences.put(SecurityPreferences(idle_minutes=60), actor=choi)
    enter(client, "kim")
    idle_for(client, 59)

    assert client.get("/me/").status_code == 200


def test_outside_the_office_is_refused(client, kim, choi):
    rules = SecurityPreferences(outside="refuse", addresses=("203.0.113.0/24",))
    preferences.put(rules, actor=choi)

    assert client.get("/accounts/login/").status_code == 403
    assert enter(client, "kim").status_code == 403
    client.force_login(kim)
    assert client.get("/me/").status_code == 403
    assert "127.0.0.1" in client.get("/me/").text
    assert client.get("/me/", REMOTE_ADDR="203.0.113.7").status_code == 200


def test_outside_the_office_needs_a_second_step(client, kim, choi):
    rules = SecurityPreferences(outside="mfa", addresses=("203.0.113.0/24",))
    preferences.put(rules, actor=choi)
    enter(client, "kim")

    assert client.get("/people/").headers["Location"] == "/accounts/2fa/?why=outside"
    assert "인증 앱이나 패스키를 먼저 켜" in client.get("/accounts/2fa/?why=outside").text
    assert client.get("/me/", REMOTE_ADDR="203.0.113.7").status_code == 200
    make_second_step(kim)
    assert client.get("/me/").status_code == 200


def test_nobody_shuts_themselves_out(client, choi):
    client.force_login(choi)
    values = {
        "idle_minutes": "30",
        "lock_after": "5",
        "lock_minutes": "15",
        "password_days": "0",
        "outside": "refuse",
        "addresses": "203.0.113.0/24",
    }

    page = client.post("/settings/security/", values)
    assert page.status_code == 422
    assert "저장하면 들어올 수 없습니다" in page.text
    assert preferences.get(SecurityPreferences).outside == "allow"

    assert (
        client.post("/settings/security/", values | {"addresses": "127.0.0.1"}).status_code == 302
    )
    assert preferences.get(SecurityPreferences).addresses == ("127.0.0.1/32",)
    assert client.get("/settings/security/").status_code == 200


@pytest.mark.parametrize(
    ("address", "networks", "inside"),
    [
        ("203.0.113.7", ("203.0.113.0/24",), True),
        ("203.0.114.7", ("203.0.113.0/24",), False),
        ("::ffff:203.0.113.7", ("203.0.113.0/24",), True),
        ("2001:db8::1", ("2001:db8::/32",), True),
        ("2001:db9::1", ("2001:db8::/32", "0.0.0.0/0"), False),
        ("", ("0.0.0.0/0",), False),
        ("unix", ("0.0.0.0/0",), False),
        ("203.0.113.7", (), False),
    ],
)
def test_knows_the_office_by_its_networks(address, networks, inside):
    assert is_inside(address, networks) is inside


def test_networks_are_set_in_order_and_the_wrong_one_is_named():
    assert checked_networks(["10.1.2.3/8", "10.0.0.0/8", "::1"]) == ("10.0.0.0/8", "::1/128")
    with pytest.raises(ValidationError, match="‘사무실’은"):
        checked_networks(["10.0.0.1", "사무실"])


def test_a_first_password_must_be_changed_before_anything_else(client, kim):
    kim.must_change_password = True
    kim.save()
    enter(client, "kim")

    assert client.get("/people/").headers["Location"].startswith("/accounts/password/change/")
    assert "발급받은 비밀번호는 한 번만" in client.get("/accounts/password/change/").text
    done = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "Walnut-tree-7", "password2": "Walnut-tree-7"},
    )

    assert done.headers["Location"] == "/"
    assert client.get("/me/").status_code == 200
    kim.refresh_from_db()
    assert (kim.must_change_password, kim.check_password("Walnut-tree-7")) == (False, True)


def test_an_old_password_must_be_changed_if_the_office_wants(client, kim, choi):
    kim.password_changed_at = timezone.now() - timedelta(days=91)
    kim.save()
    client.force_login(kim)
    assert client.get("/me/").status_code == 200

    preferences.put(SecurityPreferences(password_days=90), actor=choi)

    assert client.get("/me/").headers["Location"].startswith("/accounts/password/change/")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Short7!", "8자 이상"),
        ("onlylowercase", "8자 이상"),
        ("lower7777", "8자 이상"),
        ("kimkimkim-1A", None),
        ("Password123", "너무 흔히"),
        ("dangol!2026", "최근에 쓴"),
        ("x1" * 65, "128자"),
    ],
)
def test_password_rules(client, kim, password, said):
    client.force_login(kim)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}

    page = client.post("/accounts/password/change/", form)

    kim.refresh_from_db()
    if said is None:
        assert kim.check_password(password)
    else:
        assert said in page.text
        assert kim.check_password(PASSWORD)


def test_the_last_two_passwords_are_not_used_again(client, kim):
    client.force_login(kim)

    def change(old, new):
        form = {"oldpassword": old, "password1": new, "password2": new}
        client.post("/accounts/password/change/", form)
        kim.refresh_from_db()
        return kim.check_password(new)

    assert change(PASSWORD, "Walnut-tree-7")
    assert not change("Walnut-tree-7", PASSWORD)
    assert change("Walnut-tree-7", "Cherry-tree-8")
    assert change("Cherry-tree-8", PASSWORD)


def test_argon2_is_the_hash(settings, kim):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    kim.set_password("Walnut-tree-7")

    assert kim.password.startswith("argon2$argon2id$")


def test_the_language_of_the_person_and_the_words_of_the_company(client, kim, choi):
    client.force_login(kim)
    assert client.get("/me/").headers["Content-Language"] == "ko"
    preferences.put(CompanyPreferences(name="나눔", terms="npo"), actor=choi)

    page = client.get("/me/")
    assert 'lang="ko' in page.text
    assert page.wsgi_request.LANGUAGE_CODE == "ko-npo"

    kim.language = "en"
    kim.save()
    assert client.get("/me/").wsgi_request.LANGUAGE_CODE == "en-npo"
