"""The day of an agent: take a ticket, note, answer, take it back, answer again, finish."""

import re

import pytest
from playwright.sync_api import expect

from dangol.customers.testing import make_customer
from dangol.helpdesk.models import Ticket
from dangol.helpdesk.testing import make_ticket
from dangol.kit.testing.browser import until
from dangol.messaging.testing import make_sender

pytestmark = pytest.mark.browser


def test_an_agents_day(live_server, sign_in, kim, lee):
    make_sender()
    customer = make_customer(kim, "홍길동", emails=["hong@client.example"])
    make_ticket(actor=lee, customer=customer, text="거품이 안 올라옵니다.")
    page = sign_in(kim)

    page.goto(f"{live_server.url}/helpdesk/?box=pool")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    talk = page.get_by_role("region", name="주고받은 말")
    expect(talk.get_by_text("거품이 안 올라옵니다.")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="가져오기")).to_have_count(0)
    assert Ticket.objects.get().agent == kim

    until(page, "document.readyState === 'complete' && window.htmx")
    more = page.get_by_role("region", name="티켓 대화").locator("summary")
    more.press("Enter")
    page.get_by_role("link", name="다른 티켓에 합치기").press("Enter")
    page.get_by_role("textbox", name="티켓번호").press("Escape")
    until(page, "document.activeElement.matches('summary')")

    page.get_by_role("link", name="내부 메모").click()
    note = page.get_by_role("textbox", name="내부 메모")
    note.fill("작년에도 같은 증상")
    page.get_by_role("button", name="메모 남기기").click()
    expect(talk.get_by_text("내부 메모 — 고객에게 보이지 않습니다")).to_be_visible()

    page.get_by_role("link", name="답장").click()
    expect(page.get_by_role("textbox", name="받는 사람")).to_have_value("hong@client.example")
    page.get_by_role("combobox", name="빠른 답변").select_option(label="접수 인사")
    answer = page.get_by_role("textbox", name="답장")
    expect(answer).to_have_value(re.compile("^홍길동님, 문의 주셔서 감사합니다"))
    answer.fill("내일 오전에 가겠습니다.")
    page.once("dialog", lambda dialog: dialog.accept())  # leaving with something typed
    page.reload()
    expect(page.get_by_text("보내지 않은 글을 되살렸습니다.")).to_be_visible()
    expect(answer).to_have_value("내일 오전에 가겠습니다.")
    page.get_by_role("button", name="보내기", exact=True).click()
    talk.get_by_role("button", name="되돌리기").click()
    expect(page.get_by_text("보내지 않았습니다.")).to_be_visible()
    expect(answer).to_have_value("내일 오전에 가겠습니다.")

    page.get_by_role("button", name="보내고 완료").click()
    expect(page.get_by_role("listitem").filter(has_text="완료").first).to_have_attribute(
        "aria-current", "step"
    )
    ticket = Ticket.objects.get()
    assert (ticket.is_open, ticket.messages.count()) == (False, 2)
    expect(answer).to_have_value("")  # what was sent is no draft
