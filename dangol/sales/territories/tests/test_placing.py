"""Every customer says which territory it is in, for lists, filters and segments."""

import json

import pytest

from dangol.api.testing import token_headers
from dangol.customers.lists import CustomerList
from dangol.customers.models import Customer
from dangol.customers.parties.services import edit_customer, register_customer
from dangol.imports import running, services
from dangol.sales.importing.tests.test_import_deals import bring, reasons
from dangol.sales.models import CustomerTerritory, Territory
from dangol.sales.territories.jobs import place_all
from dangol.sales.territories.services import remove_territory, write_territory

pytestmark = pytest.mark.django_db
GANGNAM, HAEUNDAE = "서울 강남구 테헤란로 1", "부산 해운대구 센텀로 1"


@pytest.fixture
def ground(kim, lee, choi):
    write_territory(None, name="강남", order=1, regions=["서울 강남구"], people=[kim], actor=choi)
    write_territory(None, name="식당", order=2, industries=["음식"], people=[lee], actor=choi)


def come(owner, name, address, **values):
    return register_customer(name=name, owner=owner, addresses=[address], actor=owner, **values)


def places():
    return dict(CustomerTerritory.objects.values_list("customer__name", "territory__name"))


def test_who_comes_and_who_moves_is_placed_soon(ground, kim, run_jobs):
    mover = come(kim, "이사", GANGNAM)
    come(kim, "없음", HAEUNDAE)
    run_jobs()
    assert places() == {"이사": "강남"}

    edit_customer(mover, addresses=[HAEUNDAE], actor=kim)
    run_jobs()
    assert places() == {}
    edit_customer(mover, industry="음식점업", actor=kim)
    run_jobs()
    assert places() == {"이사": "식당"}


def test_a_changed_rule_places_everybody_anew_and_again_writes_nothing(
    ground, kim, choi, run_jobs, django_assert_num_queries
):
    come(kim, "강남 고객", GANGNAM)
    come(kim, "부산 고객", HAEUNDAE)
    run_jobs()
    write_territory(None, name="부산", order=0, regions=["부산"], people=[kim], actor=choi)
    run_jobs()
    assert places() == {"강남 고객": "강남", "부산 고객": "부산"}

    with django_assert_num_queries(6):  # the last id, a savepoint, two of the rules, who moved
        assert place_all.func() == 0
    remove_territory(Territory.objects.get(name="강남"), actor=choi)
    run_jobs()
    assert places() == {"부산 고객": "부산"}


def test_lists_show_and_narrow_by_it(ground, client, kim, run_jobs):
    for name, address in (("강남 고객", GANGNAM), ("부산 고객", HAEUNDAE)):
        come(kim, name, address)
    run_jobs()
    pk = Territory.objects.get(name="강남").pk
    client.force_login(kim)

    text = client.get("/customers/", {"territory": pk, "columns": "name,territory"}).text
    column = CustomerList().all_columns["territory"]

    assert "강남 고객" in text
    assert "부산 고객" not in text
    shown = {c.name: column.html(c, None) for c in Customer.objects.all()}
    assert shown == {"강남 고객": "강남", "부산 고객": "—"}


def test_an_import_of_customers_is_taken_back_with_its_places(ground, choi, run_jobs):
    run = bring("이름,주소\n강남 고객,서울 강남구 테헤란로 1\n", "customers", choi)
    run_jobs()
    place_all.func()
    assert places() == {"강남 고객": "강남"}

    services.begin_undo(run)
    running.undo(run.pk, actor=choi)

    assert not Customer.objects.exists()
    assert not CustomerTerritory.objects.exists()


def test_territories_come_by_file_and_go_back_to_what_they_were(ground, kim, lee, choi):
    text = (
        f'권역,지역,담당자,순서\n경기,"경기, 인천","{kim.name}, {lee.name}",3\n'
        f"강남,서울 서초구,{lee.name},1\n달,달나라,{kim.name},1\n별,서울,아무개,1\n"
    )
    run = bring(text, "territories", choi, double="overwrite")

    made, changed = Territory.objects.get(name="경기"), Territory.objects.get(name="강남")
    assert (made.regions, made.order, made.people.count()) == (["경기도", "인천광역시"], 3, 2)
    assert (changed.regions, list(changed.people.all())) == (["서울특별시 서초구"], [lee])
    assert (run.created, run.updated, run.refused) == (1, 1, 2)
    said = " ".join(reasons(run))
    assert ("시·도로 시작" in said, "담당 ‘아무개’" in said) == (True, True)

    services.begin_undo(run)
    done = running.undo(run.pk, actor=choi)

    changed.refresh_from_db()
    assert (done.kept, Territory.objects.filter(name="경기").exists()) == ([], False)
    assert (changed.regions, list(changed.people.all())) == (["서울특별시 강남구"], [kim])


def test_the_api_writes_territories_as_the_page_would(client, kim, lee, choi):
    headers = token_headers(choi, by=choi)

    def call(verb, url="", **body):
        sent = {"data": body, "content_type": "application/json"} if body else {}
        answer = getattr(client, verb)(f"/api/v1/territories{url}", headers=headers, **sent)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    status, made = call("post", name="강남", regions=["서울 강남구"], people=[kim.pk])
    assert (status, made["regions"], made["people"]) == (201, ["서울특별시 강남구"], [kim.pk])
    url = f"/{made['id']}"
    assert call("patch", url, people=[lee.pk], order=5)[1]["regions"] == ["서울특별시 강남구"]
    assert call("patch", url, regions=None)[1]["regions"] == []
    assert [row["order"] for row in call("get")[1]] == [5]
    for wrong in ({"people": []}, {"regions": ["달나라"]}, {"segment_id": 999}, {"order": -1}):
        assert call("patch", url, **wrong)[0] == 422
    assert call("post", name="강남", people=[kim.pk])[0] == 422
    assert Territory.objects.get().people.get() == lee
    assert call("delete", url) == (204, None)
    assert client.get("/api/v1/territories", headers=token_headers(kim, by=choi)).status_code == 403
