import pytest

from dangol.accounts.models import Department, User
from dangol.kit.access import Scope

pytestmark = pytest.mark.django_db


def test_departments_are_a_tree(client, choi, sales, team, kim):
    client.force_login(choi)
    client.post("/departments/add/", {"name": "영업2팀", "parent": sales.pk})
    second = Department.objects.get(name="영업2팀")
    client.post(f"/departments/{second.pk}/act/", {"act": "up"})

    tree = client.get("/departments/").context["tree"]

    assert [(b.department.name, b.depth, b.people) for b in tree] == [
        ("영업부", 0, 0),
        ("영업2팀", 1, 0),
        ("영업1팀", 1, 1),
    ]


def test_a_department_does_not_hang_under_itself(client, choi, sales, team):
    client.force_login(choi)

    page = client.post(f"/departments/{sales.pk}/", {"name": "영업부", "parent": team.pk})

    assert page.status_code == 422
    sales.refresh_from_db()
    assert sales.parent is None


def test_only_an_empty_department_is_deleted(client, choi, sales, team, kim):
    client.force_login(choi)

    said = client.post(f"/departments/{sales.pk}/act/", {"act": "remove"}, follow=True).text
    assert "하위 부서가 있습니다" in said
    said = client.post(f"/departments/{team.pk}/act/", {"act": "remove"}, follow=True).text
    assert "부서에 직원이 있습니다" in said
    assert Department.objects.count() == 2

    kim.department = None
    kim.save()
    client.post(f"/departments/{team.pk}/act/", {"act": "remove"})
    assert list(Department.objects.all()) == [sales]


@pytest.mark.parametrize("parent", [True, False])
def test_a_department_name_is_taken_once_per_place(client, choi, sales, team, parent):
    client.force_login(choi)
    name, under = ("영업1팀", sales.pk) if parent else ("영업부", "")

    page = client.post("/departments/add/", {"name": name, "parent": under})

    assert page.status_code == 422
    assert Department.objects.count() == 2


def test_a_leaders_reach_follows_the_tree(lee, kim, park, sales):
    assert lee.colleague_ids(Scope.BELOW) == sorted([lee.pk, kim.pk])
    lee.department = sales
    lee.save()

    fresh = User.objects.get(pk=lee.pk)

    assert fresh.colleague_ids(Scope.BELOW) == sorted([lee.pk, kim.pk])
    assert fresh.colleague_ids(Scope.DEPARTMENT) == [lee.pk]
