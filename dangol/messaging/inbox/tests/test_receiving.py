"""A mail arrives: where it is filed, whose it is, and what the timeline learns."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from dangol.customers.events import CustomerEvent
from dangol.customers.testing import make_customer
from dangol.messaging.inbox import filing
from dangol.messaging.inbox.addresses import copy_address
from dangol.messaging.inbox.receiving import receive
from dangol.messaging.inbox.testing import MORNING, make_mail, write_mail
from dangol.messaging.mailboxes.testing import make_account
from dangol.messaging.models import Mail, MailFile, MailThread, StoredFile

PDF = b"%PDF-1.7 quote"


@pytest.fixture
def account(kim):
    return make_account(kim)


@pytest.fixture
def told(monkeypatch):
    """The facts published about customers' mails."""
    from dangol.messaging.inbox import receiving  # noqa: PLC0415

    facts = []

    def note(fact):
        if isinstance(fact, CustomerEvent):
            facts.append(fact)

    monkeypatch.setattr(receiving, "publish", note)
    return facts


def test_files_a_mail_in_a_thread_of_its_own(account):
    mail = make_mail(account, "견적 부탁드립니다.\n\n> 지난 메일", subject="Re: 견적 문의")

    thread = mail.thread
    assert (mail.direction, mail.kind, mail.sender_name) == ("in", "letter", "박서연")
    assert (thread.subject, thread.person, thread.email) == (
        "견적 문의", "박서연", "park@client.example",
    )  # fmt: skip
    assert (thread.snippet, thread.is_unread, thread.mail_count) == ("견적 부탁드립니다.", True, 1)
    assert thread.owner == account.owner


def test_the_same_mail_is_filed_once_wherever_it_is_met(account):
    data = write_mail(message_id="one@client.example")

    assert receive(account, data, at=MORNING) is not None
    assert receive(account, data, at=MORNING + timedelta(days=1)) is None
    assert receive(account, b"no identifier", at=MORNING) is not None
    assert receive(account, b"no identifier", at=MORNING) is None
    assert Mail.objects.count() == 2


def test_answers_join_the_thread_by_what_they_name(account):
    first = make_mail(account, message_id="a@client.example")
    second = make_mail(
        account, message_id="b@client.example", References="<x@y> <a@client.example>",
        subject="다른 제목", at=MORNING + timedelta(hours=1),
    )  # fmt: skip
    other = make_mail(account, message_id="c@client.example", sender="이민호 <lee@else.example>")

    first.thread.refresh_from_db()
    assert second.thread == first.thread
    assert (first.thread.mail_count, first.thread.last_at) == (2, second.at)
    assert other.thread != first.thread


def test_a_mail_that_names_two_threads_joins_them(account, kim):
    customer = make_customer(kim, emails=["lee@else.example"])
    first = make_mail(account, message_id="a@x.example")
    second = make_mail(
        account, message_id="b@x.example", sender="이민호 <lee@else.example>", subject="다른 일"
    )
    assert first.thread != second.thread

    third = make_mail(
        account, message_id="c@x.example", References="<a@x.example> <b@x.example>",
        at=MORNING + timedelta(hours=1),
    )  # fmt: skip

    thread = MailThread.objects.get()
    assert set(thread.mails.all()) == {first, second, third}
    assert thread.mail_count == 3
    assert [link.customer for link in thread.links.all()] == [customer]
    later = make_mail(account, in_reply_to="b@x.example", at=MORNING + timedelta(hours=2))
    assert later.thread == thread


def test_an_answer_that_comes_before_its_question_joins_it_too(account):
    answer = make_mail(account, message_id="b@x.example", in_reply_to="a@x.example")

    question = make_mail(
        account, message_id="a@x.example", to="park@client.example",
        sender="box1@dangol.example", is_sent=True,
    )  # fmt: skip

    assert question.thread == answer.thread
    assert question.direction == "out"


def test_without_names_the_subject_counts_only_for_the_same_person(account):
    first = make_mail(account, subject="납기 문의")

    same = make_mail(account, subject="Re: 납기 문의")
    fresh = make_mail(account, subject="납기 문의")
    other = make_mail(account, subject="Re: 납기 문의", sender="lee@else.example")
    late = make_mail(account, subject="Re: 납기 문의", at=MORNING + timedelta(days=90))

    assert same.thread == first.thread
    assert len({first.thread, fresh.thread, other.thread, late.thread}) == 4


def test_the_writer_with_one_customer_is_known_and_the_timeline_hears(account, kim, told):
    customer = make_customer(kim, emails=["Park@client.example", "park@client.example"])

    mail = make_mail(account)

    assert mail.thread.customer == customer
    assert [link.customer for link in mail.thread.links.all()] == [customer]
    assert [(type(fact).__name__, fact.customer_id, fact.mail_id) for fact in told] == [
        ("MailReceived", customer.pk, mail.pk)
    ]


def test_an_address_of_two_customers_is_left_to_people(account, kim, told):
    for name in ("박서연", "박서준"):
        make_customer(kim, name, emails=["park@client.example"])

    mail = make_mail(account)

    assert mail.thread.customer is None
    assert not mail.thread.links.exists()
    assert told == []


def test_hanmail_is_found_under_daum(account, kim):
    customer = make_customer(kim, emails=["park@daum.net"])

    assert make_mail(account, sender="park@hanmail.net").thread.customer == customer


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"subject": "[부재중] 김대리"}, "automatic"),
    ],
)
def test_automatic_answers_are_no_contact_and_stay_read(account, kim, told, headers, kind):
    make_customer(kim, emails=["park@client.example"])

    mail = make_mail(account, **headers)

    assert (mail.kind, mail.thread.is_unread) == (kind, False)
    assert told == []


def test_a_new_mail_brings_a_thread_back_from_the_archive_a_machine_does_not(account):
    first = make_mail(account, message_id="a@x.example")
    MailThread.objects.update(is_archived=True, is_unread=False)

    make_mail(account, in_reply_to="a@x.example", Auto_Submitted="auto-replied")
    first.thread.refresh_from_db()
    assert (first.thread.is_archived, first.thread.is_unread) == (True, False)

    make_mail(account, in_reply_to="a@x.example")
    first.thread.refresh_from_db()
    assert (first.thread.is_archived, first.thread.is_unread) == (False, True)


def test_a_mail_read_elsewhere_comes_read(account):
    assert make_mail(account, is_seen=True).thread.is_unread is False


def test_the_same_file_is_stored_once(account):
    files = (("견적.pdf", PDF, "application/pdf"),)

    first = make_mail(account, files=files)
    make_mail(account, files=(("다른 이름.pdf", PDF, "application/octet-stream"),))

    stored = StoredFile.objects.get(kind="application/pdf")
    assert sorted(MailFile.objects.values_list("name", flat=True)) == ["견적.pdf", "다른 이름.pdf"]
    assert default_storage.open(str(stored.file)).read() == PDF
    assert first.thread.has_files


def test_files_go_when_no_mail_needs_them(account):
    make_mail(account, files=(("견적.pdf", PDF, "application/pdf"),))
    path = str(StoredFile.objects.get(kind="application/pdf").file)
    assert filing.forget_orphans() == 0

    MailThread.objects.all().delete()

    assert filing.forget_orphans() == 2
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(path)


def test_resident_numbers_are_cut_and_flagged(account):
    text = "제 주민번호는 900101-1234568 입니다"

    mail = make_mail(account, text, subject="신청 900101-1234568", html=f"<p>{text}</p>")

    page = default_storage.open(str(mail.page.file)).read().decode()
    assert mail.has_resident_number
    assert "900101-*******" in mail.text
    for kept in (
        mail.text,
        mail.subject,
        mail.search,
        mail.thread.snippet,
        mail.thread.subject,
        page,
    ):
        assert "1234568" not in kept
    assert mail.raw is None


def test_a_copy_sent_to_ones_bcc_address_is_filed_as_ones_own(kim, choi, park, told):
    shared = make_account(None, choi, email="office@dangol.example", takes_copies=True)
    customer = make_customer(kim, emails=["park@client.example"])
    address = copy_address(shared, kim)

    mail = make_mail(shared, sender="kim@naver.com", to="park@client.example", Delivered_To=address)
    forged = make_mail(
        shared, sender="x@y.example", to="z@y.example", Delivered_To=address.replace(".", "0.", 1)
    )

    assert (mail.direction, mail.kind, mail.author) == ("out", "copy", kim)
    assert (mail.thread.owner, mail.thread.customer) == (kim, customer)
    assert (forged.direction, forged.thread.owner) == ("in", None)
    assert [(type(fact).__name__, fact.actor_id) for fact in told] == [("MailFiled", kim.pk)]


def test_a_forwarded_mail_is_filed_under_who_wrote_it(account, kim):
    customer = make_customer(kim, emails=["origin@client.example"])
    head = "From: 원본 <origin@client.example>\nSent: x\nTo: y\nSubject: z"
    body = f"FYI\n\n-----Original Message-----\n{head}"

    mail = make_mail(account, body, subject="FW: 견적", sender="colleague@dangol.example")

    assert mail.forwarded["email"] == "origin@client.example"
    assert [link.customer for link in mail.thread.links.all()] == [customer]


def test_problems_are_kept_with_the_mail(account):
    mail = receive(account, b"From: a@b.example\nDate: never\n\nx", at=MORNING)

    mail.refresh_from_db()
    assert mail.problems == ["bad_date"]
    assert mail.at == MORNING


def test_a_page_is_cleaned_before_it_is_kept(account):
    html = '<p>안녕</p><script>alert(1)</script><img src="http://x.example/p.png" width="200">'

    mail = make_mail(account, html=html)

    page = default_storage.open(str(mail.page.file)).read().decode()
    assert "script" not in page
    assert ' src="' not in page
    assert mail.remote_images == 1
