import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from dangol.activities.services import write_note
from dangol.audit.models import Access
from dangol.customers.lifecycle.services import mark_contact
from dangol.customers.lists import CustomerList
from dangol.customers.models import Consent, Customer, CustomerFile, Household
from dangol.customers.parties.services import attach_file, edit_customer
from dangol.customers.relations.households import propose_households
from dangol.customers.testing import make_affiliation, make_code, make_company, make_customer

HOME = "서울특별시 마포구 동교로27길 12, 101동 202호"


@pytest.fixture
def hong(kim):
    return make_customer(
        kim, "홍길동", phones=["010-1234-5678"], emails=["hong@example.com"], addresses=[HOME]
    )


def url(name, *args):
    return reverse(f"customers:{name}", args=args)


def typed(**values):
    """What a browser sends for the shortest customer."""
    return {
        "kind": "person", "stage": "target", "birth_calendar": "solar",
        "phones-row": ["0"], "phones-use": ["mobile"], "phones-value": [""],
        "phones-extension": [""], "phones-main": "0",
        "emails-row": ["0"], "emails-use": ["other"], "emails-value": [""],
        "addresses-row": ["0"], "addresses-use": ["home"], "addresses-text": [""],
        "addresses-detail": [""], "addresses-postcode": [""],
        **values,
    }  # fmt: skip


PAGES = [
    "customer_detail", "customer_edit", "customer_remove", "customer_print", "stage_move",
    "grade_set", "consent_ledger", "consent_record", "affiliation_add", "parent_set",
    "customer_tags", "customer_panels",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("kim", 200), ("lee", 200), ("choi", 200), ("park", 404)]
)
def test_pages_open_for_those_who_may_see_the_customer(client, request, hong, name, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url(name, hong.pk)).status_code == status


@pytest.mark.parametrize("name", ["customer_list", "customer_register", "household_list"])
def test_common_pages_open(client, hong, kim, name):
    client.force_login(kim)

    assert client.get(url(name)).status_code == 200


@pytest.mark.parametrize("name", ["rules", "wording_list"])
@pytest.mark.parametrize(("who", "status"), [("kim", 403), ("choi", 200)])
def test_rules_are_for_those_who_manage_them(client, request, name, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url(name)).status_code == status


def test_the_page_masks_until_asked_and_logs_both(client, lee, hong):
    client.force_login(lee)

    page = client.get(url("customer_detail", hong.pk)).text
    assert "010-****-5678" in page
    assert "01012345678" not in page
    assert "hong@example.com" not in page
    assert "202호" not in page
    shown = client.post(url("customer_reveal", hong.pk)).text
    assert "010-1234-5678" in shown
    assert "hong@example.com" in shown
    acts = Access.objects.filter(model="customers.customer").order_by("pk")
    assert [row.act for row in acts] == ["view", "reveal"]


def test_revealing_needs_the_right(client, kim, hong):
    client.force_login(kim)

    assert client.post(url("customer_reveal", hong.pk)).status_code == 403
    assert "customer_reveal" not in client.get(url("customer_detail", hong.pk)).text
    assert "010-1234-5678" not in client.get(url("customer_edit", hong.pk)).text


def test_registers_from_the_form(client, kim):
    client.force_login(kim)
    tag = make_code("source", "referral", "소개")

    answer = client.post(
        url("customer_register"),
        typed(name="임꺽정", owner=kim.pk, source=tag.pk, tags=["의적", "산채"],
              **{"phones-row": ["0", "b"], "phones-use": ["home", "mobile"],
                 "phones-value": ["02-123-4567", "010-2222-3333"],
                 "phones-extension": ["", ""], "phones-main": "b"}),
    )  # fmt: skip

    customer = Customer.objects.get()
    assert answer.status_code == 302
    assert (customer.name, customer.phone, customer.source) == ("임꺽정", "01022223333", tag)
    assert customer.contact_points.count() == 2
    assert customer.tags.count() == 2


def test_a_refused_form_keeps_what_was_typed(client, kim):
    client.force_login(kim)

    answer = client.post(
        url("customer_register"),
        typed(name="", memo="길게 적은 메모", tags=["단골"],
              **{"phones-row": ["0", "b"], "phones-use": ["mobile", "home"],
                 "phones-value": ["010-12", "02-123-4567"], "phones-extension": ["", ""]}),
    )  # fmt: skip

    assert answer.status_code == 422
    for kept in ("길게 적은 메모", "010-12", "02-123-4567", 'value="단골"'):
        assert kept in answer.text
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"memo": "900101-1234567"}, "주민등록번호"),
        ({"kind": "company", "business_number": "1234567890"}, "사업자등록번호가 맞지 않습니다"),
        ({"phones-value": ["번호 없음"]}, "읽을 수 없습니다"),
        ({"birth_on": "1990-13-01"}, "달력에 없는 날"),
        ({"birth_on": "2024-01-01"}, "만 14세 미만"),
    ],
)
def test_says_what_is_wrong(client, kim, values, text):
    client.force_login(kim)

    answer = client.post(url("customer_register"), typed(name="홍길동", **values))

    assert answer.status_code == 422
    assert text in answer.text
    assert not Customer.objects.exists()


def test_another_departments_person_is_not_put_in_charge(client, kim, park):
    client.force_login(kim)

    answer = client.post(url("customer_register"), typed(name="홍길동", owner=park.pk))

    assert answer.status_code == 422
    assert not Customer.objects.exists()


def test_the_later_editor_sees_both_values(client, lee, choi, hong):
    client.force_login(lee)
    form = client.get(url("customer_edit", hong.pk)).context["form"]
    edit_customer(hong, honorific="최의 호칭", actor=choi)
    sent = typed(name="홍길동", honorific="이의 호칭", version=form.initial["version"])
    sent["phones-value"] = ["010-1234-5678"]

    answer = client.post(url("customer_edit", hong.pk), sent)

    assert answer.status_code == 422
    assert "다른 사람이 저장한 값: 최의 호칭" in answer.text
    assert "이의 호칭" in answer.text
    hong.refresh_from_db()
    assert hong.honorific == "최의 호칭"
    sent["version"] = hong.version
    assert client.post(url("customer_edit", hong.pk), sent).status_code == 302
    hong.refresh_from_db()
    assert hong.honorific == "이의 호칭"


def test_hints_at_twins_the_user_may_see(client, kim, park, hong):
    asked = {"phones-value": "010 1234 5678"}

    client.force_login(kim)
    assert "같은 전화번호의 고객이 있습니다" in client.get(url("customer_twins"), asked).text
    client.force_login(park)
    assert "홍길동" not in client.get(url("customer_twins"), asked).text


def test_moves_on_the_ladder_with_a_reason(client, kim, hong):
    client.force_login(kim)

    assert client.post(url("stage_move", hong.pk), {"to": "customer"}).status_code == 422
    answer = client.post(url("stage_move", hong.pk), {"to": "customer", "reason": "계약"})
    assert answer.status_code == 302
    hong.refresh_from_db()
    assert hong.stage == "customer"


def test_records_consent(client, kim, hong):
    client.force_login(kim)
    sent = {"purpose": "sms", "act": "give", "permit": 2, "basis": "consent",
            "at": "2026-03-02T10:00", "source": "가입 신청서"}  # fmt: skip

    assert client.post(url("consent_record", hong.pk), {**sent, "source": ""}).status_code == 422
    assert client.post(url("consent_record", hong.pk), sent).status_code == 302
    assert "가입 신청서" in client.get(url("consent_ledger", hong.pk)).text
    assert Consent.objects.get().permit == 2


def test_affiliates_somebody_found_by_name(client, kim, park, hong):
    mine, theirs = make_company(kim, "한빛유통"), make_company(park, "남의 회사")
    client.force_login(kim)
    sent = {"influence": 3, "title": "과장", "is_main": "on"}

    assert "한빛유통" in client.get(url("customer_pick"), {"q": "ㅎㅂ", "kind": "company"}).text
    assert "남의 회사" not in client.get(url("customer_pick"), {"q": "남의"}).text
    refused = client.post(url("affiliation_add", hong.pk), {**sent, "other": theirs.pk})
    assert refused.status_code == 422
    assert (
        client.post(url("affiliation_add", hong.pk), {**sent, "other": mine.pk}).status_code == 302
    )
    hong.refresh_from_db()
    assert hong.company_name == "한빛유통"


def test_the_people_of_others_are_masked(client, kim, park):
    company = make_company(kim)
    make_affiliation(make_customer(park, "남의사람"), company)
    client.force_login(kim)

    page = client.get(url("customer_detail", company.pk)).text

    assert "남**람" in page
    assert "남의사람" not in page


def test_an_affiliation_of_strangers_is_not_found(client, kim, park):
    row = make_affiliation(make_customer(kim), make_company(kim))
    client.force_login(park)

    for name in ("affiliation_edit", "affiliation_end", "affiliation_move"):
        assert client.get(url(name, row.pk)).status_code == 404


def test_confirms_and_splits_a_household(client, kim, park, hong):
    make_customer(kim, "홍길순", addresses=[HOME])
    propose_households()
    home = Household.objects.get()

    client.force_login(park)
    assert client.post(url("household_confirm", home.pk)).status_code == 404
    client.force_login(kim)
    assert "홍길순" in client.get(url("household_list")).text
    client.post(url("household_confirm", home.pk))
    home.refresh_from_db()
    assert home.status == "confirmed"
    assert client.get(url("household_detail", home.pk)).status_code == 200
    client.post(url("household_split", home.pk), {"member": [hong.pk]})
    assert not Household.objects.exists()


def test_files_go_up_come_down_and_are_nobody_elses(client, kim, park, hong):
    client.force_login(kim)
    client.post(url("file_attach", hong.pk), {"file": ContentFile(b"%PDF", name="계약서.pdf")})
    file = CustomerFile.objects.get()

    answer = client.get(url("file_download", hong.pk, file.pk))
    assert b"".join(answer.streaming_content) == b"%PDF"
    assert answer["Content-Disposition"].startswith("attachment")
    client.force_login(park)
    assert client.get(url("file_download", hong.pk, file.pk)).status_code == 404
    assert client.post(url("file_remove", hong.pk, file.pk)).status_code == 404
    assert CustomerFile.objects.count() == 1


def test_a_file_of_another_customer_is_not_served_here(client, kim, hong):
    other = make_customer(kim)
    file = attach_file(other, file=ContentFile(b"x", name="a.txt"), actor=kim)
    client.force_login(kim)

    assert client.get(url("file_download", hong.pk, file.pk)).status_code == 404


@pytest.mark.parametrize("tab", ["files", "history", "timeline", "nothing"])
def test_every_tab_opens_whole_and_as_a_part(client, kim, hong, tab):
    client.force_login(kim)

    page = client.get(url("customer_tab", hong.pk, tab))
    assert page.status_code == 200
    part = client.get(url("customer_tab", hong.pk, tab), headers={"HX-Request": "true"})
    assert part.text.strip().startswith('<div id="tab"')


def test_the_page_costs_so_many_queries(client, kim, hong, django_assert_max_num_queries):
    make_affiliation(hong, make_company(kim))
    for number in range(30):
        write_note(hong, text=f"메모 {number}", actor=kim)
    client.force_login(kim)
    client.get(url("customer_detail", hong.pk))

    with django_assert_max_num_queries(25):
        assert client.get(url("customer_detail", hong.pk)).status_code == 200


def test_the_list_shows_masked_rows_of_ones_own(client, kim, lee, park, hong):
    make_customer(park, "남의고객")

    for who, seen in ((kim, True), (lee, True), (park, False)):
        client.force_login(who)
        page = client.get(url("customer_list")).text
        assert ("홍길동" in page) is seen
        assert "010-1234-5678" not in page
    client.force_login(kim)
    assert "홍길동" in client.get(url("customer_list"), {"q": "ㅎㄱㄷ"}).text
    assert "홍길동" not in client.get(url("customer_list"), {"stage": "customer"}).text


def test_every_column_and_attribute_works(client, choi, hong):
    make_company(choi, "한빛유통", business_number="124-81-00998", tags=["단골"])
    client.force_login(choi)
    one = CustomerList()
    names = [column.name for column in one.columns]
    client.post(reverse("workspace:list_columns", args=[one.key]), {"columns": names})

    page = client.get(url("customer_list"))

    assert page.status_code == 200
    assert "124-81-00998" in page.text
    for attribute in one.attributes:
        if "empty" in attribute.operators:
            asked = client.get(url("customer_list"), {f"{attribute.name}__empty": ""})
            assert asked.status_code == 200, attribute.name


def test_next_and_previous_follow_the_list(client, kim):
    first, second, third = (make_customer(kim, name) for name in ("가나다", "나다라", "다라마"))
    client.force_login(kim)

    page = client.get(url("customer_detail", second.pk), {"list": ""})

    assert f'rel="prev" href="{third.get_absolute_url()}' in page.text
    assert f'rel="next" href="{first.get_absolute_url()}' in page.text


def test_a_customer_is_removed_only_with_the_right(client, kim, lee, hong):
    client.force_login(kim)
    assert client.post(url("customer_remove", hong.pk)).status_code == 302
    assert not Customer.objects.exists()


def test_strangers_go_to_sign_in(client, hong):
    answer = client.get(url("customer_detail", hong.pk))

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_a_household_of_several_owners_says_who_may_settle_it(client, kim, park, choi, hong):
    make_customer(park, "홍길순", addresses=[HOME])
    propose_households()
    home = Household.objects.get()
    pages = (url("household_list"), url("household_detail", home.pk))

    for who, may in ((kim, False), (choi, True)):
        client.force_login(who)
        for page in pages:
            text = client.get(page).text
            assert (url("household_confirm", home.pk) in text) is may
            assert ("다른 담당의 고객이 있는 세대입니다" in text) is not may
    client.force_login(kim)
    client.post(url("household_confirm", home.pk))
    home.refresh_from_db()
    assert home.status == "proposed"


def test_where_somebody_works_is_named_and_linked_only_when_visible(client, kim, park, hong):
    company = make_company(park, "남의회사")
    make_affiliation(hong, company)
    client.force_login(kim)

    page = client.get(url("customer_detail", hong.pk)).text
    lines = client.get(url("customer_list")).text

    assert "남의회사" in lines
    assert page.count("남의회사") == 4  # head, affiliation, timeline, counterpart of an activity
    assert company.get_absolute_url() not in page
    client.force_login(park)
    assert "홍길동" not in client.get(company.get_absolute_url()).text


def test_the_card_has_a_print_button(client, kim, hong):
    client.force_login(kim)

    assert "data-print" in client.get(url("customer_print", hong.pk)).text


def test_a_removed_customer_leaves_no_bytes(client, kim, hong, django_capture_on_commit_callbacks):
    file = attach_file(hong, file=ContentFile(b"x", name="a.txt"), actor=kim)
    stored, path = file.file.storage, file.file.name
    client.force_login(kim)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("customer_remove", hong.pk))
        assert stored.exists(path)
    assert not stored.exists(path)


def test_the_home_card_says_when_the_last_contact_was(client, kim, hong):
    make_affiliation(hong, make_company(kim, "한빛유통"))
    client.force_login(kim)

    before = client.get("/").text
    mark_contact(hong.pk, at=timezone.now())
    after = client.get("/").text

    assert "한빛유통</span>" in before
    assert "한빛유통 · 최근 접촉 <time" in after
