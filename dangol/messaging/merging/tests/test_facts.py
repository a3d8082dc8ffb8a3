"""What is known of customers, read for many at once."""

from datetime import date

import pytest

from dangol.codes.company import CompanyPreferences
from dangol.codes.preferences import put
from dangol.codes.services import add_field
from dangol.customers.models import Customer
from dangol.customers.parties.services import edit_customer
from dangol.customers.testing import make_affiliation, make_code, make_company, make_customer
from dangol.kit.errors import Refused
from dangol.kit.korean.phones import mask_phone
from dangol.messaging.merging import MergeField, MergeSource, compile, merge_fields
from dangol.messaging.merging.queries import (
    facts_of,
    known_fields,
    masked,
    refuse_unknown,
    samples,
)

TODAY = date(2026, 11, 28)


def facts(customer, *names, sender=None):
    return facts_of([customer.pk], names, sender=sender, today=TODAY)[customer.pk]


def test_a_person_is_called_by_their_title_of_today(kim):
    hong = make_customer(kim, "홍길동", honorific="이사")
    old, new = make_company(kim, "옛날상사"), make_company(kim, "(주)한빛")
    make_affiliation(hong, old, title="대리", ends_on=date(2026, 11, 1))

    assert facts(hong, "호칭", "직책", "회사")["호칭"] == "홍길동 이사님"

    make_affiliation(hong, new, title="과장", department="구매팀")

    assert facts(hong, "호칭", "직책", "부서", "회사") == {
        "호칭": "홍길동 과장님",
        "직책": "과장",
        "부서": "구매팀",
        "회사": "(주)한빛",
    }


def test_a_company_is_called_by_its_contact(kim):
    company = make_company(kim, "(주)한빛")

    assert facts(company, "호칭", "회사") == {"호칭": "(주)한빛 담당자님", "회사": "(주)한빛"}


def test_nobody_is_called_nim_twice(kim):
    assert facts(make_customer(kim, "홍길동", honorific="선생님"), "호칭") == {
        "호칭": "홍길동 선생님"
    }
    assert facts(make_customer(kim, "홍길동"), "호칭") == {"호칭": "홍길동님"}


def test_every_known_field_has_a_text_or_nothing(kim):
    kim.position, kim.phone = "대리", "01098765432"
    kim.save()
    vip = make_code("customer_grade", "vip", "VIP")
    hong = make_customer(
        kim,
        "홍길동",
        phones=["010-1234-5678"],
        emails=["hong@example.com"],
        birth_on=date(1990, 3, 5),
    )
    hong = edit_customer(hong, actor=kim, grade=vip)
    found = facts(hong, *known_fields(), sender=kim)

    assert all(isinstance(text, str) for text in found.values())
    assert found["등급"] == "VIP"
    assert found["단계"] == "고객유도"
    assert found["전화"] == "010-1234-5678"
    assert found["생일"] == "1990년 3월 5일"
    assert found["담당자"] == "김하늘"
    assert found["담당자직위"] == "대리"
    assert found["담당자전화"] == "010-9876-5432"
    assert found["보내는사람"] == "김하늘"
    assert found["오늘"] == "2026년 11월 28일"
    assert found["최근구매일"] == ""


def test_customers_read_korean_whoever_sends(kim, settings):
    from django.utils.translation import override  # noqa: PLC0415

    hong = make_customer(kim, stage=Customer.Stage.CUSTOMER)
    with override("en"):
        assert facts(hong, "단계") == {"단계": "고객"}


def test_our_own_facts(kim):
    put(CompanyPreferences(name="㈜단골", phone="0212345678", address="서울 중구"), actor=None)

    assert facts(make_customer(kim), "보내는회사", "회사전화", "회사주소") == {
        "보내는회사": "㈜단골",
        "회사전화": "02-1234-5678",
        "회사주소": "서울 중구",
    }


def test_own_fields_are_offered_and_read(kim, choi):
    for label, kind in (("가입일", "date"), ("연 매출", "won"), ("관심 [분야]", "text")):
        add_field("customers.customer", label=label, kind=kind, actor=choi)
    keys = [field.key for field in _own()]
    values = dict(zip(keys, ["2025-03-02", 1_200_000, "가전"], strict=True))
    hong = make_customer(kim, custom=values)

    assert {"가입일", "연 매출", "관심 분야"} <= known_fields().keys()
    assert facts(hong, "가입일", "연 매출", "관심 분야") == {
        "가입일": "2025년 3월 2일",
        "연 매출": "1,200,000원",
        "관심 분야": "가전",
    }
    assert facts(make_customer(kim, "김둘"), "가입일") == {"가입일": ""}


def _own():
    from dangol.codes.queries import custom_fields  # noqa: PLC0415

    return custom_fields("customers.customer")


def test_many_customers_cost_no_more_queries_than_one(kim, choi, django_assert_max_num_queries):
    add_field("customers.customer", label="가입일", kind="date", actor=choi)
    company = make_company(kim)
    ids = []
    for n in range(30):
        person = make_customer(kim, f"고객{n}")
        make_affiliation(person, company, title="과장")
        ids.append(person.pk)
    names = known_fields()

    with django_assert_max_num_queries(4):
        found = facts_of(ids, names, sender=kim, today=TODAY)

    assert len(found) == 30
    assert {known["직책"] for known in found.values()} == {"과장"}


def test_what_is_not_asked_for_is_not_read(kim, django_assert_num_queries):
    hong = make_customer(kim)

    with django_assert_num_queries(1):
        assert facts(hong, "고객명") == {"고객명": "홍길동"}
    with django_assert_num_queries(0):
        assert facts_of([hong.pk], (), sender=None, today=TODAY) == {hong.pk: {}}


def test_apps_above_add_theirs(kim, monkeypatch):
    monkeypatch.setattr(merge_fields, "_items", dict(merge_fields._items))
    field = MergeField("포인트", "포인트", "적립", "1,000")
    source = MergeSource(lambda: [field], lambda ids, names, setting: {ids[0]: {"포인트": "1,200"}})
    merge_fields.add("points")(source)
    hong, other = make_customer(kim), make_customer(kim, "김둘")

    found = facts_of([hong.pk, other.pk], ["포인트"], sender=None, today=TODAY)

    assert found == {hong.pk: {"포인트": "1,200"}, other.pk: {}}


def test_masked_for_those_without_the_right(db):
    values = {"고객명": "홍길동", "전화": "010-1234-5678", "이메일": "", "생일": "1990년 3월 5일"}

    assert masked(values) == {
        "고객명": "홍길동",
        "전화": mask_phone("010-1234-5678"),
        "이메일": "",
        "생일": "1990년 **월 **일",
    }


def test_an_unknown_field_is_refused_with_the_one_meant(db):
    with pytest.raises(Refused, match="‘고객이름’이라는 항목은 없습니다"):
        refuse_unknown(compile("#{고객이름}"))
    with pytest.raises(Refused, match="‘고객명’"):
        refuse_unknown(compile("#{고객 이름}"))
    assert refuse_unknown(compile("#{호칭}")).fields == {"호칭"}


def test_samples_fill_every_field(db):
    text = compile(" ".join(f"#{{{name}}}" for name in known_fields()))

    assert text.lacks(samples()) == []
