"""What dirty, hostile and foreign cells become; what is refused leaves nothing behind."""

from datetime import date, timedelta
from unicodedata import normalize

import pytest
from django.utils import timezone

from dangol.customers.importing.testing import bring, open_file
from dangol.customers.models import Affiliation, Consent, ContactPoint, Customer
from dangol.imports.models import Import, Refusal
from dangol.imports.services import prune_files

pytestmark = pytest.mark.django_db


def reasons(run):
    return {refusal.row: refusal.reasons for refusal in run.refusals.order_by("row")}


def test_cells_are_put_in_order(choi):
    bring(
        "이름,휴대폰,연락처,이메일,우편번호,주소,생일,홈페이지\n"
        " 홍 길동 ,1012345678,031) 123-4567 / 1588-1234,<H@A.CO>,04524,"
        "서울특별시 중구 세종대로 110 &#40;태평로1가&#41;,850302,example.com/a\n",
        choi,
    )

    customer = Customer.objects.get()
    assert customer.name == "홍 길동"
    points = customer.contact_points.order_by("pk").values_list("medium", "value", "is_main")
    assert list(points) == [
        ("phone", "01012345678", True),
        ("phone", "0311234567", False),
        ("phone", "15881234", False),
        ("email", "H@a.co", True),
    ]
    address = customer.addresses.get()
    assert (address.postcode, address.region, address.road) == (
        "04524",
        "서울특별시",
        "세종대로 110",
    )
    assert customer.birth_on == date(1985, 3, 2)
    assert customer.homepage == "https://example.com/a"


def test_the_same_table_in_cp949_and_utf8_is_the_same(choi):
    text = "고객명,휴대폰,주소\n똠방각하,010-1111-2222,서울 중구 세종대로 1\n김하늘,02-123-4567,\n"
    found = []
    for encoding in ("utf-8", "cp949"):
        run = bring(text.encode(encoding), choi, on_duplicate="create", actions={})
        rows = Customer.objects.filter(import_id=run.pk).order_by("pk")
        found.append(list(rows.values_list("name", "phone", "region", "addresses__road")))

    assert found[0] == found[1]
    assert found[0][0][0] == "똠방각하"


def test_decomposed_hangul_and_emoji(choi):
    bring(f"이름,메모\n{normalize('NFD', '홍길동')},단골 ☕️ 😀\n", choi)

    customer = Customer.objects.get()
    assert customer.name == "홍길동"
    assert "😀" in customer.memo


def test_formulas_and_scripts_are_only_text(choi):
    attack = "<script>alert(1)</script>"
    bring(f"이름,회사명,비고\n=cmd|'/c calc'!A0,{attack},{attack}\n", choi)

    person = Customer.objects.get(kind="person")
    assert person.name == "=cmd|'/c calc'!A0"
    assert person.memo == attack
    assert Customer.objects.get(kind="company").name == attack


def test_what_cannot_be_kept_is_refused_by_cell(choi):
    run = bring(
        "이름,휴대폰,이메일,생일,사업자번호,메모\n"
        f"{'가' * 10_000},,,,,\n"
        "홍길동,010-123,a@b,1990-02-30,123-45-67890,\n"
        "김하늘,,,2999-01-01,,850302-1234567 적어 둠\n"
        ",010-1111-2222,,,,\n"
        "넘침,,,,,,,남는 칸\n"
        "어린이,,,2020-05-05,,\n",
        choi,
    )

    assert Customer.objects.count() == 0
    assert ContactPoint.objects.count() == 0
    found = reasons(run)
    assert found[2] == {"0": "200자까지 담을 수 있습니다(10,000자)."}
    assert set(found[3]) == {"1", "2", "3", "4"}
    assert set(found[4]) == {"3", "5"}
    assert "주민등록번호" in found[4]["5"]
    assert "꼭 있어야" in found[5]["0"]
    assert "칸이 많습니다" in found[6]["-1"]
    assert "법정대리인" in found[7]["3"]
    assert "1234567" not in str(Refusal.objects.get(row=4).cells)


def test_a_bad_cell_may_go_to_the_memo_instead(choi):
    run = bring("이름,휴대폰,메모\n홍길동,010-123,단골\n", choi, bad="memo")

    assert run.refused == 0
    assert Customer.objects.get().memo == "단골\n휴대폰: 010-123"


def test_a_numbers_column_of_residents_is_never_taken(choi):
    run = open_file("이름,번호\n홍길동,850302-1234567\n김하늘,900101-2345678\n", choi)

    assert run.mapping == ["name", ""]


def test_phones_abroad_without_country_code_become_notes(choi):
    bring(
        "First Name,Last Name,Phone,Country\n"
        "Jane,Smith,416-810-9897x752,Ghana\n"
        "John,Doe,+1-781-948-6348x4026,Haiti\n"
        "Kim,Minsu,010-1234-5678,Korea\n",
        choi,
    )

    rows = Customer.objects.order_by("pk").values_list("name", "phone", "memo")
    assert list(rows) == [
        ("Jane Smith", "", "전화: 416-810-9897x752"),
        ("John Doe", "+17819486348", ""),
        ("Kim Minsu", "01012345678", ""),
    ]


def test_people_of_one_company_share_it(choi):
    run = bring(
        "이름,회사명,직책\n홍길동,(주)한빛유통,과장\n김하늘,한빛유통 주식회사,대리\n"
        "이도윤,㈜한빛유통,\n",
        choi,
    )

    company = Customer.objects.get(kind="company")
    assert company.name == "(주)한빛유통"
    assert set(Affiliation.objects.values_list("person__name", "company", "title")) == {
        ("홍길동", company.pk, "과장"),
        ("김하늘", company.pk, "대리"),
        ("이도윤", company.pk, ""),
    }
    assert set(Customer.objects.filter(kind="person").values_list("company_name")) == {
        ("(주)한빛유통",)
    }
    assert run.created == 3


def test_contacts_find_their_companies_by_domain(choi):
    bring(
        "Company Name,Company Domain Name,Company Owner,Phone Number\n"
        "Hanbit Inc,hanbit.example,,\nNarae,narae.example,,\n",
        choi,
    )
    bring(
        "First Name,Last Name,Email,Contact Owner,Job Title,Associated Company Domain\n"
        "Jane,Smith,j@x.co,,Buyer,www.hanbit.example\nJohn,Doe,d@x.co,,,nowhere.example\n",
        choi,
    )

    affiliation = Affiliation.objects.get()
    assert (affiliation.person.name, affiliation.company.name, affiliation.title) == (
        "Jane Smith",
        "Hanbit Inc",
        "Buyer",
    )
    assert Customer.objects.get(name="John Doe").memo == "회사 도메인: nowhere.example"


def test_consents_come_with_their_basis(choi):
    bring(
        "이름,문자수신동의,이메일수신동의,동의일\n홍길동,야간,Y,2025-05-01\n김하늘,N,,\n",
        choi,
        consent_basis="consent",
        consent_source="봄 행사 응모권",
        consent_on="2026-03-02",
    )

    hong, kim = Customer.objects.order_by("pk")
    assert (hong.permit_sms, hong.permit_email) == (2, 1)
    assert (kim.permit_sms, kim.permit_email) == (0, 0)
    entries = Consent.objects.order_by("customer", "purpose").values_list(
        "customer__name", "purpose", "act", "permit", "basis", "source"
    )
    assert list(entries) == [
        ("홍길동", "email", "give", 1, "consent", "봄 행사 응모권"),
        ("홍길동", "sms", "give", 2, "consent", "봄 행사 응모권"),
        ("김하늘", "sms", "refuse", 0, "consent", "봄 행사 응모권"),
    ]
    assert hong.consents.first().at.date() == date(2025, 4, 30)


def test_consents_without_basis_are_left_out(choi):
    bring("이름,문자수신동의\n홍길동,Y\n", choi)

    assert Consent.objects.count() == 0
    assert Customer.objects.get().permit_sms == 0


def test_a_header_only_file_is_done_at_once(choi):
    run = bring("이름,전화\n", choi)

    assert (run.status, run.created, run.refused) == ("done", 0, 0)


def test_a_rep_gets_the_customers_whatever_the_file_says(kim, lee):
    bring("이름,담당\n홍길동,이도윤\n", kim)

    assert Customer.objects.get().owner == kim


def test_a_leader_may_give_them_to_others(kim, lee):
    bring("이름,담당\n홍길동,김하늘\n나래,없는 사람\n", lee)

    assert set(Customer.objects.values_list("name", "owner__username")) == {
        ("홍길동", "kim"),
        ("나래", "lee"),
    }


def test_files_are_deleted_after_a_month(choi):
    run = bring("이름,휴대폰\n홍길동,010-1\n", choi)
    Import.objects.update(created_at=timezone.now() - timedelta(days=31))

    assert prune_files(before=timezone.now() - timedelta(days=30)) == 1

    run.refresh_from_db()
    assert not run.file
    assert run.refusals.count() == 0
