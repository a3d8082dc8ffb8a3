import pytest

from dangol.accounts.default_roles import DEFAULT_ROLES, install_default_roles
from dangol.accounts.models import AccessChange, Grant, OfferedRight, Role
from dangol.accounts.roles.services import set_grants
from dangol.kit.access import Permission, Scope, permissions

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders(monkeypatch):
    """A record some later version declares."""
    items = dict(permissions._items)
    for verb, scoped in (("view", True), ("add", False), ("delete", True), ("export", False)):
        items[f"shop.{verb}_order"] = Permission(verb, "주문", scoped)
    monkeypatch.setattr(permissions, "_items", items)


def scopes(key):
    grants = Grant.objects.filter(role__key=key, permission__startswith="shop.")
    return dict(grants.values_list("permission", "scope"))


def test_makes_seven_roles_from_the_declared_permissions(orders):
    install_default_roles()

    names = list(Role.objects.order_by("order").values_list("name", flat=True))
    assert names == ["관리자", "팀장", "영업사원", "상담원", "마케터", "대리점", "조회 전용"]
    assert scopes("rep") == {
        "shop.view_order": "own",
        "shop.add_order": "all",
        "shop.delete_order": "own",
    }
    assert scopes("leader")["shop.view_order"] == "below"
    assert scopes("marketer") == {"shop.view_order": "all", "shop.export_order": "all"}
    assert scopes("viewer") == {"shop.view_order": "all"}


def test_only_the_administrator_may_administer():
    install_default_roles()

    holders = Grant.objects.filter(permission="accounts.manage_roles")
    assert list(holders.values_list("role__key", "scope")) == [("admin", Scope.ALL)]


def test_a_right_without_rows_to_view_something_is_administration(monkeypatch):
    items = dict(permissions._items)
    items["shop.view_log"] = Permission("기록 보기", "관리", scoped=False)
    monkeypatch.setattr(permissions, "_items", items)

    install_default_roles()

    assert scopes("admin") == {"shop.view_log": "all"}
    assert scopes("leader") == scopes("viewer") == {}


def test_twice_changes_nothing():
    install_default_roles()
    before = Grant.objects.count()

    assert install_default_roles() == 0
    assert (Grant.objects.count(), Role.objects.count()) == (before, len(DEFAULT_ROLES))


def test_an_upgrade_offers_new_permissions_and_respects_edits(monkeypatch, request):
    install_default_roles()
    Role.objects.filter(key="viewer").delete()
    Role.objects.filter(key="rep").update(name="영업 담당")
    Grant.objects.filter(role__key="admin", permission="accounts.view_log").delete()

    request.getfixturevalue("orders")
    install_default_roles()

    assert not Role.objects.filter(key="viewer").exists()
    assert scopes("rep")["shop.view_order"] == "own"
    assert len(scopes("admin")) == 4
    assert not Grant.objects.filter(role__key="admin", permission="accounts.view_log").exists()


SEND = "messaging.send_message"


@pytest.fixture
def before_sending(monkeypatch):
    """An office set up when reps could not send yet: their role has no such right of its own."""
    rep = DEFAULT_ROLES["rep"]
    monkeypatch.setitem(DEFAULT_ROLES, "rep", rep._replace(also={}))
    install_default_roles()
    monkeypatch.setitem(DEFAULT_ROLES, "rep", rep)
    assert SEND not in held("rep")


def held(key):
    return dict(Grant.objects.filter(role__key=key).values_list("permission", "scope"))


def test_a_role_nobody_changed_gets_a_single_right_of_later_once(before_sending):
    assert install_default_roles() == 1
    assert held("rep")[SEND] == "all"
    told = AccessChange.objects.get(role_name="영업사원")
    assert (told.permission, told.after, told.actor) == (SEND, "전체", None)

    Grant.objects.filter(role__key="rep", permission=SEND).delete()
    assert install_default_roles() == 0
    assert SEND not in held("rep")


@pytest.mark.parametrize("change", ["right", "name"])
def test_a_role_the_office_made_its_own_does_not(before_sending, choi, change):
    role = Role.objects.get(key="rep")
    if change == "right":
        set_grants(role, {"customers.delete_customer": None}, actor=choi)
    else:
        Role.objects.filter(pk=role.pk).update(name="영업 담당")

    assert install_default_roles() == 0
    assert SEND not in held("rep")
    assert OfferedRight.objects.filter(role_key="rep", permission=f"{SEND}+").exists()
