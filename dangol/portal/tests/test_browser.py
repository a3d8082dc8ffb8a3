"""A customer in Chromium: asks for a link, comes in, reads an answer, writes back, refuses mail."""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dangol.codes import preferences
from dangol.customers.testing import make_customer
from dangol.helpdesk.testing import make_ticket
from dangol.helpdesk.tickets.talking import note_answer
from dangol.kit.testing.browser import until
from dangol.messaging.models import Message
from dangol.messaging.testing import allow, make_sender
from dangol.portal.models import LinkAsk
from dangol.portal.preferences import PortalPreferences
from dangol.portal.services import answer_ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parents[2] / "kit/tests/axe.min.js").read_text()


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "ko-KR", "viewport": {"width": 390, "height": 844}}


def accessible(page):
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_customer_comes_in_and_looks_after_their_own(live_server, page, kim):
    make_sender()
    preferences.put(PortalPreferences(is_on=True), actor=None)
    hong = make_customer(kim, "홍길동", emails=["hong@example.com"])
    allow(hong, "email")
    ticket = make_ticket(kim, "봉투가 찢어졌어요", customer=hong)
    note_answer(ticket, text="새 봉투를 보냈습니다.", at=timezone.now(), actor=kim)
    page.goto(f"{live_server.url}/portal/")
    until(page, "window.htmx")
    accessible(page)
    page.get_by_label("메일 주소").fill("hong@example.com")
    page.get_by_role("button", name="링크 받기").click()
    expect(page.get_by_text("메일을 확인해 주세요.")).to_be_visible()
    answer_ask(LinkAsk.objects.get().pk, at=timezone.now())  # the worker's part
    text = Message.objects.get(address="hong@example.com").dispatch.content["text"]

    page.goto(live_server.url + re.search(r"/portal/in/[\w.\-]+/", text)[0])
    page.get_by_role("button", name="들어가기").click()
    page.get_by_role("link", name="봉투가 찢어졌어요").click()
    expect(page.get_by_text("새 봉투를 보냈습니다.")).to_be_visible()
    accessible(page)
    page.get_by_label("내용").fill("잘 받았습니다.")
    page.get_by_role("button", name="보내기").click()
    expect(page.get_by_role("article").get_by_text("잘 받았습니다.")).to_be_visible()

    page.get_by_role("link", name="거래").click()
    expect(page.get_by_role("heading", name="거래 원장")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="수신 동의").click()
    accessible(page)
    page.get_by_role("button", name="이메일 광고 수신 거부하기").click()
    expect(page.get_by_role("status").first).to_contain_text("바꾸었습니다")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Hello")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Mail address")).to_be_visible()

    hong.refresh_from_db()
    assert hong.permit_email == 0
    assert ticket.messages.filter(kind="in", text="잘 받았습니다.").count() == 1
