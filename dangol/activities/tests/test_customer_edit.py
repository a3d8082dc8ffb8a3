import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from dangol.activities.acts.files import attach
from dangol.activities.models import Entry
from dangol.activities.testing import make_done
from dangol.audit.models import Change
from dangol.customers.consent.services import record_consent
from dangol.customers.models import Customer, CustomerFile, Tag
from dangol.customers.parties.files import safe_name
from dangol.customers.parties.services import (
    add_tags,
    attach_file,
    change_owner,
    edit_customer,
    remove_customer,
    set_tags,
    take_tags,
)
from dangol.customers.testing import make_affiliation, make_company, make_customer
from dangol.kit.errors import Conflict, Refused


def test_changes_only_what_is_given_and_finds_it_again(kim):
    customer = make_customer(kim, phones=["010-1234-5678"], memo="첫 메모")

    edit_customer(customer, name="임꺽정", actor=kim, version=1)

    customer.refresh_from_db()
    assert (customer.name, customer.memo, customer.phone, customer.version) == (
        "임꺽정", "첫 메모", "01012345678", 2,
    )  # fmt: skip
    assert Customer.objects.filter(search__matches="ㅇㄲㅈ").exists()
    assert not Customer.objects.filter(search__matches="홍길동").exists()


def test_replaces_contact_points_as_one_told_change(kim):
    customer = make_customer(kim, phones=["010-1234-5678", "02-123-4567"], emails=["a@b.kr"])

    edit_customer(customer, phones=["010-9999-0000"], actor=kim)

    customer.refresh_from_db()
    points = list(customer.contact_points.order_by("medium").values_list("medium", "value"))
    assert points == [("email", "a@b.kr"), ("phone", "01099990000")]
    assert customer.phone == "01099990000"
    assert Customer.objects.filter(search__matches="0000").exists()
    told = Change.objects.filter(model="customers.customer", verb="change").get()
    assert told.values["phones"] == ["01012345678, 021234567", "01099990000"]


def test_tells_the_later_of_two_editors_and_keeps_the_first_ones_work(kim, lee):
    customer = make_customer(kim, memo="원래")
    edit_customer(customer, memo="이의 메모", version=1, actor=lee)

    with pytest.raises(Conflict, match="다른 사람"):
        edit_customer(customer, memo="김의 메모", phones=["010-1111-2222"], version=1, actor=kim)

    customer.refresh_from_db()
    assert (customer.memo, customer.phone) == ("이의 메모", "")


def test_nothing_changed_is_no_change(kim):
    customer = make_customer(kim, phones=["010-1234-5678"])
    before = Change.objects.count()

    edit_customer(customer, name="홍길동", phones=["01012345678"], actor=kim)

    customer.refresh_from_db()
    assert customer.version == 1
    assert Change.objects.count() == before


def test_a_resident_number_in_an_edit_is_refused(kim):
    customer = make_customer(kim)

    with pytest.raises(ValidationError, match="주민등록번호"):
        edit_customer(customer, memo="9001011234567", actor=kim)

    customer.refresh_from_db()
    assert customer.memo == ""


def test_hands_customers_over_and_tells_each_timeline(kim, lee, park):
    customers = [make_customer(kim, f"고객{n}") for n in range(3)]
    make_customer(lee, "이미 이의 것")

    moved = change_owner(Customer.objects.all(), owner=lee, actor=lee)

    assert moved == 3
    assert set(Customer.objects.values_list("owner", flat=True)) == {lee.pk}
    entries = Entry.objects.filter(kind="customers.owner_changed")
    assert sorted(entry.customer_id for entry in entries) == [c.pk for c in customers]
    assert entries[0].data == {"before_user_id": kim.pk, "after_user_id": lee.pk}


def test_tags_are_put_on_taken_off_and_set(kim):
    customer = make_customer(kim)
    one = Customer.objects.filter(pk=customer.pk)

    add_tags(one, ["단골", " 단골 ", "#VIP"], actor=kim)
    assert sorted(customer.tags.values_list("name", flat=True)) == ["VIP", "단골"]
    take_tags(one, ["VIP"], actor=kim)
    assert list(customer.tags.values_list("name", flat=True)) == ["단골"]
    set_tags(customer, ["새 태그"], actor=kim)
    assert list(customer.tags.values_list("name", flat=True)) == ["새 태그"]
    with pytest.raises(ValidationError, match="50자"):
        add_tags(one, ["가" * 51], actor=kim)
    assert Tag.objects.count() == 3


def test_keeps_a_file_under_a_safe_name(kim, django_capture_on_commit_callbacks):
    customer = make_customer(kim)

    kept = attach_file(customer, file=ContentFile(b"%PDF-1.7", name="../../계약서.pdf"), actor=kim)

    assert (kept.name, kept.size, kept.added_by) == ("계약서.pdf", 8, kim)
    assert kept.file.name.startswith("customers/")
    assert Entry.objects.filter(kind="customers.file_attached").count() == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("virus.exe", b"MZ", "종류"),
        ("page.html", b"<script>", "종류"),
        ("noextension", b"x", "종류"),
        ("empty.pdf", b"", "빈 파일"),
    ],
)
def test_refuses_files_that_can_run_or_are_empty(kim, name, content, why):
    customer = make_customer(kim)

    with pytest.raises(Refused, match=why):
        attach_file(customer, file=ContentFile(content, name=name), actor=kim)

    assert not CustomerFile.objects.exists()


def test_a_file_name_has_no_way_out():
    assert safe_name("C:\\temp\\a.pdf") == "a.pdf"
    assert safe_name("a\u202egpj.pdf") == "a_gpj.pdf"
    assert safe_name("..") == "file"
    assert len(safe_name("가" * 500 + ".pdf")) == 154


def test_a_company_with_people_is_not_removed(kim):
    company = make_company(kim)
    make_affiliation(make_customer(kim), company)

    with pytest.raises(Refused, match="소속된 사람"):
        remove_customer(company, actor=kim)

    assert Customer.objects.count() == 2


def test_a_parent_company_is_not_removed(kim):
    parent = make_company(kim, "본사")
    make_company(kim, "지사", parent=parent)

    with pytest.raises(Refused, match="다른 기록"):
        remove_customer(parent, actor=kim)

    assert Customer.objects.count() == 2


def test_no_stored_file_outlives_the_customer(kim, django_capture_on_commit_callbacks):
    customer = make_customer(kim)
    on_customer = attach_file(customer, file=ContentFile(b"1", "계약.pdf"), actor=kim)
    on_visit = attach(
        make_done(kim, customer=customer), file=ContentFile(b"2", "명함.jpg"), actor=kim
    )
    consent = record_consent(
        customer, purpose="sms", act="give", at=timezone.now(), source="서면", actor=kim,
        file=ContentFile(b"3", "동의서.pdf"),
    )  # fmt: skip
    names = [row.file.name for row in (on_customer, on_visit, consent)]
    assert all(map(default_storage.exists, names))

    with django_capture_on_commit_callbacks(execute=True):
        remove_customer(customer, actor=kim)

    assert not any(map(default_storage.exists, names))


def test_removes_a_customer_with_all_that_hangs_on_it(kim):
    customer = make_customer(kim, phones=["010-1234-5678"], tags=["단골"])

    remove_customer(customer, actor=kim)

    assert not Customer.objects.exists()
    assert not Entry.objects.exists()
    assert Change.objects.filter(model="customers.customer", verb="remove").count() == 1
