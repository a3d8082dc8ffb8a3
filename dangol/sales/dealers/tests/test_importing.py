"""Dealers and their registered deals come in by file."""

import pytest

from dangol.accounts.default_roles import install_default_roles
from dangol.accounts.models import Department
from dangol.codes.services import add_field
from dangol.imports import running, services
from dangol.sales.dealers.tests.test_dealers import make_dealer
from dangol.sales.importing.tests.test_import_deals import bring, reasons
from dangol.sales.models import Dealer, DealRegistration
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db


def test_a_file_of_dealers_is_written_and_taken_back(choi):
    install_default_roles()
    make_dealer("동부")
    Department.objects.create(name="제주 대리점")
    rows = (
        "대리점명,부서,보호일수\n제주,제주 대리점,60\n동부,,30\n남부,없는 부서,\n서부,동부,\n"
        "북부,제주 대리점,\n강릉,동부,0\n"
    )

    run = bring(rows, "dealers", choi, double="overwrite")

    assert (run.created, run.updated, run.refused) == (1, 1, 4)
    assert "‘없는 부서’" in reasons(run)[0]
    found = Dealer.objects.order_by("name").values_list("name", "department__name")
    assert list(found) == [("동부", "동부"), ("제주", "제주 대리점")]
    assert Dealer.objects.get(name="동부").protection_days == 30
    services.begin_undo(run)
    running.undo(run.pk, actor=choi)
    assert list(Dealer.objects.values_list("name", "protection_days")) == [("동부", 90)]


def test_a_registration_has_own_fields_everywhere(client, choi):
    install_default_roles()
    east = make_dealer("동부")
    field = add_field("sales.dealregistration", label="매장 수", kind="number", actor=choi)
    client.force_login(east)
    given = {"customer_name": "봄상회", "title": "송풍기"}

    wrong = client.post("/sales/registrations/new/", given | {f"custom_{field.key}": "많음"})
    assert (wrong.status_code, DealRegistration.objects.count()) == (422, 0)
    client.post("/sales/registrations/new/", given | {f"custom_{field.key}": "7"})
    row = DealRegistration.objects.get()
    assert row.custom == {field.key: 7}
    assert "<dt>매장 수</dt><dd>7</dd>" in client.get(row.get_absolute_url()).text
    body = {"customer_name": "여름상회", "title": "송풍기"}
    url = "/api/v1/deal-registrations"
    for own, answer in (({"nobody": 1}, 422), ({field.key: 3}, 201)):
        sent = client.post(url, body | {"custom": own}, content_type="application/json")
        assert sent.status_code == answer
    assert sent.json()["custom"] == {field.key: 3}
    rows = "대리점,고객명,거래명,매장 수\n동부,가을상회,송풍기,9\n동부,겨울상회,송풍기,x\n"
    run = bring(rows, "deal_registrations", choi)
    assert (run.created, run.refused) == (1, 1)
    assert DealRegistration.objects.get(customer_name="가을상회").custom == {field.key: 9}


def test_registered_deals_wait_for_their_approval(choi):
    install_default_roles()
    east, west = make_dealer("동부"), make_dealer("서부")
    head = "대리점,고객명,거래명,사업자번호,예상매출\n"
    rows = (
        "동부,(주)다온에듀,송풍기,123-45-67891,1.2억\n동부,(주)다온에듀,송풍기,,\n"
        "없는곳,봄상회,송풍기,,\n서부,봄상회,송풍기,123,\n서부,900101-1234568,송풍기,,\n"
    )
    Notice.objects.all().delete()

    run = bring(head + rows, "deal_registrations", choi)

    row = DealRegistration.objects.get()
    assert (row.owner, row.status, row.amount, row.dealer.name) == (
        east, "asked", 120_000_000, "동부",
    )  # fmt: skip
    assert (run.created, run.skipped, run.refused) == (1, 1, 3)
    assert not Notice.objects.filter(text__contains="거래 등록이 승인을").exists()
    own = bring(head + ",봄상회,송풍기,,\n동부,여름상회,송풍기,,\n", "deal_registrations", west)
    assert (own.created, own.refused) == (1, 1)
    assert DealRegistration.objects.get(owner=west).dealer.name == "서부"
