import json

import pytest
from django.urls import reverse

from dangol.audit.models import Access
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer
from dangol.segments.models import Member, Segment
from dangol.segments.services import add_members
from dangol.segments.testing import leaf, make_list, make_segment
from dangol.workspace.models import ListRun

HTMX = {"HX-Request": "true"}
ROWS = {
    "row": ["0", "1"],
    "join-": "all",
    "field-0": "stage",
    "op-0": "is",
    "value-0": ["prospect"],
    "group-1": "g1",
    "join-g1": "none",
    "field-1": "name",
    "op-1": "contains",
    "value-1": "나",
}
TREE = {
    "all": [
        leaf("stage", "is", ["prospect"]),
        {"not": {"any": [leaf("name", "contains", "나")]}},
    ]
}


@pytest.fixture
def browse(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_a_segment_is_built_counted_and_kept(browse, kim, run_jobs):
    make_customer(kim, "가온", stage="prospect")
    make_customer(kim, "나루", stage="prospect")
    client = browse(kim)

    counted = client.post(reverse("segments:segment_count"), ROWS, headers=HTMX).content.decode()
    assert 'id="count-0" hx-swap-oob="true">2명<' in counted
    assert 'id="count-1" hx-swap-oob="true">1명<' in counted
    assert 'id="total" role="status" hx-swap-oob="true">1명<' in counted
    assert ("<b>가온</b>" in counted, "<b>나루</b>" in counted) == (True, False)

    values = ROWS | {"name": "봄", "description": "행사 대상", "is_shared": "on"}
    answer = client.post(reverse("segments:segment_add"), values)
    segment = Segment.objects.get()
    run_jobs()
    segment.refresh_from_db()

    assert answer.url == segment.get_absolute_url()
    assert (segment.name, segment.is_shared, segment.condition, segment.size) == (
        "봄",
        True,
        TREE,
        1,
    )
    page = client.get(segment.get_absolute_url()).content.decode()
    assert 'value="none" selected' in page


def test_wrong_input_stays_and_nothing_is_kept(browse, kim):
    client = browse(kim)

    answer = client.post(
        reverse("segments:segment_add"),
        {"name": "<script>", "row": "0", "field-0": "birth_on", "op-0": "is", "value-0": "어제"},
    )

    assert answer.status_code == 422
    body = answer.content.decode()
    assert "생년월일: 날짜를 2026-03-02처럼 적으세요." in body
    assert ("&lt;script&gt;" in body, "<script>" in body) == (True, False)
    assert 'value="어제"' in body
    assert not Segment.objects.exists()


def test_rows_come_and_go_without_saving(browse, kim):
    url = reverse("segments:segment_rows")

    more = browse(kim).post(url, ROWS | {"do": "add:g1"}, headers=HTMX).content.decode()
    less = browse(kim).post(url, ROWS | {"do": "drop:1"}, headers=HTMX).content.decode()

    assert [body.count('class="condition"') for body in (more, less)] == [3, 1]
    assert "<html" not in more
    assert not Segment.objects.exists()


def test_who_may_see_and_change(browse, kim, park):
    segment = make_segment(kim)
    urls = [
        reverse(f"segments:{name}", args=[segment.pk])
        for name in ("segment_detail", "segment_facts", "segment_freeze")
    ]
    assert [browse(park).get(url).status_code for url in urls] == [404, 404, 404]

    Segment.objects.filter(pk=segment.pk).update(is_shared=True)

    assert [browse(park).get(url).status_code for url in urls] == [200, 200, 200]
    assert browse(park).post(urls[0], ROWS | {"name": "내 것"}).status_code == 404
    assert browse(park).post(reverse("segments:segment_drop", args=[segment.pk])).status_code == 404
    segment.refresh_from_db()
    assert segment.name == "잠재고객"


def test_it_opens_as_the_list_of_customers(browse, kim, park):
    make_customer(kim, "가온", stage="prospect")
    make_customer(kim, "나루")
    segment = make_segment(kim, "<b>봄</b>")

    body = (
        browse(kim)
        .get(reverse("customers:customer_list"), {"segment": segment.key})
        .content.decode()
    )
    assert ("가온" in body, "나루" in body) == (True, False)
    assert "세그먼트: &lt;b&gt;봄&lt;/b&gt;" in body

    Segment.objects.filter(pk=segment.pk).update(condition={"all": [leaf("tags", "any", ["없음"])]})
    body = (
        browse(kim)
        .get(reverse("customers:customer_list"), {"segment": segment.key})
        .content.decode()
    )
    assert "태그: ‘없음’은 고를 수 없는 값입니다." in body


def test_why_is_for_those_who_may_see_the_customer_and_is_logged(browse, kim, park):
    customer = make_customer(kim, "가온", stage="prospect")
    segment = make_segment(kim, is_shared=True)
    url = reverse("segments:segment_why", args=[segment.pk, customer.pk])

    body = browse(kim).get(url, headers=HTMX).content.decode()

    assert "가온님: 이 세그먼트에 들어갑니다." in body
    assert "단계: 잠재고객" in body
    assert browse(park).get(url).status_code == 404
    assert (
        browse(kim)
        .get(reverse("segments:segments_of", args=[customer.pk]))
        .content.decode()
        .count(segment.name)
        == 1
    )
    assert Access.objects.filter(actor=kim, act="view").count() == 1


def test_people_are_put_on_a_list_in_the_bulk_bar_and_taken_back(browse, lee, kim):
    customer = make_customer(kim, "가온")
    static = make_list(lee)
    client = browse(lee)
    url = reverse("workspace:list_bulk", args=["customers.customer", "list_add"])

    client.post(url, {"ids": [customer.pk], "segment": static.pk})
    assert list(Member.objects.values_list("segment", "customer", "added_by")) == [
        (static.pk, customer.pk, lee.pk)
    ]
    assert client.post(reverse("workspace:run_undo", args=[_last_run()])).status_code == 302
    assert not Member.objects.exists()

    foreign = make_list(kim, "남의 것")
    Segment.objects.filter(pk=foreign.pk).update(owner=kim)
    live = make_segment(lee)
    assert client.post(url, {"ids": [customer.pk], "segment": live.pk}).status_code == 422


def _last_run():
    return ListRun.objects.order_by("-pk").values_list("pk", flat=True)[0]


def test_the_page_costs_the_same_with_many_segments(browse, kim, django_assert_max_num_queries):
    client = browse(kim)
    for n in range(12):
        make_segment(kim, f"봄 {n}")
    first = Segment.objects.first()
    client.get(first.get_absolute_url())
    with django_assert_max_num_queries(14):
        client.get(first.get_absolute_url())
    customer = make_customer(kim, "가온", stage="prospect")
    client.get(reverse("segments:segments_of", args=[customer.pk]))
    with django_assert_max_num_queries(10):
        client.get(reverse("segments:segments_of", args=[customer.pk]))


def test_the_address_of_a_list_becomes_the_rows(browse, kim):
    tree = json.dumps({"any": [leaf("stage", "is", ["customer"]), leaf("kind", "is", ["company"])]})

    body = browse(kim).get(reverse("segments:segment_add"), {"f": tree}).content.decode()

    assert body.count('class="condition"') == 2


def test_the_list_of_customers_leads_to_a_segment_with_its_conditions(browse, kim, park):
    shown = browse(kim).get(reverse("customers:customer_list"), {"stage": "prospect"}).text
    plain = browse(kim).get(reverse("customers:customer_list")).text

    assert f'href="{reverse("segments:segment_add")}?stage=prospect"' in shown
    assert "세그먼트로 저장" not in plain


def test_a_frozen_list_comes_from_a_segment_and_from_an_import(browse, kim):
    make_customer(kim, "가온", stage="prospect")
    segment = make_segment(kim)

    browse(kim).post(reverse("segments:segment_freeze", args=[segment.pk]), {"name": "봄 명단"})
    browse(kim).post(reverse("segments:static_add"), {"name": "빈 명단", "run": ""})

    rows = Segment.objects.filter(kind="static").order_by("pk")
    assert [(row.name, row.members.count()) for row in rows] == [("봄 명단", 1), ("빈 명단", 0)]
    add_members(rows[1], Customer.objects.all(), actor=kim)
    assert "고정 명단입니다." in browse(kim).get(rows[1].get_absolute_url()).content.decode()
