"""Anyone's list: what each person sees, and what an odd address does."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection

from dangol.kit.personal import PersonalDataSeen
from dangol.workspace.models import ListPreference, SavedView

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.workspace.tests.urls")]
URL = "/people-list/"


def text(response):
    return response.content.decode()


def names(response):
    cells = re.findall(r"data-open-row>(.*?)</a>", text(response))
    return [re.sub(r"<.*?>", "", cell) for cell in cells]


def test_each_person_sees_their_rows(browse, make, kim, lee, park, choi):
    make(kim, "김하나")
    make(lee, "이두리")
    make(park, "박세나")

    assert names(browse(kim).get(URL)) == ["김하나"]
    assert names(browse(lee).get(URL)) == ["이두리", "김하나"]
    assert names(browse(park).get(URL)) == ["박세나"]
    assert names(browse(choi).get(URL)) == ["박세나", "이두리", "김하나"]
    anonymous = browse(kim)
    anonymous.logout()
    assert anonymous.get(URL).status_code == 302


def test_boxes_only_for_who_can_do_something_with_them(browse, make, kim, lee):
    make(kim, "김하나")

    idle, able = text(browse(kim).get(URL)), text(browse(lee).get(URL))
    assert [mark in idle for mark in ('class="pick"', 'class="bulk"')] == [False, False]
    assert [mark in able for mark in ('class="pick"', 'class="bulk"')] == [True, True]


def test_pages_tell_what_they_show(browse, make, kim):
    for number in range(60):
        make(kim, f"고객{number:02}")

    first, second = browse(kim).get(URL), browse(kim).get(f"{URL}?page=2")

    assert len(names(first)) == 50
    assert "1–50 / 60명" in text(first)
    assert 'rel="next" href="/people-list/?page=2"' in text(first)
    assert names(second) == [f"고객{number:02}" for number in range(9, -1, -1)]
    assert "51–60 / 60명" in text(second)
    assert len(names(browse(kim).get(f"{URL}?size=25"))) == 25
    assert "이 쪽에는 아무것도 없습니다." in text(browse(kim).get(f"{URL}?page=9"))


@pytest.mark.parametrize(
    "query",
    ["page=abc", "page=-1", "page=0", "page=" + "9" * 50, "size=7", "view=x", "q=%00%ED%A0%80"],
)
def test_odd_numbers_show_the_first_page(browse, make, kim, query):
    make(kim, "김하나")

    response = browse(kim).get(f"{URL}?{query}")

    assert response.status_code == 200
    assert 'role="alert"' not in text(response)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("colour=red", "‘colour’ 항목은 없습니다. 조건에서 빼 주세요."),
        ("sort=-colour", "‘-colour’ 순서로는 놓을 수 없습니다."),
        ("sort=phone", "‘phone’ 순서로는 놓을 수 없습니다."),
        ("f=%7B", "조건을 읽지 못했습니다. 조건을 지우고 다시 골라 주세요."),
        ("name=" + "가" * 10_000, "이름: 500자까지 적을 수 있습니다."),
        ("name.is%3Cscript%3E=1", "이름: ‘is&lt;script&gt;’로는 물을 수 없습니다."),
    ],
)
def test_what_an_address_says_wrongly_is_named(browse, make, kim, query, message):
    make(kim, "김하나")

    response = browse(kim).get(f"{URL}?{query}")

    assert response.status_code == 200
    assert message in text(response)
    assert names(response) == ["김하나"]


def test_scripts_stay_text(browse, make, kim):
    evil = "<script>alert(1)</script>"
    make(kim, evil)

    body = text(browse(kim).get(f"{URL}?name={quote(evil)}&q={quote(evil)}&view={quote(evil)}"))

    assert evil not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_sorts_with_empty_values_last_both_ways(browse, make, kim):
    day = datetime(2026, 3, 2, tzinfo=UTC)
    make(kim, "없음1")
    make(kim, "늦게", last_contact_at=day.replace(day=9))
    make(kim, "일찍", last_contact_at=day)
    make(kim, "없음2")

    down = names(browse(kim).get(f"{URL}?sort=-last_contact_at"))
    up = names(browse(kim).get(f"{URL}?sort=last_contact_at"))

    assert down == ["늦게", "일찍", "없음2", "없음1"]
    assert up == ["일찍", "늦게", "없음1", "없음2"]
    assert 'aria-sort="descending"' in text(browse(kim).get(f"{URL}?sort=-name"))


def test_pages_of_a_sort_with_empty_values_join(browse, make, kim):
    day = datetime(2026, 3, 2, tzinfo=UTC)
    for number in range(40):
        make(kim, f"값{number:02}", last_contact_at=day.replace(hour=number % 24))
    for number in range(40):
        make(kim, f"빈{number:02}")

    found = []
    for page in (1, 2, 3, 4):
        found += names(browse(kim).get(f"{URL}?sort=last_contact_at&size=25&page={page}"))

    assert len(found) == len(set(found)) == 80
    assert [name[0] for name in found] == ["값"] * 40 + ["빈"] * 40


def test_searches_and_marks(browse, make, kim):
    make(kim, "홍길동", phone="01012345678")
    make(kim, "김하나", phone="01098765432")

    response = browse(kim).get(f"{URL}?q=길동")

    assert names(response) == ["홍길동"]
    assert "홍<mark>길동</mark>" in text(response)
    assert names(browse(kim).get(f"{URL}?q=ㅎㄱㄷ")) == ["홍길동"]
    assert names(browse(kim).get(f"{URL}?q=5678&sort=name")) == ["홍길동"]
    assert "맞는 것이 없습니다." in text(browse(kim).get(f"{URL}?q=없는이름"))


def test_filters_by_choices_people_links_and_groups(browse, make, kim, lee):
    tag = apps.get_model("customers", "Tag").objects.create(name="단골")
    one = make(kim, "하나", stage="prospect")
    make(lee, "두리", stage="customer")
    make(lee, "세나", stage="target")
    one.tags.add(tag)

    def found(query):
        return names(browse(lee).get(f"{URL}?{query}"))

    assert found("stage=prospect&stage=customer") == ["두리", "하나"]
    assert found("stage.not=target") == ["두리", "하나"]
    assert found("owner=me") == ["세나", "두리"]
    assert found(f"owner={kim.pk}&stage=customer") == []
    assert found(f"tags={tag.pk}") == ["하나"]
    assert found("tags.empty=") == ["세나", "두리"]
    either = (
        '{"any":[{"field":"name","op":"starts","value":"세"},'
        '{"all":[{"field":"stage","op":"is","value":["prospect"]},'
        '{"field":"owner","op":"not","value":["me"]}]}]}'
    )
    assert found(f"f={quote(either)}") == ["세나", "하나"]
    body = text(browse(lee).get(f"{URL}?f={quote(either)}"))
    assert "이름: 첫머리 ‘세’ 또는 (단계: 잠재고객 그리고 담당: 나 빼고)" in body


def test_htmx_gets_the_results_and_the_bars(browse, make, kim):
    make(kim, "김하나")

    part = text(browse(kim).get(URL, headers={"HX-Request": "true"}))
    restored = browse(kim).get(
        URL, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )

    assert "<html" not in part
    assert '<section id="results"' in part
    assert part.count('hx-swap-oob="true"') == 2
    assert "<html" in text(restored)
    assert "HX-Request" in restored["Vary"]


def test_the_list_says_whose_data_was_seen(browse, make, kim, monkeypatch):
    events = []
    monkeypatch.setattr("dangol.kit.personal.publish", events.append)
    one = make(kim, "김하나")

    browse(kim).get(URL)

    [event] = [event for event in events if isinstance(event, PersonalDataSeen)]
    assert (event.act, event.model, event.record_ids) == ("list", "customers.customer", [one.pk])


def test_needs_the_right_to_see(browse, kim):
    kim.roles.clear()

    assert browse(kim).get(URL).status_code == 403
    assert browse(kim).get("/lists/test.people/columns/").status_code == 403
    assert browse(kim).get("/lists/nothing/columns/").status_code == 404


def test_columns_are_kept_in_their_order(browse, make, kim):
    make(kim, "김하나")
    client = browse(kim)

    answer = client.post(
        "/lists/test.people/columns/?sort=name",
        {"columns": ["phone", "stage", "colour"], "size": "25", "is_cosy": "1"},
    )

    assert answer["Location"] == "/people-list/?sort=name"
    kept = ListPreference.objects.get(user=kim)
    assert (kept.columns, kept.size, kept.is_cosy) == (["phone", "stage"], 25, True)
    head = re.search(r"<thead>.*</thead>", text(client.get(URL)))[0]
    assert re.findall(r">(이름|전화|단계|담당)<", head) == ["이름", "전화", "단계"]
    client.post("/lists/test.people/columns/", {"reset": "1"})
    assert ListPreference.objects.get(user=kim).columns == []


def test_views_are_kept_shared_and_scoped(browse, make, kim, lee, choi):
    make(kim, "김하나", stage="prospect")
    make(kim, "김두리", stage="customer")

    answer = browse(kim).post(
        "/lists/test.people/views/?stage=prospect&sort=name&page=3", {"name": "<b>잠재</b>"}
    )

    view = SavedView.objects.get()
    assert (view.address, view.owner) == ("stage=prospect&sort=name", kim)
    assert answer["Location"] == f"{URL}?stage=prospect&sort=name&view={view.pk}"
    body = text(browse(kim).get(answer["Location"]))
    assert names(browse(kim).get(answer["Location"])) == ["김하나"]
    assert "&lt;b&gt;잠재&lt;/b&gt;" in body
    assert "이 보기에 저장" not in body
    assert "이 보기에 저장" in text(browse(kim).get(f"{URL}?stage=customer&view={view.pk}"))
    assert f"view={view.pk}" not in text(browse(lee).get(URL))
    assert browse(lee).get(f"/views/{view.pk}/").status_code == 404


def test_sharing_a_view_needs_the_right(browse, kim, choi, lee):
    refused = browse(kim).post(
        "/lists/test.people/views/",
        {"name": "모두", "is_shared": "on"},
        headers={"HX-Request": "1"},
    )

    assert refused.status_code == 422
    assert "보기를 모두에게 보일 권한이 없습니다." in text(refused)
    assert not SavedView.objects.exists()
    browse(choi).post("/lists/test.people/views/", {"name": "모두", "is_shared": "on"})
    view = SavedView.objects.get()
    assert f"view={view.pk}" in text(browse(lee).get(URL))
    assert browse(lee).post(f"/views/{view.pk}/drop/").status_code == 409
    assert SavedView.objects.exists()


def test_a_view_name_is_taken_once_and_short(browse, kim):
    client = browse(kim)
    client.post("/lists/test.people/views/", {"name": "내 것"})

    again = client.post("/lists/test.people/views/", {"name": "내 것"})
    long = client.post("/lists/test.people/views/", {"name": "가" * 10_000})

    assert (again.status_code, long.status_code) == (422, 422)
    assert "같은 이름의 보기가 이미 있습니다." in text(again)
    assert SavedView.objects.count() == 1


def test_the_list_opens_with_the_view_of_choice(browse, make, kim):
    make(kim, "김하나", stage="prospect")
    make(kim, "김두리", stage="customer")
    client = browse(kim)
    client.post("/lists/test.people/views/?stage=prospect", {"name": "잠재", "is_first": "on"})

    assert names(client.get(URL)) == ["김하나"]
    assert names(client.get(f"{URL}?view=0")) == ["김두리", "김하나"]
    client.post(f"/views/{SavedView.objects.get().pk}/drop/")
    assert names(client.get(URL)) == ["김두리", "김하나"]


def test_queries_of_a_page(browse, make, kim, lee, django_assert_num_queries):
    for number in range(60):
        make(kim, f"고객{number:02}", stage="prospect")
    client = browse(lee)
    client.get(f"{URL}?stage=prospect&sort=name")

    # SQLite is told which index to walk, for which it looks at the last id
    expected = 17 if connection.vendor == "sqlite" else 16
    with django_assert_num_queries(expected) as captured:
        client.get(f"{URL}?stage=prospect&sort=name&page=1")

    assert not [q for q in captured if "count(" in q["sql"].lower() and "LIMIT" not in q["sql"]]
