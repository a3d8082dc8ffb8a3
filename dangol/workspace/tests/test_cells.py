"""Correcting a cell where it stands; going from record to record."""

import re

import pytest
from django.test import RequestFactory

from dangol.kit.lists.table import fingerprint
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.tests.lists import PeopleList

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.workspace.tests.urls")]


def address(client, row):
    body = client.get("/people-list/").content.decode()
    return re.search(rf'data-url="(/lists/test.people/edit/{row.pk}/memo/[^"]+)"', body)[1]


def test_a_cell_is_corrected(browse, make, kim):
    one = make(kim, "하나")
    client = browse(kim)

    answer = client.post(address(client, one), {"memo": "하나로"})

    one.refresh_from_db()
    assert one.name == "하나로"
    cell = answer.content.decode()
    assert cell.startswith("<td")
    assert ">하나로</td>" in cell
    assert f"was={fingerprint('하나로')}" in cell


def test_a_refusal_keeps_the_old_text(browse, make, kim):
    one = make(kim, "하나")
    client = browse(kim)

    empty = client.post(address(client, one), {"memo": " "})
    long = client.post(address(client, one), {"memo": "가" * 10_000})

    assert (empty.status_code, empty.content.decode()) == (422, "이름을 적으세요.")
    assert long.status_code == 422
    one.refresh_from_db()
    assert one.name == "하나"


def test_the_later_of_two_editors_is_told(browse, make, kim, lee):
    one = make(kim, "하나")
    first, second = browse(kim), browse(lee)
    url = address(second, one)
    first.post(address(first, one), {"memo": "먼저"})

    answer = second.post(url, {"memo": "나중"})

    one.refresh_from_db()
    assert (answer.status_code, one.name) == (409, "먼저")
    assert "‘먼저’로 고쳤습니다" in answer.content.decode()


def test_other_peoples_rows_are_not_found(browse, make, kim, park):
    one = make(kim, "하나")
    url = f"/lists/test.people/edit/{one.pk}/memo/?was={fingerprint('하나')}"

    assert browse(park).post(url, {"memo": "내 것"}).status_code == 404
    assert browse(kim).post(url.replace("memo", "phone"), {"phone": "1"}).status_code == 404
    one.refresh_from_db()
    assert one.name == "하나"


@pytest.mark.parametrize("sort", ["", "sort=name", "sort=-name", "sort=last_contact_at"])
def test_neighbours_walk_the_list_as_it_is_shown(browse, make, kim, sort):
    from datetime import UTC, datetime  # noqa: PLC0415

    for number in range(8):
        seen = datetime(2026, 1, 1 + number // 3, tzinfo=UTC) if number % 3 else None
        make(kim, f"고객{number // 2}", stage="prospect", last_contact_at=seen)
    make(kim, "아님", stage="target")
    body = browse(kim).get(f"/people-list/?stage=prospect&{sort}").content.decode()
    order = [int(pk) for pk in re.findall(r'id="row-(\d+)"', body)]
    model = PeopleList.model

    def beside(pk):
        request = RequestFactory().get("/", {"list": f"stage=prospect&{sort}".strip("&")})
        request.user = kim
        found = neighbours(request, PeopleList, model(pk=pk))
        return [int((re.search(r"/(\d+)/", url) or [0, 0])[1]) for url in found[:2]]

    assert len(order) == 8
    for place, pk in enumerate(order):
        before = order[place - 1] if place else 0
        after = order[place + 1] if place < 7 else 0
        assert beside(pk) == [before, after]


def test_no_neighbours_from_elsewhere(kim, make, rf):
    request = rf.get("/")
    request.user = kim

    assert neighbours(request, PeopleList, make(kim, "하나")) is None
