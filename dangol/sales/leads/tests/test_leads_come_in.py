"""Leads from files, from mails, and over the API; what a customer they become remembers of it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from dangol.activities.models import Entry
from dangol.customers.testing import make_code, make_customer
from dangol.imports import running, services
from dangol.imports.importers import importers
from dangol.imports.models import Refusal
from dangol.messaging.inbox.testing import make_mail
from dangol.messaging.mailboxes.testing import make_account
from dangol.sales.leads.mailing import lead_of_mail, write_mailbox
from dangol.sales.leads.services import convert_lead, take_lead, write_rule
from dangol.sales.models import Deal, Lead
from dangol.sales.testing import START, stage

pytestmark = pytest.mark.django_db


def bring(text, actor):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "leads.csv"
        path.write_text(text)
        run = services.open_import(path, name="leads.csv", into="leads", actor=actor)
    given = importers["leads"].options_for(run, on_duplicate="skip", reason="", owner=actor)
    run = services.set_mapping(run, mapping=run.mapping, options=given)
    services.start_import(run, actor=actor)
    return running.work(run.pk, actor=actor)


def test_a_file_of_leads_comes_in_once_and_is_taken_back(choi, kim):
    make_code("source", "fair", "전시회")
    write_rule(None, name="모두", people=[kim], actor=choi)
    take_lead(name="먼저 온 사람", phone="010-1111-2222", at=START, actor=None)
    rows = (
        "이름,회사,휴대폰,이메일,유입경로,문의내용\n"
        "한소리,봄상회,010-2345-6789,,전시회,견적 부탁\n"
        "먼저,봄상회,010-1111-2222,,,\n"
        "없는이,,,,,연락처 없음\n"
        "틀린이,,12,a@b.co,,\n"
        "모름,,010-9999-8888,,하늘,\n"
    )

    run = bring(rows, choi)

    lead = Lead.objects.get(name="한소리")
    assert (run.created, run.skipped, run.refused) == (1, 1, 3)
    assert (lead.way, lead.owner, lead.source.key, lead.text) == (
        "import", kim, "fair", "견적 부탁",
    )  # fmt: skip
    assert Refusal.objects.filter(run=run).count() == 3
    services.begin_undo(run)
    running.undo(run.pk, actor=choi)
    assert list(Lead.objects.values_list("name", flat=True)) == ["먼저 온 사람"]


def test_a_strangers_mail_is_a_lead_once_a_thread(choi, kim, run_jobs):
    account = make_account(None, choi)
    box = write_mailbox(None, account=account, source=make_code("source", "web", "홈페이지"),
                        is_active=True, actor=choi)  # fmt: skip
    make_customer(kim, "아는 고객", emails=["known@client.example"])

    mail = make_mail(account, "머신 두 대를 사려고 합니다.", message_id="a@client.example")
    make_mail(account, "덧붙입니다.", in_reply_to="a@client.example")
    make_mail(account, "주민번호는 900101-1234568", sender="비밀 <secret@client.example>")
    make_mail(account, "주문합니다", sender="known@client.example")
    make_mail(account, "부재중", sender="mailer-daemon@client.example")
    run_jobs()
    lead_of_mail(mail)

    first, second = Lead.objects.order_by("pk")
    assert (first.name, first.email, first.way, first.source) == (
        "박서연", "park@client.example", "mail", box.source,
    )  # fmt: skip
    assert first.text == "견적 문의\n\n머신 두 대를 사려고 합니다."
    assert first.received_at == mail.at
    assert second.email == "secret@client.example"
    assert "1234568" not in second.text
    write_mailbox(box, account=account, source=None, is_active=False, actor=choi)
    make_mail(account, "또 다른 사람", sender="new@client.example")
    run_jobs()
    assert Lead.objects.count() == 2


def test_the_customer_remembers_having_been_a_lead(kim):
    lead = take_lead(name="한소리", phone="010-2345-6789", way="call", at=START, actor=kim,
                     owner=kim)  # fmt: skip

    lead = convert_lead(lead, stage=stage(0), at=START, actor=kim)

    entry = Entry.objects.get(kind="sales.lead_converted")
    assert (entry.customer, entry.data["lead_id"]) == (lead.customer, lead.pk)
    assert entry.data["deal_id"] == lead.deal_id


def test_the_api_takes_gives_accepts_returns_and_converts(kim, lee, park, client):
    def post(path, **values):
        return client.post(f"/api/v1/leads{path}", values, content_type="application/json")

    client.force_login(lee)
    made = post("", name="한소리", phone="010-2345-6789", way="call")
    pk = made.json()["id"]
    wrong = post("", name="한소리"), post("", name="한", email="a@b.co", source="nowhere")
    given = post(f"/{pk}/give", to_id=kim.pk, brief="급함").json()
    early = post(f"/{pk}/accept")
    client.force_login(park)
    stranger = client.get(f"/api/v1/leads/{pk}"), post(f"/{pk}/accept")
    client.force_login(kim)
    accepted = post(f"/{pk}/accept").json()
    lost_stage = post(f"/{pk}/convert", stage_id=999)
    done = post(f"/{pk}/convert", stage_id=stage(0).pk, title="머신", amount=5).json()
    over = post(f"/{pk}/return", reason="늦음")
    listed = client.get("/api/v1/leads").json()["items"]

    assert [answer.status_code for answer in (made, *wrong)] == [201, 422, 422]
    assert (given["status"], given["owner_id"], accepted["status"]) == ("given", kim.pk, "accepted")
    assert [answer.status_code for answer in (early, *stranger, lost_stage, over)] == [
        409, 404, 404, 422, 409,
    ]  # fmt: skip
    assert (done["status"], Deal.objects.get().pk) == ("converted", done["deal_id"])
    assert [row["id"] for row in listed] == [pk]


def test_mailboxes_are_the_managers(choi, kim, client):
    account, own = make_account(None, choi), make_account(kim, choi)
    client.force_login(kim)
    assert client.post("/sales/leads/mailboxes/new/", {"account": account.pk}).status_code == 403
    client.force_login(choi)
    assert client.post("/sales/leads/mailboxes/new/", {"account": own.pk}).status_code == 422
    client.post("/sales/leads/mailboxes/new/", {"account": account.pk, "is_active": "on"})
    assert account.email in client.get("/sales/leads/settings/").text
