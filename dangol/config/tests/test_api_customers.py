import json

import pytest
from django.core.cache import cache

from dangol.api.testing import token_headers
from dangol.audit.models import Access
from dangol.customers.models import Affiliation, Consent, Customer, Household
from dangol.customers.testing import make_affiliation, make_code, make_company, make_customer

pytestmark = pytest.mark.django_db
URL = "/api/v1/customers"


@pytest.fixture(autouse=True)
def _cold():
    cache.clear()


@pytest.fixture
def call(client, choi):
    """`call(kim, "get", url, body)`: the answer's status and JSON."""
    headers = {}

    def make(person, verb, url, body=None):
        if person not in headers:
            headers[person] = token_headers(person, by=choi)
        extra = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = getattr(client, verb)(url, headers=headers[person], **extra)
        return answer.status_code, answer.json() if answer.content else None

    return make


@pytest.fixture
def three(kim, lee, park):
    return [make_customer(who, name) for who, name in [(kim, "강"), (lee, "이"), (park, "박")]]


@pytest.mark.parametrize(
    ("who", "names"),
    [("kim", ["강"]), ("lee", ["이", "강"]), ("park", ["박"]), ("choi", ["박", "이", "강"])],
)
def test_everybody_lists_what_their_pages_list(call, three, request, who, names):
    status, body = call(request.getfixturevalue(who), "get", URL)

    assert (status, [item["name"] for item in body["items"]]) == (200, names)


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("get", "", None),
        ("patch", "", {"name": "바꿈"}),
        ("delete", "", None),
        ("get", "/contact-points", None),
        ("put", "/contact-points", {"phones": []}),
        ("post", "/stage", {"to": "customer", "reason": "계약"}),
        ("post", "/grade", {"grade": None}),
        ("get", "/affiliations", None),
        ("post", "/affiliations", {"company_id": 1}),
        ("get", "/consents", None),
        ("post", "/consents", {"purpose": "sms", "act": "give", "source": "전화"}),
    ],
)
def test_somebody_elses_customer_is_not_there(call, three, kim, verb, path, body):
    theirs = three[2]
    if path == "/affiliations" and body:
        body = {"company_id": make_company(kim).pk}
    before = Customer.objects.values().get(pk=theirs.pk)

    assert call(kim, verb, f"{URL}/{theirs.pk}{path}", body)[0] == 404
    assert Customer.objects.values().get(pk=theirs.pk) == before
    assert not Consent.objects.exists()
    assert not Affiliation.objects.exists()


def test_narrows_searches_and_sorts_like_the_list(call, kim):
    for name, stage in [("가나다", "prospect"), ("나다라", "customer"), ("다라마", "prospect")]:
        make_customer(kim, name, stage=stage)

    def names(**params):
        query = "&".join(f"{key}={value}" for key, value in params.items())
        return [item["name"] for item in call(kim, "get", f"{URL}?{query}")[1]["items"]]

    leaf = json.dumps({"field": "stage", "op": "is", "value": ["prospect"]})
    either = json.dumps(
        {"any": [json.loads(leaf), {"field": "name", "op": "is", "value": "나다라"}]}
    )
    assert names(filter=leaf) == ["다라마", "가나다"]
    assert names(filter=either, sort="name") == ["가나다", "나다라", "다라마"]
    assert names(sort="-name") == ["다라마", "나다라", "가나다"]
    assert names(q="ㄴㄷㄹ") == ["나다라"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("filter={", "filter"),
        ("filter=[]", "filter"),
        ('filter={"field":"nope","op":"is","value":[1]}', "filter"),
        ('filter={"field":"stage","op":"is","value":["%5Cu0000"]}', "filter"),
        ("sort=memo", "sort"),
        ("q=" + "가" * 101, "q"),
        ("limit=1000", "limit"),
    ],
)
def test_a_wrong_question_names_its_field(call, kim, query, field):
    status, body = call(kim, "get", f"{URL}?{query}")

    assert (status, list(body["fields"])) == (422, [field])


@pytest.mark.parametrize("sort", ["", "&sort=name", "&sort=-last_contact_at"])
def test_parts_of_the_list_hold_everyone_once(call, kim, sort):
    for number in range(7):
        make_customer(kim, f"고객{number}")
    url, found = f"{URL}?limit=3{sort}", []
    while url:
        _status, body = call(kim, "get", url)
        found += [item["name"] for item in body["items"]]
        url = body["next"]

    assert sorted(found) == [f"고객{number}" for number in range(7)]


def test_personal_data_is_masked_without_the_right_to_see_it(call, kim, lee):
    customer = make_customer(
        kim, "홍길동", phones=["010-1234-5678"], emails=["hong@example.com"],
        addresses=["서울 마포구 동교로27길 12, 101호"], birth_on="1980-05-06",
    )  # fmt: skip

    def told(who):
        body = call(who, "get", f"{URL}/{customer.pk}")[1]
        return [body["phone"], body["email"], body["birth_on"], body["contact_points"][1]["value"]]

    assert told(kim) == ["010-****-5678", "ho***@example.com", "1980-**-**", "010-****-5678"]
    assert told(lee) == ["01012345678", "hong@example.com", "1980-05-06", "01012345678"]
    assert "101호" not in json.dumps(call(kim, "get", f"{URL}/{customer.pk}"), ensure_ascii=False)


def test_every_read_is_in_the_access_log(call, kim):
    ids = [make_customer(kim, f"고객{number}").pk for number in range(2)]
    Access.objects.all().delete()

    call(kim, "get", URL)
    call(kim, "get", f"{URL}/{ids[0]}")

    rows = Access.objects.order_by("pk").values_list("actor_name", "act", "record_ids", "address")
    assert list(rows) == [
        ("김하늘", "api", ids[::-1], "127.0.0.1"),
        ("김하늘", "api", [ids[0]], "127.0.0.1"),
    ]


def test_registers_with_everything_and_reads_it_back(call, lee):
    make_code("source", "fair", "박람회")
    company = make_company(lee)
    status, body = call(lee, "post", URL, {
        "name": "  홍길동 ",
        "phones": [{"value": "010 1234 5678"}, {"value": "02-312-4567", "use": "fax"}],
        "emails": [{"value": "hong@example.com"}],
        "addresses": [{"text": "서울 마포구 동교로27길 12"}],
        "birth_on": "1980-05-06", "source": "fair", "tags": ["단골"], "memo": "조용한 자리",
    })  # fmt: skip

    assert status == 201
    assert (body["name"], body["phone"], body["tags"], body["source"]["key"], body["version"]) == (
        "홍길동", "01012345678", ["단골"], "fair", 1,
    )  # fmt: skip
    assert body["owner"] == {"id": lee.pk, "name": "이도윤"}
    assert body["created_at"].endswith("+09:00")
    changed = call(lee, "patch", f"{URL}/{company.pk}", {"homepage": "example.com"})[1]
    assert changed["homepage"] == "https://example.com"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "가" * 10_000}, "name"),
        ({"name": " "}, "name"),
        ({"name": "홍", "stage": "customer"}, "stage"),
        ({"name": "홍", "source": "nope"}, "source"),
        ({"name": "홍", "owner_id": 2**63 - 1}, "owner_id"),
        ({"name": "홍", "owner_id": 2**63}, "owner_id"),
        ({"name": "홍", "parent_id": 1}, "parent_id"),
        ({"name": "홍", "interest": 9}, "interest"),
        ({"name": "홍", "phones": [{"value": "전화"}]}, "phones"),
        ({"name": "홍", "phones": [{"value": 3}]}, "phones.0.value"),
        ({"name": "홍", "collected_on": "0001-01-01"}, "collected_on"),
        ({"name": "홍", "memo": "900101-1234568"}, "memo"),
        ({"name": "홍", "custom": {"nope": 1}}, "nope"),
        ({"name": "홍", "business_number": "1"}, "business_number"),
    ],
)
def test_refuses_wrong_values_and_writes_nothing(call, kim, body, field):
    status, answer = call(kim, "post", URL, body)

    assert status == 422, answer
    assert field in answer["fields"], answer
    assert not Customer.objects.exists()


def test_another_departments_people_and_customers_cannot_be_named(call, kim, park, three):
    for body, field in [
        ({"owner_id": park.pk}, "owner_id"),
        ({"parent_id": three[2].pk}, "parent_id"),
    ]:
        status, answer = call(kim, "patch", f"{URL}/{three[0].pk}", body)
        assert (status, list(answer["fields"])) == (422, [field])
    assert Customer.objects.get(pk=three[0].pk).owner == kim


def test_the_later_of_two_editors_is_told(call, kim):
    customer = make_customer(kim, "홍길동")
    url = f"{URL}/{customer.pk}"

    assert call(kim, "patch", url, {"memo": "하나", "version": customer.version})[0] == 200
    status, answer = call(kim, "patch", url, {"memo": "둘", "version": customer.version})

    assert status == 409
    assert "다른 사람" in answer["detail"]
    assert Customer.objects.get().memo == "하나"


def test_what_is_not_sent_stays(call, lee):
    customer = make_customer(lee, "홍길동", phones=["010-1234-5678"], memo="메모")
    status, body = call(
        lee, "patch", f"{URL}/{customer.pk}", {"emails": [{"value": "a@example.com"}]}
    )

    assert (status, body["phone"], body["memo"], body["email"]) == (
        200, "01012345678", "메모", "a@example.com",
    )  # fmt: skip


def test_moves_grades_and_deletes(call, lee, choi):
    make_code("customer_grade", "vip", "VIP")
    pk = make_customer(lee, "홍길동").pk

    assert (
        call(lee, "post", f"{URL}/{pk}/stage", {"to": "customer", "reason": "첫 계약"})[1]["stage"]
        == "customer"
    )
    assert call(lee, "post", f"{URL}/{pk}/stage", {"to": "customer", "reason": ""})[0] == 422
    assert call(lee, "post", f"{URL}/{pk}/grade", {"grade": "vip"})[1]["grade"]["key"] == "vip"
    assert call(choi, "delete", f"{URL}/{pk}") == (204, None)
    assert not Customer.objects.exists()


def test_affiliations_are_made_changed_and_ended(call, kim, park):
    person, company, theirs = (
        make_customer(kim, "홍길동"),
        make_company(kim),
        make_company(park, "남의회사"),
    )
    url = f"{URL}/{person.pk}/affiliations"

    status, made = call(kim, "post", url, {"company_id": company.pk, "title": "과장"})
    assert (status, made["company"]["name"], made["is_main"]) == (201, "한빛유통", True)
    assert call(kim, "post", url, {"company_id": theirs.pk})[0] == 422
    assert call(kim, "post", url, {"company_id": company.pk})[0] == 409
    one = f"/api/v1/affiliations/{made['id']}"
    assert (
        call(kim, "patch", one, {"title": "부장", "version": made["version"]})[1]["title"] == "부장"
    )
    assert call(kim, "patch", one, {"title": "이사", "version": made["version"]})[0] == 409
    assert call(park, "patch", one, {"title": "이사"})[0] == 404
    assert call(kim, "post", f"{one}/end", {"on": "2026-01-31"})[1]["ends_on"] == "2026-01-31"
    assert [item["id"] for item in call(kim, "get", url)[1]] == [made["id"]]


def test_a_colleague_one_may_not_see_is_masked(call, kim, park):
    company = make_company(kim)
    make_affiliation(make_customer(park, "홍길동"), company)

    [row] = call(kim, "get", f"{URL}/{company.pk}/affiliations")[1]
    assert row["person"] == {"id": None, "name": "홍*동"}


def test_households_are_formed_read_and_split(call, kim, park):
    members = [make_customer(kim, name).pk for name in ("홍길동", "홍길순", "홍길남")]
    stranger = make_customer(park, "박").pk
    url = "/api/v1/households"

    assert call(kim, "post", url, {"name": "홍씨네", "members": [members[0], stranger]})[0] == 422
    status, home = call(kim, "post", url, {"name": "홍씨네", "members": members})
    assert (status, len(home["members"])) == (201, 3)
    assert call(park, "get", f"{url}/{home['id']}")[0] == 404
    assert [item["id"] for item in call(kim, "get", url)[1]["items"]] == [home["id"]]
    left = call(kim, "post", f"{url}/{home['id']}/split", {"members": members[:1]})
    assert (left[0], len(left[1]["members"])) == (200, 2)
    assert call(kim, "post", f"{url}/{home['id']}/split", {"members": members[1:2]}) == (204, None)
    assert not Household.objects.exists()


def test_consents_are_recorded_and_read(call, kim):
    pk = make_customer(kim, "홍길동").pk
    url = f"{URL}/{pk}/consents"

    given = {
        "purpose": "sms",
        "act": "give",
        "permit": 2,
        "source": "매장 신청서",
        "at": "2026-01-02T10:00:00",
    }
    status, entry = call(kim, "post", url, given)
    assert (status, entry["at"], entry["permit"]) == (201, "2026-01-02T10:00:00+09:00", 2)
    assert call(kim, "post", url, given | {"at": "2999-01-01T00:00:00Z"})[0] == 422
    assert call(kim, "post", url, given | {"act": "withdraw", "at": None})[0] == 201
    standing = next(s for s in call(kim, "get", url)[1]["current"] if s["purpose"] == "sms")
    assert standing == {"purpose": "sms", "permit": 0, "is_refused": True}
    assert Consent.objects.count() == 2


def test_a_list_costs_ten_queries_for_any_number(call, kim, django_assert_max_num_queries):
    for index in range(30):
        make_customer(kim, f"고객{index}")
    call(kim, "get", URL)
    with django_assert_max_num_queries(10):
        call(kim, "get", URL)
