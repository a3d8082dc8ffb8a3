from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from dangol.accounts import jobs
from dangol.accounts.models import SignIn
from dangol.accounts.testing import (
    PASSWORD,
    code_now,
    enter,
    has_second_step,
    make_second_step,
    outcomes,
)
from dangol.codes import preferences
from dangol.codes.company import CompanyPreferences

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", ["kim", "KIM", "kim@example.com"])
def test_enters_by_id_or_email(client, kim, login):
    response = enter(client, login)

    assert response.status_code == 302
    assert response.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(kim.pk)


def test_comes_back_to_the_page_it_was_sent_from(client, kim):
    assert client.get("/me/").headers["Location"] == "/accounts/login/?next=/me/"

    response = client.post(
        "/accounts/login/", {"login": "kim", "password": PASSWORD, "next": "/me/"}
    )

    assert response.headers["Location"] == "/me/"


def test_does_not_send_anybody_to_another_site(client, kim):
    response = client.post(
        "/accounts/login/",
        {"login": "kim", "password": PASSWORD, "next": "https://evil.example/"},
    )

    assert response.headers["Location"] == "/"


def test_a_shut_account_does_not_enter(client, kim):
    kim.is_active = False
    kim.save()

    response = enter(client, "kim")

    assert response.headers["Location"] == "/accounts/inactive/"
    assert "중지된 계정입니다." in client.get("/accounts/inactive/").text
    assert "_auth_user_id" not in client.session


def test_shutting_an_account_ends_its_open_session_at_once(client, kim):
    client.force_login(kim)
    kim.is_active = False
    kim.save()

    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize(
    "address", ["/accounts/signup/", "/accounts/email/", "/accounts/password/reset/"]
)
def test_screens_we_do_not_have_are_404(client, kim, address):
    assert client.get(address).status_code == 404


def test_the_sign_in_page_is_ours_and_korean(client, kim):
    page = client.get("/accounts/login/").text

    assert 'lang="ko"' in page
    assert "다시 오셨네요." in page
    assert "패스키로 로그인" in page
    assert "회원가입" not in page


def test_the_sign_in_page_names_the_company(client, kim, choi):
    preferences.put(CompanyPreferences(name="<봄결>커피"), actor=choi)

    assert "&lt;봄결&gt;커피 직원 계정으로 들어오세요." in client.get("/accounts/login/").text


def test_expired_sessions_are_cleared_at_night(client, kim):
    enter(client, "kim")
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))

    jobs.forget_expired_sessions.call()

    assert not Session.objects.exists()


def test_the_sign_in_page_speaks_the_browsers_language(client, kim):
    page = client.get("/accounts/login/", headers={"Accept-Language": "en"})

    assert page.headers["Content-Language"] == "en"
    assert "Accept-Language" in page.headers["Vary"]


def test_signing_out_asks_first_and_ends(client, kim):
    client.force_login(kim)
    assert "로그아웃할까요?" in client.get("/accounts/logout/").text

    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert client.get("/me/").status_code == 302


def test_a_mail_server_brings_the_forgotten_password(client, kim, settings, mailoutbox):
    settings.EMAIL_HOST = "mail.example.com"

    client.post("/accounts/password/reset/", {"email": "kim@example.com"})
    client.post("/accounts/password/reset/", {"email": "nobody@example.com"})

    assert [mail.to for mail in mailoutbox] == [["kim@example.com"], ["nobody@example.com"]]
    assert mailoutbox[0].subject == "[단골] 비밀번호 바꾸기"
    link = next(word for word in mailoutbox[0].body.split() if "/reset/key/" in word)
    page = client.get(link.replace("http://testserver", ""), follow=True)
    assert "새 비밀번호" in page.text
    done = client.post(
        page.request["PATH_INFO"], {"password1": "Walnut-tree-7", "password2": "Walnut-tree-7"}
    )
    assert done.status_code == 302
    kim.refresh_from_db()
    assert kim.check_password("Walnut-tree-7")


def test_second_step_is_asked_after_the_password(client, kim):
    secret = make_second_step(kim)

    assert enter(client, "kim").headers["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert "인증 앱에 나온 번호" in client.get("/accounts/2fa/authenticate/").text
    client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    assert client.session["_auth_user_id"] == str(kim.pk)
    assert list(SignIn.objects.values_list("step", "outcome")) == [
        ("password", "ok"),
        ("code", "ok"),
    ]


def test_wrong_codes_lock_even_if_the_password_is_right_in_between(client, kim):
    secret = make_second_step(kim)
    for _ in range(5):
        enter(client, "kim")
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    enter(client, "kim")
    page = client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})

    assert "잠갔습니다" in page.text
    assert "_auth_user_id" not in client.session


def test_an_app_is_added_and_taken_away(client, kim):
    enter(client, "kim")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    assert "QR 코드" in page.text

    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "123"})
    assert "번호가 맞지 않습니다" in wrong.text
    secret = client.session["mfa.totp.secret"]
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})

    assert done.headers["Location"] == "/accounts/2fa/codes/"
    assert has_second_step(kim)
    assert len(client.get("/accounts/2fa/codes/download/").text.split()) == 10
    client.post("/accounts/2fa/totp/deactivate/")
    assert not has_second_step(kim)


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/2fa/",
        "/accounts/2fa/keys/",
        "/accounts/2fa/keys/add/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/codes/",
        "/accounts/2fa/codes/generate/",
        "/accounts/2fa/reauthenticate/",
        "/accounts/sessions/",
        "/accounts/password/change/",
    ],
)
def test_every_screen_of_ones_own_account_is_ours(client, kim, address):
    make_second_step(kim)
    client.force_login(kim)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    page = client.get(address)

    assert page.status_code == 200
    assert "kit/app.css" in page.text
    assert "{%" not in page.text


def test_open_sessions_are_listed_and_ended(client, kim):
    from django.test import Client  # noqa: PLC0415

    elsewhere = Client()
    enter(elsewhere, "kim")
    enter(client, "kim")
    page = client.get("/accounts/sessions/").text
    assert page.count("/end/") == 1
    other = UserSession.objects.exclude(session_key=client.session.session_key).get()

    client.post(f"/accounts/sessions/{other.pk}/end/")

    assert elsewhere.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_nobody_ends_the_session_of_another(client, kim, park):
    from django.test import Client  # noqa: PLC0415

    elsewhere = Client()
    enter(elsewhere, "park")
    client.force_login(kim)
    session = UserSession.objects.get(user=park)

    assert client.post(f"/accounts/sessions/{session.pk}/end/").status_code == 404
    assert elsewhere.get("/me/").status_code == 200


def test_a_try_is_logged_with_address_and_browser(client, kim):
    enter(client, "kim", "wrong", REMOTE_ADDR="203.0.113.9", headers={"User-Agent": "Firefox"})

    row = SignIn.objects.get()
    assert (row.person, row.address, row.agent) == (kim, "203.0.113.9", "Firefox")
    assert outcomes("kim") == ["wrong"]
