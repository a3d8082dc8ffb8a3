"""The mailbox as people use it, and who may see what."""

import pytest
from django.urls import reverse

from dangol.accounts.models import Grant
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer
from dangol.messaging.inbox import services
from dangol.messaging.inbox.testing import make_mail
from dangol.messaging.mailboxes.testing import make_account
from dangol.messaging.models import MailNote, MailThread, ThreadCustomer
from dangol.workspace.models import Notice

LIST = "/messages/mail/"
PDF = b"%PDF-1.7 quote"


@pytest.fixture
def account(kim):
    return make_account(kim)


@pytest.fixture
def mail(account):
    return make_mail(account, "견적 부탁드립니다.\n\n> 지난 메일", html="<p>견적 부탁드립니다.</p>")


def enter(client, user):
    client.force_login(user)
    return client


def act(client, thread, **data):
    return client.post(reverse("messaging:thread_act", args=[thread.pk]), data)


def test_reading_a_thread_marks_it_read(client, kim, mail):
    listed = enter(client, kim).get(LIST)
    assert "convo unread" in listed.text

    shown = client.get(mail.thread.get_absolute_url())

    assert "견적 부탁드립니다." in shown.text
    assert "인용된 메일" in shown.text
    mail.thread.refresh_from_db()
    assert mail.thread.is_unread is False


def test_a_personal_mail_is_its_owners_until_it_is_shown_to_the_team(
    client, kim, lee, park, choi, mail
):
    url = mail.thread.get_absolute_url()
    seen = {}
    for step in ("before", "after"):
        for user in (kim, lee, park, choi):
            seen[step, user.username] = enter(client, user).get(url).status_code
        services.show_to_team(mail.thread, shown=True, actor=kim)

    assert seen == {
        ("before", "kim"): 200, ("before", "lee"): 404, ("before", "park"): 404,
        ("before", "choi"): 404,
        ("after", "kim"): 200, ("after", "lee"): 200, ("after", "park"): 404,
        ("after", "choi"): 200,
    }  # fmt: skip


def test_a_shared_account_is_for_its_departments(client, kim, park, choi):
    account = make_account(None, choi, departments=[kim.department])
    thread = make_mail(account).thread

    assert enter(client, kim).get(thread.get_absolute_url()).status_code == 200
    assert enter(client, park).get(thread.get_absolute_url()).status_code == 404

    services.assign(thread, to=park, actor=choi)
    assert enter(client, park).get(thread.get_absolute_url()).status_code == 200
    assert Notice.objects.get().user == park


def test_pages_and_files_of_others_are_not_there(client, kim, park, account):
    mail = make_mail(account, html="<p>x</p>", files=(("견적.pdf", PDF, "application/pdf"),))
    urls = [
        reverse("messaging:mail_page", args=[mail.pk]),
        reverse("messaging:mail_file", args=[mail.files.get().pk]),
        reverse("messaging:mail_open", args=[mail.pk]),
    ]
    assert [enter(client, park).get(url).status_code for url in urls] == [404, 404, 404]
    assert [enter(client, kim).get(url).status_code for url in urls] == [200, 200, 302]


def test_without_the_right_the_mailbox_is_closed(client, kim, mail):
    Grant.objects.filter(permission__startswith="messaging.").delete()

    assert enter(client, kim).get(LIST).status_code == 403


def test_a_page_is_framed_without_scripts_and_without_pictures_from_elsewhere(client, kim, account):
    html = '<p>안녕</p><img src="https://x.example/p.png" width="300">'
    mail = make_mail(account, html=html)
    url = reverse("messaging:mail_page", args=[mail.pk])

    closed = enter(client, kim).get(url)
    opened = client.get(url, {"images": "1"})

    policy = closed.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-same-origin")
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "img-src 'self';" in policy
    assert ' src="https' not in closed.text
    assert 'src="https://x.example/p.png"' in opened.text
    assert closed.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_files_leave_as_files(client, kim, account):
    mail = make_mail(account, files=(("해킹.html", b"<script>1</script>", "text/html"),))
    file = mail.files.get()

    response = enter(client, kim).get(
        reverse("messaging:mail_file", args=[file.pk]), {"inline": "1"}
    )

    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert file.is_risky


def test_archive_and_unread(client, kim, mail):
    enter(client, kim)
    act(client, mail.thread, act="archive")
    assert "견적 문의" not in client.get(LIST).text
    assert "견적 문의" in client.get(LIST, {"box": "archive"}).text

    client.post(reverse("messaging:thread_restore", args=[mail.thread.pk]))
    act(client, mail.thread, act="unread")
    assert "convo unread" in client.get(LIST, {"box": "unread"}).text


def test_search_finds_words_and_initials_in_mails(client, kim, account, mail):
    make_mail(account, "다른 이야기", subject="세금계산서", sender="이민호 <lee@else.example>")
    enter(client, kim)

    def found(q):
        text = client.get(LIST, {"q": q}).text
        return [word for word in ("견적 문의", "세금계산서") if word in text]

    assert found("견적") == ["견적 문의"]
    assert found("ㅂㅅㅇ") == ["견적 문의"]
    assert found("lee@else.example") == ["세금계산서"]
    assert found("없는말") == []


def test_older_threads_come_by_pages(client, kim, account, monkeypatch):
    monkeypatch.setattr("dangol.messaging.inbox.queries.PAGE", 2)
    for number in range(5):
        make_mail(account, subject=f"제목{number}")
    enter(client, kim)

    first = client.get(LIST, headers={"HX-Request": "true"})
    cursor = first.context["page"].older
    second = client.get(LIST, {"before": cursor}, headers={"HX-Request": "true"})

    assert [t.subject for t in first.context["page"].threads] == ["제목4", "제목3"]
    assert [t.subject for t in second.context["page"].threads] == ["제목2", "제목1"]


def test_a_note_stays_inside(client, kim, mail):
    url = reverse("messaging:note_write", args=[mail.thread.pk])

    response = enter(client, kim).post(url, {"text": "900101-1234568"})
    assert response.status_code == 422
    assert "주민등록번호는 저장할 수 없습니다" in response.text
    assert not MailNote.objects.exists()

    client.post(url, {"text": "전화로 먼저 확인"})
    note = MailNote.objects.get()
    assert (note.author, note.text) == (kim, "전화로 먼저 확인")
    assert "고객에게 보이지 않습니다" in client.get(mail.thread.get_absolute_url()).text

    client.post(reverse("messaging:note_remove", args=[mail.thread.pk, note.pk]))
    assert not MailNote.objects.exists()


def test_an_unknown_writer_becomes_a_customer_in_one_step(client, kim, account):
    text = "문의\n\n한소라 과장 드림\n㈜모아오피스\nM. 010-2142-7788"
    mail = make_mail(account, text, sender="sora <sora@moa.example>")
    other = make_mail(account, sender="sora@moa.example")
    url = reverse("messaging:writer_register", args=[mail.thread.pk])

    form = enter(client, kim).get(url, headers={"HX-Request": "true"})
    assert form.context["form"].initial == {
        "kind": "person", "name": "sora", "honorific": "과장", "company_name": "㈜모아오피스",
        "phone": "01021427788", "email": "sora@moa.example",
    }  # fmt: skip

    wrong = client.post(url, {**form.context["form"].initial, "phone": "전화"})
    assert wrong.status_code == 422
    assert not Customer.objects.exists()

    client.post(url, {**form.context["form"].initial, "name": "한소라"})

    customer = Customer.objects.get()
    assert (customer.name, customer.owner, customer.phone) == ("한소라", kim, "01021427788")
    linked = ThreadCustomer.objects.filter(customer=customer).values_list("thread", flat=True)
    assert set(linked) == {mail.thread_id, other.thread_id}
    mail.thread.refresh_from_db()
    assert mail.thread.customer == customer


def test_twins_are_shown_before_registering(client, kim, account):
    make_customer(kim, "한소라 2", phones=["010-2142-7788"])
    mail = make_mail(account, "문의\n\n한소라 과장\n010-2142-7788", sender="sora@moa.example")

    url = reverse("messaging:writer_register", args=[mail.thread.pk])
    page = enter(client, kim).get(url, headers={"HX-Request": "true"})

    assert "같은 전화번호의 고객이 있습니다" in page.text


def test_one_of_several_customers_is_chosen(client, kim, account):
    first, second = (
        make_customer(kim, name, emails=["park@client.example"]) for name in ("하나", "두리")
    )
    mail = make_mail(account)
    page = enter(client, kim).get(mail.thread.get_absolute_url())
    assert page.context["candidates"] == [first, second]

    act(client, mail.thread, act="link", customer=second.pk)
    mail.thread.refresh_from_db()
    assert mail.thread.customer == second

    act(client, mail.thread, act="unlink", customer=second.pk)
    mail.thread.refresh_from_db()
    assert mail.thread.customer is None


def test_others_customers_cannot_be_linked(client, kim, park, mail):
    theirs = make_customer(park)

    response = act(enter(client, kim), mail.thread, act="link", customer=theirs.pk)

    assert response.status_code == 404
    assert not ThreadCustomer.objects.exists()


def test_the_customers_page_lists_their_mails(client, kim, account):
    customer = make_customer(kim, emails=["park@client.example"])
    make_mail(account)

    page = enter(client, kim).get(reverse("customers:customer_tab", args=[customer.pk, "mail"]))

    assert "견적 문의" in page.text


def test_list_and_thread_cost_the_same_however_many(
    client, kim, account, django_assert_max_num_queries
):
    first = make_mail(account, message_id="a@x.example")
    for number in range(12):
        make_mail(account, in_reply_to="a@x.example", subject=f"Re: {number}")
        make_mail(account, subject=f"다른 {number}")
    enter(client, kim)
    client.get(LIST)

    with django_assert_max_num_queries(16):
        client.get(LIST)
    with django_assert_max_num_queries(42):
        client.get(first.thread.get_absolute_url())


def test_marking_touches_what_is_different_only(account, mail):
    rows = MailThread.objects.all()

    assert services.mark(rows, unread=True) == 0
    assert services.mark(rows, unread=False) == 1
