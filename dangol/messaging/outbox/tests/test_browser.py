"""Writing in Chromium: the checks follow what is typed, sending can be taken back."""

import pytest
from playwright.sync_api import expect

from dangol.accounts.models import Grant
from dangol.kit.access import Scope
from dangol.messaging.models import Message
from dangol.messaging.templating.testing import make_template
from dangol.messaging.testing import allow, make_reachable, make_sender

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_checks_follow_what_is_typed_and_sending_is_taken_back(sign_in, live_server, kim):
    for name in ("messaging.send_message", "messaging.send_ad"):
        Grant.objects.create(role=kim.roles.get(), permission=name, scope=Scope.ALL)
    make_sender()
    make_template(kim)
    customer = make_reachable(kim)
    allow(customer, "sms")
    page = sign_in(kim)

    page.goto(f"{live_server.url}{customer.get_absolute_url()}")
    page.get_by_role("link", name="문자 쓰기").click()
    expect(page.get_by_label("템플릿")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("템플릿").select_option(label="인사 · 문자")
    expect(page.locator("[name=text]")).to_have_value("안녕하세요, #{호칭}.")
    page.locator("[name=text]").fill("#{고객명}님, 쿠폰을 드립니다.")
    expect(page.locator("#check")).to_contain_text("홍보로 보이는 낱말")
    page.get_by_label("광고성").check()
    expect(page.locator("#check .words")).to_contain_text("(광고)한빛상사")
    expect(page.locator("#check .words")).to_contain_text("홍길동님, 쿠폰을")
    page.get_by_role("button", name="보내기").click()

    expect(page.locator("h1")).to_have_text("홍길동")
    page.get_by_role("button", name="되돌리기").click()
    expect(page.get_by_text("보내지 않았습니다.")).to_be_visible()
    assert Message.objects.get().status == "cancelled"
