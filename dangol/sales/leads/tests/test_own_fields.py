"""The office's own fields of leads: on the page, in files, over the API; leads are corrected."""

import pytest
from django.urls import reverse

from dangol.codes.services import add_field
from dangol.customers.testing import make_company
from dangol.imports import running, services
from dangol.sales.importing.tests.test_import_deals import bring
from dangol.sales.leads.services import give_lead, take_lead
from dangol.sales.models import Deal, Lead
from dangol.sales.testing import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def size(choi):
    return add_field("sales.lead", label="매장 수", kind="number", actor=choi)


def test_a_lead_is_corrected_with_its_own_fields(client, kim, park, size):
    lead = take_lead(name="한소리", phone="010-2345-6789", owner=kim, at=START, actor=kim)
    url = reverse("sales:lead_edit", args=[lead.pk])
    given = {"name": "한소리", "company": "봄상회", "phone": "010-2345-6789", "way": "call",
             f"custom_{size.key}": "열둘", "version": lead.version}  # fmt: skip
    client.force_login(kim)

    wrong = client.post(url, given)
    assert wrong.status_code == 422
    assert "열둘" in wrong.text
    right = client.post(url, given | {f"custom_{size.key}": "12"})

    assert right.status_code == 302
    lead.refresh_from_db()
    assert (lead.company, lead.custom) == ("봄상회", {size.key: 12})
    assert "<dt>매장 수</dt><dd>12</dd>" in client.get(lead.get_absolute_url()).text
    client.force_login(park)
    assert client.get(url).status_code == 404


def test_the_api_corrects_a_lead(client, kim, park, size):
    lead = take_lead(name="한소리", phone="010-2345-6789", owner=kim, at=START, actor=kim)
    url = f"/api/v1/leads/{lead.pk}"
    client.force_login(kim)

    def send(**body):
        return client.patch(url, body, content_type="application/json")

    read = send(region="부산시 해운대구", custom={size.key: 3}, version=lead.version).json()

    assert (read["region"], read["custom"], read["phone"]) == (
        "부산광역시",
        {size.key: 3},
        "01023456789",
    )
    for wrong in ({"phone": "", "email": ""}, {"custom": {"nobody": 1}}, {"source": "없음"},
                  {"text": "900101-1234568"}):  # fmt: skip
        assert send(**wrong).status_code == 422
    assert send(name="늦음", version=lead.version).status_code == 409
    client.force_login(park)
    assert send(name="남").status_code == 404
    assert Lead.objects.get().name == "한소리"


def test_a_file_fills_own_fields_and_is_taken_back(kim, choi, size):
    field = add_field("sales.deal", label="규모", kind="won", actor=choi)
    head = "이름,휴대폰,회사,매장 수\n"
    run = bring(head + "한소리,010-2345-6789,,7\n두리,010-1111-2222,,많음\n", "leads", choi)
    assert (run.created, run.refused) == (1, 1)

    again = bring(head + "한소리,010-2345-6789,봄상회,9\n", "leads", choi, double="overwrite")
    lead = Lead.objects.get()
    assert (lead.company, lead.custom) == ("봄상회", {size.key: 9})
    services.begin_undo(again)
    running.undo(again.pk, actor=choi)
    lead.refresh_from_db()
    assert (lead.company, lead.custom) == ("", {size.key: 7})
    kept = bring(head + "한소리,010-2345-6789,봄상회,9\n", "leads", choi, double="fill")
    lead.refresh_from_db()
    assert (kept.updated, lead.company, lead.custom) == (1, "봄상회", {size.key: 7})

    rows = "거래번호,거래명,고객,단계,시작일,금액,규모\nD-1,원두,,,2026-03-02,1000,150만\n"
    bring(rows, "deals", choi, customers="hold")
    assert Deal.objects.get().custom == {field.key: 1_500_000}


def test_who_named_them_is_kept(client, kim, park):
    friend, other = make_company(kim, "소개상회"), make_company(park, "남의 회사")
    url = reverse("sales:lead_take")
    given = {"name": "두리", "phone": "010-1111-2222", "way": "referral", "referrer": "소개상회"}
    client.force_login(kim)

    for wrong in ("남의 회사", other.number):
        answer = client.post(url, given | {"referrer": wrong})
        assert answer.status_code == 422
        assert "고객이 없거나 볼 권한이 없습니다" in answer.text
    client.post(url, given)

    lead = Lead.objects.get()
    assert (lead.referrer, lead.way) == (friend, "referral")
    give_lead(lead, to=kim, at=START, actor=kim)
    page = client.get(lead.get_absolute_url()).text
    assert f'<a href="{friend.get_absolute_url()}">소개상회</a>' in page
    body = {"name": "세리", "phone": "010-1111-3333", "referrer_id": other.pk}
    assert client.post("/api/v1/leads", body, content_type="application/json").status_code == 422
    body["referrer_id"] = friend.pk
    made = client.post("/api/v1/leads", body, content_type="application/json").json()
    assert made["referrer_id"] == friend.pk
