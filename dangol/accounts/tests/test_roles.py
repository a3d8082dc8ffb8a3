import pytest

from dangol.accounts.models import AccessChange, Grant, Role, User
from dangol.accounts.roles.services import (
    MASTER,
    add_role,
    assign_roles,
    remove_role,
    set_grants,
)
from dangol.kit.access import Permission, Scope, permissions
from dangol.kit.errors import Refused

pytestmark = pytest.mark.django_db
VIEW, EXPORT = "shop.view_order", "shop.export_order"


@pytest.fixture(autouse=True)
def orders(monkeypatch):
    """A kind of record with rows, and a right without."""
    items = dict(permissions._items)
    items[VIEW] = Permission("보기", "주문", scoped=True)
    items[EXPORT] = Permission("내보내기", "주문", scoped=False)
    monkeypatch.setattr(permissions, "_items", items)


@pytest.fixture
def role(choi):
    return add_role(name="창고", actor=choi)


def changes(**narrow):
    rows = AccessChange.objects.filter(**narrow).order_by("pk")
    return list(rows.values_list("what", "permission", "before", "after"))


def test_a_new_role_may_nothing(role):
    assert not role.grants.exists()
    assert changes(role_name="창고") == [("role_added", "", "", "")]


def test_a_role_can_begin_as_a_copy(choi):
    copy = add_role(name="부관리자", copy_of=choi.roles.get(), actor=choi)

    assert copy.grants.count() == choi.roles.get().grants.count()


def test_every_change_of_a_right_is_one_line_with_before_and_after(role, choi):
    set_grants(role, {VIEW: Scope.OWN, EXPORT: Scope.ALL}, actor=choi)
    set_grants(role, {VIEW: Scope.BELOW}, actor=choi)
    set_grants(role, {VIEW: None}, actor=choi)

    assert changes(what="grant", permission=VIEW) == [
        ("grant", VIEW, "없음", "내 것"),
        ("grant", VIEW, "내 것", "부서와 하위 부서"),
        ("grant", VIEW, "부서와 하위 부서", "없음"),
    ]
    assert list(role.grants.values_list("permission", "scope")) == [(EXPORT, "all")]


def test_the_same_again_changes_and_logs_nothing(role, choi):
    set_grants(role, {VIEW: Scope.OWN}, actor=choi)

    assert set_grants(role, {VIEW: Scope.OWN}, actor=choi) == 0
    assert len(changes(what="grant")) == 1


def test_a_right_without_rows_has_no_scope(role, choi):
    set_grants(role, {EXPORT: Scope.OWN}, actor=choi)

    assert role.grants.get().scope == Scope.ALL


def test_a_right_nobody_declared_is_passed_over(role, choi):
    assert set_grants(role, {"gone.view_thing": Scope.ALL}, actor=choi) == 0


def test_rights_count_at_once_in_an_open_session(client, kim, choi):
    client.force_login(kim)
    assert client.get("/people/").status_code == 403

    set_grants(kim.roles.get(), {"accounts.manage_people": Scope.ALL}, actor=choi)
    assert client.get("/people/").status_code == 200

    set_grants(kim.roles.get(), {"accounts.manage_people": None}, actor=choi)
    assert client.get("/people/").status_code == 403


def test_the_last_administrator_keeps_the_right_to_give_rights(choi):
    admin = choi.roles.get()

    with pytest.raises(Refused, match="마지막 관리자"):
        set_grants(admin, {MASTER: None}, actor=choi)
    with pytest.raises(Refused, match="마지막 관리자"):
        assign_roles(choi, [], actor=choi)

    assert Grant.objects.filter(role=admin, permission=MASTER).exists()
    assert choi.roles.get() == admin
    assert not changes(permission=MASTER)


def test_of_two_administrators_one_may_go(kim, choi):
    assign_roles(kim, [choi.roles.get()], actor=choi)

    assign_roles(choi, [], actor=kim)

    assert not choi.has_perm(MASTER)
    assert changes(person=choi) == [("role_taken", "", "", "")]


def test_a_role_in_use_is_not_deleted(kim, choi):
    with pytest.raises(Refused, match="맡은 직원이"):
        remove_role(kim.roles.get(), actor=choi)

    assert Role.objects.filter(people=kim).exists()


def test_nobody_gives_what_they_do_not_hold(kim, lee, choi):
    set_grants(lee.roles.get(), {"accounts.manage_people": Scope.ALL}, actor=choi)
    lee = User.objects.get(pk=lee.pk)

    with pytest.raises(Refused, match="내게 없는 권한"):
        assign_roles(kim, [choi.roles.get()], actor=lee)
    with pytest.raises(Refused, match="내게 없는 권한"):
        assign_roles(choi, [], actor=lee)

    assert kim.roles.count() == 1
    assign_roles(kim, [*kim.roles.all(), lee.roles.get()], actor=lee)
    assert kim.roles.count() == 2


@pytest.mark.parametrize(
    ("who", "status"), [("kim", 403), ("lee", 403), ("park", 403), ("choi", 200)]
)
@pytest.mark.parametrize("address", ["/roles/", "/roles/add/", "/roles/{role}/"])
def test_only_administrators_open_the_pages(client, request, role, who, status, address):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address.format(role=role.pk)).status_code == status


def test_the_grid_shows_and_saves_only_what_was_changed(
    client, role, choi, django_assert_num_queries
):
    client.force_login(choi)
    client.get("/roles/")
    with django_assert_num_queries(6):
        page = client.get("/roles/").text
    assert f'name="{role.pk}:{VIEW}" value=""' in page

    client.post("/roles/", {f"{role.pk}:{VIEW}": "department", f"{role.pk}:{EXPORT}": "all"})

    assert dict(role.grants.values_list("permission", "scope")) == {
        VIEW: "department",
        EXPORT: "all",
    }


@pytest.mark.parametrize(
    "cell",
    [
        "x:shop.view_order",
        "9" * 30 + ":shop.view_order",
        "{role}:nope",
        ":",
        "{role}:shop.view_order=",
    ],
)
def test_odd_cells_change_nothing(client, role, choi, cell):
    client.force_login(choi)

    response = client.post("/roles/", {cell.format(role=role.pk): "everything\x00"})

    assert response.status_code == 302
    assert not role.grants.exists()


def test_the_grid_says_why_it_refuses(client, choi):
    client.force_login(choi)

    page = client.post("/roles/", {f"{choi.roles.get().pk}:{MASTER}": ""}, follow=True)

    assert "마지막 관리자" in page.text
    assert choi.roles.get().grants.filter(permission=MASTER).exists()


def test_a_role_is_edited_without_scripts(client, role, choi):
    client.force_login(choi)
    form = {"name": "창고 담당", "description": "", f"grant-{VIEW}": "own"}

    assert client.post(f"/roles/{role.pk}/", form).status_code == 302

    role.refresh_from_db()
    assert role.name == "창고 담당"
    assert dict(role.grants.values_list("permission", "scope")) == {VIEW: "own"}


def test_a_name_taken_is_told(client, role, choi):
    client.force_login(choi)

    page = client.post("/roles/add/", {"name": "창고"})

    assert page.status_code == 422
    assert Role.objects.filter(name="창고").count() == 1
