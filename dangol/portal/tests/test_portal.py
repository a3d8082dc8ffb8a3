"""The portal: who gets in, that they see only what is theirs, and what they may do."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dangol.codes import preferences
from dangol.customers.models import Consent, CustomerFile
from dangol.customers.parties.files import attach_file
from dangol.customers.testing import make_affiliation, make_company, make_customer
from dangol.helpdesk.models import Survey, Ticket, TicketFile, TicketMessage
from dangol.helpdesk.testing import make_ticket, step
from dangol.helpdesk.tickets.moving import move_ticket
from dangol.helpdesk.tickets.talking import note_answer, write_note
from dangol.messaging.inbox.testing import make_mail
from dangol.messaging.mailboxes.testing import make_account
from dangol.messaging.models import Message
from dangol.messaging.testing import make_sender
from dangol.orders.testing import make_quote
from dangol.portal.models import Link, LinkAsk, Session, Visit
from dangol.portal.preferences import PortalPreferences
from dangol.portal.services import answer_ask, ask_for_link, enter, link_of

pytestmark = pytest.mark.django_db
SIGN_IN = "/portal/in/"


@pytest.fixture(autouse=True)
def _open(db):
    make_sender()
    preferences.put(PortalPreferences(is_on=True), actor=None)


@pytest.fixture
def hong(kim):
    return make_customer(kim, "홍길동", emails=["hong@example.com"])


def token_for(email="hong@example.com", at=None):
    at = at or timezone.now()
    ask = ask_for_link(email, address="10.0.0.1", language="ko", at=at)
    answer_ask(ask.pk, at=at)
    text = Message.objects.latest("pk").dispatch.content["text"]
    return re.search(r"/portal/in/([\w.\-]+)/", text)[1]


def plain(response):
    """The page without what differs each time: the token against forged posts."""
    return re.sub(r"[A-Za-z0-9]{64}", "", response.text)


@pytest.fixture
def inside(hong):
    client = Client()
    assert client.post(f"/portal/in/{token_for()}/").url == "/portal/"
    return client


def test_is_not_there_until_it_is_switched_on(client, hong):
    preferences.put(PortalPreferences(), actor=None)

    assert client.get("/portal/").status_code == 404
    assert client.post(SIGN_IN, {"email": "hong@example.com"}).status_code == 404
    assert not LinkAsk.objects.exists()


def test_answers_the_same_for_known_and_unknown_and_mails_only_the_known(client, hong, run_jobs):
    known = client.post(SIGN_IN, {"email": "hong@example.com"})
    unknown = client.post(SIGN_IN, {"email": "nobody@example.com"})
    run_jobs()

    assert known.status_code == unknown.status_code == 200
    assert plain(known) == plain(unknown)
    assert known.headers["X-Robots-Tag"] == "noindex, nofollow"
    sent = Message.objects.values_list("address", "dispatch__kind", "customer")
    assert list(sent) == [("hong@example.com", "transaction", hong.pk)]
    assert set(LinkAsk.objects.values_list("email", flat=True)) == {""}


@pytest.mark.parametrize("email", ["hong@example.com", "nobody@example.com"])
def test_refuses_the_fourth_ask_in_a_quarter_of_an_hour(client, hong, email):
    for _n in range(3):
        assert client.post(SIGN_IN, {"email": email}).status_code == 200

    refused = client.post(SIGN_IN, {"email": email})

    assert refused.status_code == 429
    assert LinkAsk.objects.count() == 3


def test_a_link_opens_once_within_its_time_and_never_by_looking(client, hong):
    now = timezone.now()
    token = token_for(at=now)
    for _n in range(2):
        assert client.get(f"/portal/in/{token}/").status_code == 200
    assert link_of(token[:-1] + ("A" if token[-1] != "A" else "B"), at=now) is None
    assert enter(token, address="", at=now + timedelta(minutes=15)) is None
    assert not Session.objects.exists()

    assert client.post(f"/portal/in/{token}/").status_code == 302
    assert Client().post(f"/portal/in/{token}/").status_code == 404
    assert Session.objects.count() == 1
    assert Link.objects.get().used_at is not None


def test_a_stay_ends_by_signing_out_and_by_sleeping(inside):
    key = inside.cookies["portal"].value
    assert inside.get("/portal/").status_code == 200
    inside.post("/portal/out/")
    inside.cookies["portal"] = key
    assert inside.get("/portal/").url == f"{SIGN_IN}?ended=1"

    Session.objects.update(ended_at=None, seen_at=timezone.now() - timedelta(minutes=31))
    assert "오래 쓰지 않아" in inside.get("/portal/", follow=True).text


def test_what_was_typed_too_late_is_shown_to_be_kept_and_not_sent(inside):
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=31))
    late = inside.post("/portal/tickets/new/", {"subject": "문의", "text": "<b>긴 글", "key": "k"})

    assert (late.status_code, "&lt;b&gt;긴 글</textarea>" in late.text) == (403, True)
    assert not Ticket.objects.exists()


def test_others_and_what_staff_keep_to_themselves_are_not_there(inside, kim, hong):
    other = make_customer(kim, "박다름", emails=["park@example.com"])
    strange = make_ticket(kim, "남의 문의", customer=other)
    mine = make_ticket(kim, "내 문의", customer=hong, text="목소리가 화난 듯함", channel="phone")
    write_note(mine, text="조심해서 대할 것", at=timezone.now(), actor=kim)
    note_answer(mine, text="내일 갑니다", at=timezone.now(), actor=kim)
    draft = make_quote(kim, customer=hong)

    assert inside.get(f"/portal/tickets/{strange.pk}/").status_code == 404
    assert (
        inside.post(f"/portal/tickets/{strange.pk}/", {"text": "x", "key": "1"}).status_code == 404
    )
    assert inside.get("/portal/orders/1/").status_code == 404
    page = inside.get(f"/portal/tickets/{mine.pk}/").text
    assert "내일 갑니다" in page
    assert "조심해서" not in page
    assert "화난" not in page
    listed = inside.get("/portal/tickets/").text
    assert "내 문의" in listed
    assert "남의 문의" not in listed
    assert draft.title not in inside.get("/portal/quotes/").text
    seen = set(Visit.objects.values_list("page", "record"))
    assert {("ticket", strange.pk), ("ticket", mine.pk), ("quotes", None)} <= seen


@pytest.mark.parametrize(
    ("role", "shown", "ends", "seen"),
    [
        ("decider", True, None, True), ("user", True, None, True),
        ("influencer", True, None, False), ("", True, None, False),
        ("decider", False, None, False), ("decider", True, date(2026, 1, 1), False),
    ],
)  # fmt: skip
def test_a_contact_sees_the_company_only_by_role_and_switch(
    inside, kim, hong, role, shown, ends, seen
):
    company = make_company(kim)
    make_affiliation(hong, company, decision_role=role, ends_on=ends, starts_on=date(2025, 1, 1))
    ticket = make_ticket(kim, "회사의 문의", customer=company)
    preferences.put(PortalPreferences(is_on=True, shows_company=shown), actor=None)

    assert ("회사의 문의" in inside.get("/portal/").text) is seen
    status = inside.get(f"/portal/tickets/{ticket.pk}/").status_code
    assert status == (200 if seen else 404)


def test_asks_once_with_a_file_and_writes_again_after_it_was_done(inside, kim, hong):
    given = {"subject": "봉투가 찢어졌어요", "text": "사진을 보냅니다.", "key": "k1"}
    files = {"uploads": SimpleUploadedFile("사진.jpg", b"x" * 10)}
    first = inside.post("/portal/tickets/new/", given | files)
    inside.post("/portal/tickets/new/", given)
    ticket = Ticket.objects.get()
    assert first.url == f"/portal/tickets/{ticket.pk}/"
    assert (ticket.customer, ticket.channel) == (hong, "web")
    assert CustomerFile.objects.get().customer == hong
    move_ticket(ticket, to=step("done"), at=timezone.now(), actor=kim)

    for _n in range(2):
        inside.post(first.url, {"text": "또 찢어졌어요", "key": "k2"})

    ticket.refresh_from_db()
    assert (ticket.is_open, ticket.reopen_count, ticket.message_count) == (True, 1, 1)
    assert "또 찢어졌어요" in inside.get(first.url).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "번호는 900101-1234567"}, "주민등록번호"),
        ({"text": "  "}, "필수"),
        ({"text": "가" * 350_000}, "최대 10000"),  # 1 MB
        ({"text": "봐 주세요", "uploads": SimpleUploadedFile("run.exe", b"x")}, "올릴 수 없는"),
        ({"text": " ", "uploads": SimpleUploadedFile("a.jpg", b"x")}, "다시 골라 주세요: a.jpg"),
    ],
)
def test_refuses_what_may_not_be_kept_and_keeps_what_was_typed(inside, given, said):
    answer = inside.post("/portal/tickets/new/", {"subject": "제목입니다", "key": "k"} | given)

    assert answer.status_code == 422
    assert said in answer.text
    assert "제목입니다" in answer.text
    assert not Ticket.objects.exists()
    assert not CustomerFile.objects.exists()


def test_consents_go_to_the_ledger_with_their_source(inside, hong):
    url = "/portal/consents/"
    inside.post(url, {"purpose": "email", "permit": "1"})
    inside.post(url, {"purpose": "email", "permit": "1"})
    inside.post(url, {"purpose": "email", "permit": "0"})
    wrong = inside.post(url, {"purpose": "required", "permit": "0"})

    rows = Consent.objects.order_by("pk").values_list("purpose", "act", "source", "evidence")
    assert list(rows) == [
        ("email", "give", "고객 포털", "portal 127.0.0.1"),
        ("email", "withdraw", "고객 포털", "portal 127.0.0.1"),
    ]
    hong.refresh_from_db()
    assert (hong.permit_email, wrong.status_code) == (0, 422)


def test_a_correction_becomes_a_ticket_and_every_page_opens(inside, hong):
    answer = inside.post("/portal/profile/", {"text": "휴대폰이 바뀌었어요", "key": "k"})

    assert Ticket.objects.get().subject == "연락처 정정 요청"
    assert answer.status_code == 302
    for path in ("", "tickets/new/", "quotes/", "orders/", "consents/", "profile/"):
        page = inside.get(f"/portal/{path}", headers={"Accept-Language": "en"})
        assert page.status_code == 200
        assert "Sign out" in page.text
    assert inside.get("/portal/account/").content[:4] == b"%PDF"


def test_staff_see_the_visits_of_their_customers_only(client, inside, kim, park, hong):
    inside.get("/portal/consents/")
    url = reverse("portal:visits", args=[hong.pk])
    client.force_login(kim)
    assert "수신 동의" in client.get(url).text
    page = client.get(reverse("customers:customer_panels", args=[hong.pk])).text
    assert url in page
    invite = reverse("portal:invite", args=[hong.pk])
    assert (invite in page, client.post(invite).status_code) == (False, 403)
    client.force_login(park)
    assert client.get(url).status_code == 404


def test_a_ticket_is_finished_and_rated_by_its_customer_alone(inside, kim, hong):
    ticket = make_ticket(kim, "봉투가 찢어졌어요", customer=hong)
    other = make_ticket(kim, "남의 일", customer=make_customer(kim, "박다름"))
    url = f"/portal/tickets/{ticket.pk}/"
    good = {"score": "4", "comment": "빨랐어요"}
    assert inside.post(f"{url}rate/", good).status_code == 422  # it is still open
    assert not Survey.objects.exists()
    for path in ("rate/", "finish/"):
        assert inside.post(f"/portal/tickets/{other.pk}/{path}", good).status_code == 404

    inside.get(f"{url}finish/")  # looking ends nothing
    assert "해결됐어요" in inside.get(url).text
    assert "문의를 끝냈습니다" in inside.post(f"{url}finish/", follow=True).text
    bad = inside.post(f"{url}rate/", {"score": "9", "comment": "900101-1234567"})
    assert (bad.status_code, Survey.objects.filter(score__isnull=False).count()) == (422, 0)
    assert "900101-1234567" in bad.text  # what was typed stays
    assert "고맙습니다" in inside.post(f"{url}rate/", good, follow=True).text
    inside.post(f"{url}rate/", {"score": "5", "comment": ""})

    survey = Survey.objects.get()
    assert (survey.ticket, survey.customer, survey.score) == (ticket, hong, 5)
    assert (survey.comment, "남겨 주신 평가" in inside.get(url).text) == ("빨랐어요", True)
    other.refresh_from_db()
    assert other.is_open
    inside.post(url, {"text": "또 찢어졌어요", "key": "k"})  # anew, so is the question
    assert "남겨 주신 평가" not in inside.get(url).text


def test_files_of_answers_are_there_and_others_are_not(inside, kim, hong):
    ticket = make_ticket(kim, "설명서를 주세요", customer=hong)
    note = write_note(ticket, text="안에서만", at=timezone.now(), actor=kim)
    answer = note_answer(ticket, text="보냅니다.", at=timezone.now(), actor=kim)
    account = make_account(kim)
    paper = ("설명서.pdf", b"%PDF-1", "application/pdf")
    sent = make_mail(account, files=[paper, ("설치.exe", b"MZ", "application/octet-stream")])
    secret = make_mail(account, files=[("원가.pdf", b"%PDF-2", "application/pdf")])
    TicketMessage.objects.filter(pk=answer.pk).update(mail=sent)
    TicketMessage.objects.filter(pk=note.pk).update(mail=secret)

    page = inside.get(f"/portal/tickets/{ticket.pk}/").text
    assert ("설명서.pdf" in page, "원가.pdf" in page, "설치.exe" in page) == (True, False, False)
    shown, run = sent.files.get(name="설명서.pdf"), sent.files.get(name="설치.exe")
    file = inside.get(f"/portal/tickets/{ticket.pk}/file/{shown.pk}/")
    assert b"".join(file) == b"%PDF-1"
    assert file["Content-Disposition"].startswith("attachment")
    for pk in (secret.files.get().pk, run.pk):
        assert inside.get(f"/portal/tickets/{ticket.pk}/file/{pk}/").status_code == 404


def test_a_customer_gets_back_their_own_uploads_and_nobody_elses(inside, client, kim, park, hong):
    first = {"subject": "봉투", "text": "사진입니다.", "key": "k1"}
    inside.post("/portal/tickets/new/", first | {"uploads": SimpleUploadedFile("a.jpg", b"one")})
    ticket = Ticket.objects.get()
    more = {"text": "하나 더", "key": "k2", "uploads": SimpleUploadedFile("b.jpg", b"two")}
    inside.post(f"/portal/tickets/{ticket.pk}/", more)
    other = make_ticket(kim, "남의 일", customer=make_customer(kim, "박다름"))
    theirs = attach_file(other.customer, file=SimpleUploadedFile("c.jpg", b"three"), actor=kim)
    mine = attach_file(hong, file=SimpleUploadedFile("d.jpg", b"note"), actor=kim)  # staff's
    TicketFile.objects.create(ticket=other, file=theirs)
    kept = {row.name: row.pk for row in CustomerFile.objects.all()}

    def got(name, who=inside, at=f"/portal/tickets/{ticket.pk}/upload", status=200):
        answer = who.get(f"{at}/{kept[name]}/")
        assert answer.status_code == status
        return b"".join(answer) if status == 200 else None

    assert (got("a.jpg"), got("b.jpg")) == (b"one", b"two")
    page = inside.get(f"/portal/tickets/{ticket.pk}/").text
    assert [f"/upload/{kept[name]}/" in page for name in ("a.jpg", "b.jpg", "d.jpg")] == [1, 1, 0]
    for name in ("c.jpg", "d.jpg"):
        got(name, status=404)
    got("c.jpg", at=f"/portal/tickets/{other.pk}/upload", status=404)
    assert mine.pk == kept["d.jpg"]
    client.force_login(kim)
    desk = client.get(f"/helpdesk/tickets/{ticket.pk}/").text
    assert [f"/files/{kept[name]}/" in desk for name in ("a.jpg", "b.jpg", "d.jpg")] == [1, 1, 0]
    assert got("b.jpg", client, f"/helpdesk/tickets/{ticket.pk}/files") == b"two"
    got("d.jpg", client, f"/helpdesk/tickets/{ticket.pk}/files", 404)


def test_the_list_shows_what_is_open_and_turns_pages(inside, kim, hong):
    for n in range(31):
        make_ticket(kim, f"문의 {n:02}", customer=hong)
    move_ticket(Ticket.objects.first(), to=step("done"), at=timezone.now(), actor=kim)

    assert inside.get("/portal/tickets/").text.count("/portal/tickets/") > 30
    assert "2 / 2" in inside.get("/portal/tickets/?page=2").text
    assert inside.get("/portal/tickets/?page=x").status_code == 200
    assert "다음 쪽" not in inside.get("/portal/tickets/?box=open").text
