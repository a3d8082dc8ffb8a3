"""Answering, forwarding and writing: what leaves, to whom, and what stays in the thread."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dangol.accounts.models import Grant
from dangol.customers.testing import make_customer
from dangol.kit.errors import Refused
from dangol.messaging.inbox import answering
from dangol.messaging.inbox.answering import Letter
from dangol.messaging.inbox.testing import MORNING, make_mail
from dangol.messaging.mailboxes.testing import make_account
from dangol.messaging.models import Kept, Mail, MailDraft, MailThread, Message
from dangol.messaging.outbox.checking import NeedsConfirmation
from dangol.messaging.parsing import parse_mail
from dangol.messaging.rights import SEND
from dangol.messaging.testing import deliver_at, make_sender
from dangol.messaging.tracking.tokens import token_of

PDF = b"%PDF-1.7 quote"


@pytest.fixture
def account(kim):
    make_sender()
    for role in kim.roles.all():
        Grant.objects.get_or_create(role=role, permission=SEND, defaults={"scope": "all"})
    return make_account(kim)


@pytest.fixture
def mail(account):
    return make_mail(account, "견적 부탁드립니다.", message_id="a@client.example")


def answer(mail, text="네, 보내 드리겠습니다.", **values):
    given = {"to": "park@client.example", "subject": "Re: 견적 문의", "text": text, **values}
    source = given.pop("source", "letter:1")
    confirmed = given.pop("confirmed", False)
    thread = MailThread.objects.select_related("account").get(pk=mail.thread_id)
    return answering.answer(
        thread, Letter(**given), answered=mail, actor=thread.owner, source=source, at=MORNING,
        confirmed=confirmed,
    )  # fmt: skip


def test_an_answer_leaves_through_the_gate_in_its_thread(kim, account, mail):
    customer = make_customer(kim, emails=["park@client.example"])

    dispatch = answer(mail, quoted=answering.quote(mail))

    message = dispatch.messages.get()
    content = dispatch.words_of
    assert (message.address, message.customer, dispatch.kind) == (
        "park@client.example", customer, "transaction",
    )  # fmt: skip
    assert (content.in_reply_to, content.references) == (
        "<a@client.example>", "<a@client.example>",
    )  # fmt: skip
    assert (content.reply_to, content.from_name) == (account.email, kim.name)
    sent = Mail.objects.get(direction="out")
    thread = sent.thread
    assert thread.pk == mail.thread_id
    assert (sent.author, sent.message) == (kim, message)
    assert (thread.is_answered, thread.mail_count, thread.customer) == (True, 2, customer)


def test_what_leaves_carries_the_quote_as_it_was(account):
    mail = make_mail(
        account, "값은 {{가격}} 아니면 #{이름}? (광고) 무료 이벤트", subject="(광고) #{x}"
    )

    dispatch = answer(
        mail, subject=f"Re: {mail.subject}", quoted=answering.quote(mail), confirmed=False
    )
    deliver_at(dispatch, at=MORNING)

    sent = parse_mail(Kept.objects.get().text.encode())
    assert sent.subject == "Re: (광고) #{x}"
    assert "> 값은 {{가격}} 아니면 #{이름}? (광고) 무료 이벤트" in sent.text
    assert sent.reply_text == "네, 보내 드리겠습니다."


def test_the_same_form_sent_twice_leaves_once(mail):
    answer(mail)
    answer(mail)

    assert Message.objects.count() == 1
    assert Mail.objects.filter(direction="out").count() == 1


def test_who_answers_our_answer_joins_the_thread(account, mail):
    message = answer(mail).messages.get()

    back = make_mail(account, in_reply_to=f"{token_of(message.pk)}@mail.hanbit.example")

    assert back.thread == mail.thread


def test_promotional_words_are_asked_about(mail):
    with pytest.raises(NeedsConfirmation):
        answer(mail, "지금 사시면 특가 할인 쿠폰을 드립니다")
    assert not Message.objects.exists()

    answer(mail, "지금 사시면 특가 할인 쿠폰을 드립니다", confirmed=True)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("to", "words"),
    [("", "받는 사람을 적어"), ("park", "읽을 수 없습니다"), ("a@b.kr, 홍길동", "읽을 수 없습니다"),
     (", ".join(f"a{n}@b.kr" for n in range(21)), "20명까지")],
)  # fmt: skip
def test_refuses_who_cannot_get_it(mail, to, words):
    with pytest.raises(Refused, match=words):
        answer(mail, to=to)

    assert not Message.objects.exists()
    assert not Mail.objects.filter(direction="out").exists()


def test_a_new_mail_opens_a_thread(kim, account):
    customer = make_customer(kim, emails=["park@client.example"])
    letter = Letter("park@client.example", "인사드립니다", "안녕하세요")

    thread = answering.start(account, letter, actor=kim, source="letter:2", at=MORNING)
    again = answering.start(account, letter, actor=kim, source="letter:2", at=MORNING)

    assert again == thread
    thread.refresh_from_db()
    assert (thread.customer, thread.mail_count, thread.is_unread) == (customer, 1, False)


def test_the_page_sends_forwards_and_keeps_what_was_typed(client, kim, account):
    mail = make_mail(account, files=(("견적.pdf", PDF, "application/pdf"),))
    url = reverse("messaging:thread_answer", args=[mail.thread_id])
    client.force_login(kim)
    form = client.get(f"{mail.thread.get_absolute_url()}?mode=forward").context["answer_form"]
    assert form.initial["subject"] == "Fwd: 견적 문의"
    assert [name for _pk, name in form.fields["keep"].choices] == ["견적.pdf"]
    data = {"subject": "Fwd: 견적 문의", "text": "전달합니다", "kind": "info", "source": "letter:9"}

    wrong = client.post(f"{url}?mode=forward", data | {"to": "아무개"})
    assert wrong.status_code == 422
    assert "전달합니다" in wrong.text
    assert not Message.objects.exists()

    file = SimpleUploadedFile("도면.pdf", PDF + b"2", content_type="application/pdf")
    keep = [str(mail.files.get().pk)]
    sent = client.post(
        f"{url}?mode=forward", data | {"to": "lee@else.example", "keep": keep, "uploads": [file]}
    )
    assert sent.status_code == 302
    names = [name for name, _path in Message.objects.get().dispatch.words_of.attachments]
    assert names == ["도면.pdf", "견적.pdf"]
    assert Message.objects.get().dispatch.words_of.in_reply_to == ""


def test_a_draft_is_kept_and_forgotten_once_sent(client, kim, mail):
    client.force_login(kim)
    url = f"{reverse('messaging:draft_keep')}?thread={mail.thread_id}&mode=reply"

    client.post(url, {"to": "park@client.example", "text": "쓰다 만 글"})
    assert "쓰다 만 글" in client.get(mail.thread.get_absolute_url()).text

    answer(mail)
    assert not MailDraft.objects.exists()


def test_others_threads_cannot_be_answered(client, park, mail):
    for role in park.roles.all():
        Grant.objects.get_or_create(role=role, permission=SEND, defaults={"scope": "all"})
    client.force_login(park)

    response = client.post(reverse("messaging:thread_answer", args=[mail.thread_id]), {})

    assert response.status_code == 404
