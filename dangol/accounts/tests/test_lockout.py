from datetime import timedelta

import pytest
from django.utils import timezone

from dangol.accounts.models import AccessChange, SignIn
from dangol.accounts.signin import services
from dangol.accounts.signin.security import SecurityPreferences
from dangol.accounts.testing import enter, outcomes
from dangol.codes import preferences

pytestmark = pytest.mark.django_db


def let_minutes_pass(minutes):
    for row in SignIn.objects.all():
        SignIn.objects.filter(pk=row.pk).update(at=row.at - timedelta(minutes=minutes))


def test_counts_down_and_locks_at_the_fifth(client, kim):
    said = [enter(client, "kim", "wrong").text for _ in range(5)]

    for left, page in zip((4, 3, 2, 1), said, strict=False):
        assert f"아이디나 비밀번호가 맞지 않습니다. 남은 횟수 {left}번" in page
    assert "여러 번 틀려 잠갔습니다. 15분 뒤에" in said[4]
    assert outcomes("kim") == ["wrong"] * 5


def test_the_right_password_does_not_open_a_locked_account(client, kim):
    for _ in range(5):
        enter(client, "kim", "wrong")

    page = enter(client, "kim")

    assert page.status_code == 200
    assert "잠갔습니다" in page.text
    assert "_auth_user_id" not in client.session
    assert outcomes("kim")[-1] == "locked"


def test_waiting_opens_it_and_trying_meanwhile_does_not_make_it_longer(client, kim):
    for _ in range(5):
        enter(client, "kim", "wrong")
    let_minutes_pass(14)
    enter(client, "kim")
    let_minutes_pass(1.1)

    assert enter(client, "kim").status_code == 302
    assert outcomes("kim") == ["wrong"] * 5 + ["locked", "ok"]


def test_after_waiting_all_tries_are_back(client, kim):
    for _ in range(5):
        enter(client, "kim", "wrong")
    let_minutes_pass(16)

    assert "남은 횟수 4번" in enter(client, "kim", "wrong").text


def test_a_right_password_begins_the_count_again(client, kim):
    for _ in range(4):
        enter(client, "kim", "wrong")
    enter(client, "kim")
    client.logout()

    assert "남은 횟수 4번" in enter(client, "kim", "wrong").text


def test_id_and_email_are_one_account_whatever_the_capitals(client, kim):
    for login in ("kim", "KIM", "kim@example.com", "Kim@Example.com"):
        enter(client, login, "wrong")

    assert "남은 횟수" not in enter(client, "kim ", "wrong").text
    assert outcomes("kim") == ["wrong"] * 5


def test_one_account_does_not_lock_another(client, kim, park):
    for _ in range(5):
        enter(client, "kim", "wrong")

    assert enter(client, "park").status_code == 302


def test_an_id_nobody_has_says_the_same_and_is_not_kept_readable(client, kim):
    page = enter(client, "hunter2-my-password", "wrong")

    assert "아이디나 비밀번호가 맞지 않습니다. 남은 횟수 4번" in page.text
    row = SignIn.objects.get()
    assert row.person is None
    assert "hunter2" not in row.login


def test_a_list_of_passwords_over_many_ids_locks_the_address(client, kim):
    for n in range(50):
        enter(client, f"guess{n}", "wrong", REMOTE_ADDR="203.0.113.9")

    assert "잠갔습니다" in enter(client, "kim", REMOTE_ADDR="203.0.113.9").text
    assert enter(client, "kim", REMOTE_ADDR="198.51.100.1").status_code == 302


def test_the_office_itself_is_never_locked_by_address(client, kim, choi):
    rules = SecurityPreferences(addresses=("203.0.113.0/24",))
    preferences.put(rules, actor=choi)
    for n in range(60):
        enter(client, f"guess{n}", "wrong", REMOTE_ADDR="203.0.113.9")

    assert enter(client, "kim", REMOTE_ADDR="203.0.113.9").status_code == 302


def test_parallel_guesses_count_before_they_are_judged(kim):
    """Five that have not answered yet are five tries: the sixth is refused."""
    for _ in range(5):
        services.begin_try(login="kim", step=SignIn.Step.PASSWORD, address="192.0.2.1")

    with pytest.raises(services.Locked):
        services.begin_try(login="kim", step=SignIn.Step.PASSWORD, address="192.0.2.1")


def test_an_administrator_unlocks_and_it_is_written_down(client, kim, choi):
    for _ in range(5):
        enter(client, "kim", "wrong")
    assert services.is_locked(kim)

    client.force_login(choi)
    client.post(f"/people/{kim.pk}/act/", {"act": "unlock"})
    client.logout()

    assert not services.is_locked(kim)
    assert enter(client, "kim").status_code == 302
    change = AccessChange.objects.get()
    assert (change.what, change.person, change.actor) == ("unlocked", kim, choi)


def test_the_administrator_sets_how_often_and_how_long(client, kim, choi):
    preferences.put(SecurityPreferences(lock_after=3, lock_minutes=60), actor=choi)
    said = [enter(client, "kim", "wrong").text for _ in range(3)]

    assert "남은 횟수 1번" in said[1]
    assert "60분 뒤에" in said[2]


def test_reauthentication_is_counted_too(client, kim):
    client.force_login(kim)
    for _ in range(5):
        client.post("/accounts/reauthenticate/", {"password": "wrong"})

    page = client.post("/accounts/reauthenticate/", {"password": "dangol!2026"})

    assert "잠갔습니다" in page.text


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("\x00", "x"),
        ("kim\x00", "dangol!2026"),
        ("김" * 10_000, "x"),
        ("kim", "x" * 10_000),
        ("😀", "😀"),
        ("<script>alert(1)</script>", "x"),
        ("' OR 1=1 --", "x"),
        ("", ""),
    ],
)
def test_odd_input_is_an_answer_and_no_error(client, kim, login, password):
    page = enter(client, login, password)

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "_auth_user_id" not in client.session


def test_locked_time_is_told_in_whole_minutes(client, kim):
    for _ in range(5):
        enter(client, "kim", "wrong")
    let_minutes_pass(14.5)

    assert "1분 뒤에" in enter(client, "kim").text
    assert SignIn.objects.filter(at__gt=timezone.now() - timedelta(minutes=1)).count() == 1
