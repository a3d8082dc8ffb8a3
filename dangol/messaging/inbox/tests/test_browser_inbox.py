"""A rep reads a mail, answers it and puts it away, with the keyboard where it is quicker."""

import pytest
from playwright.sync_api import expect

from dangol.accounts.models import Grant
from dangol.messaging.inbox.testing import make_mail
from dangol.messaging.mailboxes.testing import make_account
from dangol.messaging.models import MailThread, Message
from dangol.messaging.rights import SEND
from dangol.messaging.testing import make_sender

pytestmark = pytest.mark.browser

PAGE = '<table><tr><td><b>표로 된 견적</b><script>document.title="x"</script></td></tr></table>'


def test_reads_answers_notes_and_archives(live_server, sign_in, kim):
    make_sender()
    for role in kim.roles.all():
        Grant.objects.get_or_create(role=role, permission=SEND, defaults={"scope": "all"})
    account = make_account(kim)
    make_mail(account, "지난 이야기", subject="지난 메일")
    make_mail(account, "견적 부탁드립니다.\n\n> 인용", html=PAGE)
    page = sign_in(kim)

    page.goto(f"{live_server.url}/messages/mail/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    talk = page.get_by_role("region", name="주고받은 메일")
    expect(talk.get_by_text("견적 부탁드립니다.")).to_be_visible()
    expect(talk.get_by_text("> 인용")).to_be_hidden()
    talk.get_by_text("원래 모양").click()
    frame = page.frame_locator("iframe[data-fit]")
    expect(frame.get_by_text("표로 된 견적")).to_be_visible()
    assert page.title() != "x"

    page.get_by_role("link", name="내부 메모").click()
    page.get_by_role("textbox", name="내부 메모").fill("먼저 전화하기")
    page.get_by_role("button", name="메모 남기기").click()
    expect(page.get_by_text("내부 메모 — 고객에게 보이지 않습니다")).to_be_visible()

    page.wait_for_load_state("load")
    page.keyboard.press("r")
    page.get_by_role("textbox", name="내용").fill("네, 보내 드리겠습니다.")
    page.get_by_role("button", name="보내기", exact=True).click()
    expect(talk.get_by_text("네, 보내 드리겠습니다.")).to_be_visible()
    assert Message.objects.get().address == "park@client.example"

    page.wait_for_load_state("load")  # the keys are bound by then
    page.keyboard.press("e")
    expect(page.get_by_text("보관했습니다.")).to_be_visible()
    assert MailThread.objects.get(subject="견적 문의").is_archived


def test_on_a_phone_the_list_and_the_conversation_are_two_pages(live_server, sign_in, kim):
    make_mail(make_account(kim))
    page = sign_in(kim)
    page.set_viewport_size({"width": 390, "height": 800})

    page.goto(f"{live_server.url}/messages/mail/")
    page.get_by_role("link", name="견적 문의").click()

    expect(page.get_by_role("heading", name="견적 문의")).to_be_visible()
    expect(page.get_by_role("searchbox", name="메일 찾기")).to_be_hidden()
