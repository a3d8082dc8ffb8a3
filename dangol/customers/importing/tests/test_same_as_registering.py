"""A row that is imported leaves the same records as one that is typed in."""

from datetime import date

import pytest
from django.db.models import F

from dangol.customers.importing.testing import bring
from dangol.customers.models import Address, Affiliation, CompanyType, ContactPoint, Customer
from dangol.customers.parties.services import register_customer
from dangol.customers.relations.services import affiliate
from dangol.customers.testing import make_code
from dangol.kit.search import search_text

pytestmark = pytest.mark.django_db

FILE = (
    "고객명,회사명,부서,직책,휴대폰,직장전화,팩스,이메일,주소,상세주소,등급,유입경로,생년월일,성별,태그,비고\n"
    "홍길동,(주)한빛유통,영업부,과장,010 1234 5678,02)123-4567(내선 12),02-123-4568,"
    "Hong@Example.com,서울특별시영등포구 선유로47길30(4층),,VIP,소개,1985.3.2,남,단골;우수,첫 줄\n"
    "김하늘,,,대표,1098765432,,,a@b.co / c@d.co,,3층,,,,,,\n"
    ",나래상사,,,,1588-1234,,,강원도 춘천시 중앙로 1,,,,,,,메모\n"
)
ORIGIN = {"source_note": "시험", "collected_on": date(2026, 3, 2)}
SKIPPED = {"id", "number", "created_at", "updated_at", "import_id", "search"}


def rows_of(customers):
    """Everything about the customers, by name, without ids and moments."""
    found = {}
    for customer in customers:
        row = {
            field.name: getattr(customer, field.attname)
            for field in Customer._meta.concrete_fields
            if field.name not in SKIPPED
        }
        row["tokens"] = set(customer.search.split()) - set(number_tokens(customer.number))
        row["points"] = list(
            ContactPoint.objects.filter(customer=customer)
            .order_by("pk")
            .values_list("medium", "use", "value", "extension", "is_main")
        )
        row["places"] = list(
            Address.objects.filter(customer=customer)
            .order_by("pk")
            .annotate(of=F("customer__name"))
            .values(
                "of", "use", "postcode", "road", "lot", "detail", "building", "region",
                "district", "household_key", "is_main",
            )
        )  # fmt: skip
        row["work"] = list(
            Affiliation.objects.filter(person=customer).values_list(
                "company__name", "title", "department", "decision_role", "is_main", "version"
            )
        )
        row["tags"] = sorted(customer.tags.values_list("name", flat=True))
        row["types"] = list(CompanyType.objects.filter(customer=customer).values_list("type"))
        found[customer.name] = row
    return found


def number_tokens(number):
    return search_text(number).split()


def test_imported_and_registered_rows_are_the_same(choi):
    vip = make_code("customer_grade", "vip", "VIP")
    found_by = make_code("source", "referral", "소개")
    run = bring(FILE, choi)
    imported = rows_of(Customer.objects.filter(import_id=run.pk))

    company = register_customer(
        name="(주)한빛유통", kind="company", owner=choi, actor=choi, **ORIGIN
    )
    hong = register_customer(
        name="홍길동",
        owner=choi,
        actor=choi,
        phones=[
            {"value": "010-1234-5678", "use": "mobile"},
            {"value": "02-123-4567", "use": "work", "extension": "12"},
            {"value": "02-123-4568", "use": "fax"},
        ],
        emails=["Hong@example.com"],
        addresses=["서울특별시영등포구 선유로47길30(4층)"],
        grade=vip,
        source=found_by,
        birth_on=date(1985, 3, 2),
        sex="male",
        tags=["단골", "우수"],
        memo="첫 줄",
        **ORIGIN,
    )
    affiliate(hong, company, title="과장", department="영업부", actor=choi)
    hong.refresh_from_db()
    kim = register_customer(
        name="김하늘",
        owner=choi,
        actor=choi,
        phones=["010-9876-5432"],
        emails=["a@b.co", "c@d.co"],
        addresses=[],
        honorific="대표",
        **ORIGIN,
    )
    narae = register_customer(
        name="나래상사",
        kind="company",
        owner=choi,
        actor=choi,
        phones=[{"value": "1588-1234", "use": "work"}],
        addresses=["강원도 춘천시 중앙로 1"],
        memo="메모",
        **ORIGIN,
    )

    assert (run.created, run.refused, run.skipped) == (3, 0, 0)
    assert imported == rows_of([company, hong, kim, narae])
