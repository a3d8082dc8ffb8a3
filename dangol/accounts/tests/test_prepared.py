"""Queries whose SQL is written once give what the ORM gives."""

import pytest

from dangol.accounts.models import Department, User
from dangol.kit.db.prepared import Prepared, prepared

pytestmark = pytest.mark.django_db


def test_answers_like_the_queryset_for_every_argument(kim, lee, park, django_assert_num_queries):
    built = []

    @prepared
    def colleagues(department_id: int, name: str):
        built.append(department_id)
        rows = User.objects.select_related("department").filter(department=department_id)
        return rows.exclude(name=name).order_by("-pk")

    assert colleagues(kim.department_id, "이도윤") == [kim]
    assert colleagues(kim.department_id, "") == [lee, kim]
    assert colleagues(0, "") == []
    with django_assert_num_queries(1):
        [stranger] = colleagues(park.department_id, "김하늘")
        assert stranger.department.name == "서비스부"
    assert len(built) == 1


def test_gives_values_and_limits(kim, lee):
    @prepared
    def names(department_id: int):
        rows = User.objects.filter(department=department_id).order_by("name")
        return rows.values_list("name", flat=True)[:1]

    assert names(kim.department_id) == ["김하늘"]


def test_a_row_is_read_anew_each_time(sales):
    @prepared
    def departments(pk: int):
        return Department.objects.filter(pk=pk)

    [before] = departments(sales.pk)
    Department.objects.filter(pk=sales.pk).update(name="영업본부")

    assert departments(sales.pk)[0].name == "영업본부"
    assert before.name == "영업부"


@pytest.mark.parametrize(
    "build",
    [
        lambda pk: User.objects.order_by("pk")[:3],
        lambda pk: User.objects.filter(pk=pk + 1),
        lambda pk: User.objects.filter(pk=pk).prefetch_related("roles"),
    ],
)
def test_refuses_what_would_answer_wrongly(build):
    with pytest.raises(TypeError, match="prepared query"):
        Prepared(build)(1)
