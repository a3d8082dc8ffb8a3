from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from dangol.activities.models import Entry
from dangol.customers.models import Address, ContactPoint, Customer
from dangol.customers.parties.services import register_customer
from dangol.customers.testing import make_code, make_company, make_customer


def test_writes_the_customer_with_everything_in_its_place(kim):
    customer = register_customer(
        name=" 홍길동 ",
        owner=kim,
        actor=kim,
        phones=["+82 10-1234-5678", {"value": "02)123-4567 내선 12", "use": "work"}],
        emails=["Hong@Example.COM"],
        addresses=["서울특별시 마포구 동교로27길 12 (동교동), 101호"],
        tags=["단골", "#월말결제"],
    )

    assert (customer.number, customer.name) == ("C-000001", "홍길동")
    assert (customer.phone, customer.region) == ("01012345678", "서울특별시 마포구")
    assert customer.email.endswith("@example.com")
    assert list(
        ContactPoint.objects.order_by("pk").values_list(
            "medium", "use", "value", "extension", "is_main"
        )
    )[:2] == [
        ("phone", "mobile", "01012345678", "", True),
        ("phone", "work", "021234567", "12", False),
    ]
    home = Address.objects.get()
    assert (home.road, home.is_main, home.household_key != "") == ("동교로27길 12", True, True)
    assert sorted(customer.tags.values_list("name", flat=True)) == ["단골", "월말결제"]
    assert (customer.created_by, customer.owner, customer.stage) == (kim, kim, "target")
    assert [entry.kind for entry in Entry.objects.all()] == ["customers.customer_registered"]


@pytest.mark.parametrize("q", ["홍길", "ㅎㄱㄷ", "ghdrlfehd", "5678", "hong@ex", "C-000001"])
def test_is_found_at_once(kim, q):
    customer = make_customer(kim, phones=["010-1234-5678"], emails=["hong@example.com"])

    assert list(Customer.objects.filter(search__matches=q)) == [customer]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"memo": "주민번호 900101-1234567 입니다"}, "memo"),
        ({"honorific": "900101-2234567"}, "honorific"),
        ({"business_number": "123-45-67890"}, "business_number"),
        ({"corporate_number": "130111-0006247"}, "corporate_number"),
        ({"phones": ["전화없음"]}, "phones"),
        ({"emails": ["hong.example.com"]}, "emails"),
        ({"birth_on": "1990-02-30"}, "birth_on"),
        ({"birth_on": "1990-02-30", "birth_calendar": "leap"}, "birth_on"),
        ({"birth_on": "2999-01-01"}, "birth_on"),
        ({"homepage": "javascript:alert(1)"}, "homepage"),
        ({"custom": {"nobody": "x"}}, "nobody"),
        ({"name": "가" * 201}, "name"),
    ],
)
def test_refuses_by_field_and_writes_nothing(kim, values, field):
    with pytest.raises(ValidationError) as refused:
        make_customer(kim, **{"name": "홍길동", **values})

    assert set(refused.value.message_dict) == {field}
    assert not Customer.objects.exists()
    assert not ContactPoint.objects.exists()
    assert not Entry.objects.exists()


def test_names_every_wrong_field_at_once(kim):
    with pytest.raises(ValidationError) as refused:
        make_customer(kim, "", business_number="1", memo="9001011234567")

    assert set(refused.value.message_dict) == {"name", "business_number", "memo"}


def test_a_child_needs_a_confirmed_guardian(kim):
    today = timezone.localdate()
    born = date(today.year - 13, today.month, min(today.day, 28))

    with pytest.raises(ValidationError, match="14세"):
        make_customer(kim, birth_on=born)
    with pytest.raises(ValidationError, match="14세"):
        make_customer(kim, birth_on=born, guardian="홍판서")

    child = make_customer(
        kim, birth_on=born, guardian="홍판서", guardian_confirmed_at=timezone.now()
    )
    assert child.guardian == "홍판서"
    assert Customer.objects.count() == 1


def test_a_lunar_birthday_is_kept_as_its_solar_day(kim):
    customer = make_customer(kim, birth_on="1990-02-30", birth_calendar="lunar")

    assert customer.birth_on == date(1990, 3, 26)


def test_numbers_are_kept_as_digits(kim):
    company = make_company(
        kim,
        business_number="124-81-00998",
        corporate_number="130111-0006246",
        homepage="samsung.com",
    )

    assert company.business_number == "1248100998"
    assert company.corporate_number == "1301110006246"
    assert company.homepage == "https://samsung.com"


def test_a_company_has_several_types_and_a_person_none(kim):
    types = [
        make_code("company_type", "supplier", "매입처"),
        make_code("company_type", "agency", "대리점"),
    ]

    company = make_company(kim, company_types=types)
    assert company.company_types.count() == 2
    with pytest.raises(ValidationError, match="회사에만"):
        make_customer(kim, company_types=types)
    assert Customer.objects.count() == 1


def test_the_number_typed_in_must_be_free(kim):
    make_customer(kim, number="A-1")

    with pytest.raises(ValidationError, match="고객번호"):
        make_customer(kim, number="A-1")


def test_markup_and_emoji_are_only_text(kim):
    customer = make_customer(kim, name="<b>홍</b> 🙂 ' OR 1=1")

    assert customer.name == "<b>홍</b> 🙂 ' OR 1=1"
