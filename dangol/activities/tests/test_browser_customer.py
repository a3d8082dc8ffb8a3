"""One customer's way through the pages, as a person at the keyboard goes it."""

import pytest
from playwright.sync_api import Page, expect

from dangol.activities.models import Activity, Entry
from dangol.activities.testing import install_kinds
from dangol.customers.models import Consent, Customer
from dangol.customers.testing import make_customer

pytestmark = pytest.mark.browser


def test_register_find_note_move_consent(sign_in, live_server, lee, page: Page):
    install_kinds()
    sign_in(lee)
    make_customer(lee, "다른사람", phones=["010-9876-5432"])
    page.goto(f"{live_server.url}/customers/")

    page.get_by_role("link", name="고객 등록").first.click()
    panel = page.locator("#panel")
    panel.get_by_label("이름").fill("홍길동")
    panel.get_by_label("전화번호").fill("010-9876-5432")
    expect(panel.get_by_text("같은 전화번호의 고객이 있습니다")).to_be_visible()
    panel.get_by_role("button", name="전화 더하기").click()
    panel.get_by_label("전화번호").nth(1).fill("010-12")
    panel.get_by_role("button", name="저장").click()
    expect(panel.get_by_text("읽을 수 없습니다")).to_be_visible()
    expect(panel.get_by_label("전화번호").nth(1)).to_have_value("010-12")
    panel.get_by_label("전화번호").nth(1).fill("010-1234-5678")
    panel.get_by_role("radio", name="대표").nth(1).check()
    panel.get_by_role("button", name="저장").click()
    expect(page.get_by_role("heading", name="홍길동", level=1)).to_be_visible()
    hong = Customer.objects.get(name="홍길동")
    assert (hong.phone, hong.contact_points.count()) == ("01012345678", 2)

    page.goto(f"{live_server.url}/customers/")
    page.get_by_role("searchbox").first.press_sequentially("ㅎㄱㄷ")
    expect(page.get_by_text("다른사람")).to_be_hidden()
    page.get_by_role("link", name="홍길동").click()
    expect(page.get_by_text("010-****-5678")).to_be_visible()
    page.get_by_role("button", name="가린 정보 보기").click()
    expect(page.get_by_text("010-1234-5678")).to_be_visible()

    page.get_by_role("group", name="활동 종류").get_by_text("전화").click()
    page.get_by_label("내용", exact=True).fill("<b>첫</b> 통화")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("<b>첫</b> 통화")).to_be_visible()
    hong.refresh_from_db()
    assert hong.last_contact_at is not None

    page.get_by_role("link", name="단계 옮기기").click()
    panel.get_by_label("옮길 단계").select_option("customer")
    panel.get_by_label("사유").fill("첫 계약")
    panel.get_by_role("button", name="저장").click()
    expect(page.get_by_text("첫 계약")).to_be_visible()
    expect(page.get_by_text("단계를 옮겼습니다.")).to_be_visible()  # the scripts are there

    page.get_by_role("link", name="동의 기록하기").click()
    panel.get_by_label("항목").select_option("sms")
    panel.get_by_label("동의", exact=True).check()
    panel.get_by_label("받은 곳").fill("전화로 확인")
    panel.get_by_role("button", name="저장").click()
    expect(page.get_by_text("전화로 확인")).to_be_visible()
    assert Consent.objects.get().customer == hong
    assert Entry.objects.filter(customer=hong).count() == 4


def test_hangul_being_composed_is_not_cut_off(sign_in, live_server, kim, page: Page, context):
    install_kinds()
    sign_in(kim)
    hong = make_customer(kim)
    page.goto(f"{live_server.url}{hong.get_absolute_url()}")
    session = context.new_cdp_session(page)

    page.get_by_label("내용", exact=True).focus()
    session.send("Input.imeSetComposition", {"text": "한", "selectionStart": 1, "selectionEnd": 1})
    page.keyboard.press("Control+Enter")
    session.send("Input.insertText", {"text": "한글"})
    page.keyboard.press("Control+Enter")

    expect(page.locator(".entry .text", has_text="한글")).to_have_count(1)
    assert list(Activity.objects.values_list("text", flat=True)) == ["한글"]
