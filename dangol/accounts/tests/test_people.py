import pytest
from allauth.mfa.models import Authenticator

from dangol.accounts.models import AccessChange, User
from dangol.accounts.people.services import (
    change_person,
    deactivate_person,
    reissue_password,
)
from dangol.accounts.roles.services import set_grants
from dangol.accounts.testing import enter, make_second_step
from dangol.kit.access import Scope
from dangol.kit.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(lee, choi):
    """Lee, who may also manage people but is no administrator."""
    set_grants(lee.roles.get(), {"accounts.manage_people": Scope.ALL}, actor=choi)
    return User.objects.get(pk=lee.pk)


def form(**values):
    return {"username": "new", "name": "새사람", **values}


def test_an_account_gets_a_password_that_is_shown_once_and_must_be_changed(client, choi, team):
    client.force_login(choi)

    page = client.post("/people/add/", form(department=team.pk))

    person = User.objects.get(username="new")
    password = page.context["password"]
    assert password in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert person.check_password(password)
    assert person.must_change_password
    assert person.department == team
    assert password not in client.get(f"/people/{person.pk}/").text
    client.logout()
    assert enter(client, "new", password).status_code == 302
    assert client.get("/me/").headers["Location"].startswith("/accounts/password/change/")


def test_roles_are_given_and_written_down(client, choi, kim):
    client.force_login(choi)
    role = kim.roles.get()

    client.post("/people/add/", form(roles=[role.pk]))

    rows = AccessChange.objects.filter(person__username="new").order_by("pk")
    assert list(rows.values_list("what", "role_name", "actor__username")) == [
        ("person_added", "", "choi"),
        ("role_given", "영업사원", "choi"),
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"username": "kim"}, "이미 쓰고 있는 아이디"),
        ({"username": "KIM"}, "영문 소문자"),
        ({"username": "김"}, "영문 소문자"),
        ({"username": "a b"}, "영문 소문자"),
        ({"username": "x" * 10_000}, "영문 소문자"),
        ({"name": ""}, "필수"),
        ({"name": "\u200b \u3164"}, "필수"),
        ({"name": "김" * 101}, "100"),
        ({"email": "KIM@example.com"}, "이미 있습니다"),
        ({"email": "아님"}, "이메일"),
        ({"phone": "12"}, "전화번호가 아닙니다"),
        ({"department": "999999"}, "올바르게 선택"),
        ({"department": "x' OR 1"}, "올바르게 선택"),
        ({"roles": ["999"]}, "999"),
    ],
)
def test_wrong_input_is_told_and_nothing_is_made(client, choi, kim, values, said):
    client.force_login(choi)
    before = User.objects.count()

    page = client.post("/people/add/", form() | values)

    assert page.status_code == 422
    assert said in page.text
    assert User.objects.count() == before


def test_names_are_kept_as_people_see_them(client, choi):
    client.force_login(choi)

    client.post("/people/add/", form(name="\u1100\u1175\u11b7\u1112\u1161 <b>😀</b>"))

    assert User.objects.get(username="new").name == "김하 <b>😀</b>"
    page = client.get("/people/").text
    assert "<b>😀" not in page
    assert "&lt;b&gt;😀" in page


def test_a_new_department_is_a_change_of_rights(kim, choi, sales):
    change_person(kim, department=sales, actor=choi)

    row = AccessChange.objects.get()
    assert (row.what, row.before, row.after) == ("department", "영업1팀", "영업부")


def test_shutting_an_account_ends_sessions_and_takes_roles(client, kim, choi):
    enter(client, "kim")

    deactivate_person(kim, actor=choi)

    assert client.get("/me/").status_code == 302
    assert not kim.roles.exists()
    kim.refresh_from_db()
    assert (kim.is_active, kim.left_at is not None) == (False, True)
    said = AccessChange.objects.filter(person=kim).order_by("pk")
    assert list(said.values_list("what", flat=True)) == ["role_taken", "person_left"]


def test_the_last_administrator_is_not_shut(choi, kim):
    with pytest.raises(Refused, match="자기 계정"):
        deactivate_person(choi, actor=choi)
    with pytest.raises(Refused, match="마지막 관리자"):
        deactivate_person(choi, actor=None)

    choi.refresh_from_db()
    assert choi.is_active
    assert choi.roles.exists()
    assert not AccessChange.objects.exists()


def test_an_account_opens_again_without_roles_and_with_a_new_password(client, kim, choi):
    deactivate_person(kim, actor=choi)
    client.force_login(choi)

    page = client.post(f"/people/{kim.pk}/act/", {"act": "reactivate"})

    kim.refresh_from_db()
    assert kim.is_active
    assert kim.check_password(page.context["password"])
    assert not kim.roles.exists()


def test_a_lost_telephone(client, kim, choi):
    make_second_step(kim)
    client.force_login(choi)

    client.post(f"/people/{kim.pk}/act/", {"act": "second_step"})

    assert not Authenticator.objects.filter(user=kim).exists()
    assert AccessChange.objects.get().what == "second_dropped"


def test_who_manages_people_does_not_touch_those_who_may_more(client, manager, choi):
    with pytest.raises(Refused, match="관리자만"):
        reissue_password(choi, actor=manager)

    client.force_login(manager)
    for act in ("password", "second_step", "deactivate"):
        page = client.post(f"/people/{choi.pk}/act/", {"act": act}, follow=True)
        assert "관리자만" in page.text
    choi.refresh_from_db()
    assert choi.is_active
    assert choi.check_password("dangol!2026")


def test_who_manages_people_may_help_those_who_may_less(manager, kim):
    password = reissue_password(kim, actor=manager)

    kim.refresh_from_db()
    assert kim.check_password(password)
    assert kim.must_change_password


PAGES = ["/people/", "/people/add/", "/people/{kim}/", "/people/{kim}/hand-over/", "/departments/"]


@pytest.mark.parametrize("who", ["kim", "lee", "park"])
@pytest.mark.parametrize("address", [*PAGES, "/access-log/", "/sign-ins/", "/tokens/"])
def test_others_do_not_open_the_pages(client, request, kim, who, address):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address.format(kim=kim.pk)).status_code == 403


@pytest.mark.parametrize("address", [*PAGES, "/access-log/", "/sign-ins/"])
def test_strangers_are_sent_to_the_sign_in_page(client, kim, address):
    response = client.get(address.format(kim=kim.pk))

    assert response.headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize(
    "address",
    ["/people/999999/", "/people/999999/hand-over/", "/departments/999999/", "/roles/9999/"],
)
def test_who_is_not_there_is_404(client, choi, address):
    client.force_login(choi)

    assert client.get(address).status_code == 404


def test_the_list_finds_by_name_department_and_state(client, choi, kim, park, sales):
    client.force_login(choi)

    assert [p.name for p in client.get("/people/").context["rows"]] == [
        "김하늘",
        "박지훈",
        "최관리",
    ]
    assert [p.name for p in client.get("/people/?q=하늘").context["rows"]] == ["김하늘"]
    below = client.get(f"/people/?department={sales.pk}").context["rows"]
    assert [p.name for p in below] == ["김하늘"]
    assert not client.get("/people/?left=1").context["rows"]
    odd = client.get("/people/?q=%00&department=x&page=-1", headers={"HX-Request": "true"})
    assert odd.text.lstrip().startswith('<section class="card flush" id="results"')


def test_a_page_of_people_costs_the_same_for_two_and_sixty(
    client, choi, kim, django_assert_num_queries
):
    client.force_login(choi)
    client.get("/people/")
    for n in range(60):
        User.objects.create_user(f"u{n}", department=kim.department).roles.add(kim.roles.get())

    with django_assert_num_queries(7):
        page = client.get("/people/")

    assert len(page.context["rows"]) == 50
    assert page.context["next"] == "?page=2"
    assert len(client.get("/people/?page=2").context["rows"]) == 12


def test_both_logs_show_what_happened(client, choi, kim):
    enter(client, "kim", "wrong")
    enter(client, "nobody-here", "wrong")
    client.force_login(choi)
    change_person(kim, position="과장", department=None, actor=choi)

    tries = client.get("/sign-ins/").text
    assert "없는 아이디" in tries
    assert "127.0.0.1" in tries
    log = client.get("/access-log/").text
    assert "부서 변경 · 영업1팀 → —" in log
    assert "최관리" in log
