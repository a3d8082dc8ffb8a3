"""One sale as its people live it: an inquiry becomes an order with something left to pay."""

import re
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from dangol.catalog.testing import make_machine
from dangol.sales.leads import public_views
from dangol.sales.pipeline.setup import first_pipeline

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def paper(page, link):
    """The text of each page of a PDF a link opens."""
    url = link.get_attribute("href")
    answer = page.request.get(page.evaluate("url => new URL(url, location).href", url))
    assert answer.headers["content-type"] == "application/pdf"
    return [" ".join(one.extract_text().split()) for one in PdfReader(BytesIO(answer.body())).pages]


def save(page, button="저장"):
    page.locator("#panel").get_by_role("button", name=button, exact=True).click()


def set_up(page, url):
    """The administrator makes a form and says who gets what comes in; returns the line to embed."""
    page.goto(f"{url}{reverse('sales:lead_list')}")
    page.get_by_role("link", name="양식과 배정").click()
    page.get_by_role("link", name="양식 더하기").click()
    page.locator("#panel").get_by_label("이름").fill("설비 문의")
    page.locator("#panel").get_by_label("개인정보 수집").fill(
        "이름·연락처를 상담에 쓰고 1년 뒤 지움"
    )
    save(page)
    page.get_by_role("link", name="규칙 더하기").click()
    page.locator("#panel").get_by_label("이름").fill("설비는 김하늘")
    page.locator("#panel").get_by_label("받는 사람").select_option(label="김하늘")
    save(page)
    expect(page.get_by_text("→ 김하늘")).to_be_visible()
    return page.get_by_label("홈페이지에 이 한 줄을 넣으세요").input_value()


@contextmanager
def home_page(text):
    """The address of a home page of another origin; one the browser made up may not reach us."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *told):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def ask(new_context, snippet):
    """A stranger writes into the form that sits in our home page."""
    context = new_context(locale="ko-KR")
    page = context.new_page()
    with home_page(f"<!doctype html><meta charset='utf-8'><h1>한빛설비</h1>{snippet}") as home:
        page.goto(f"{home}/blower?utm_source=naver&utm_medium=cpc")
        form = page.frame_locator("iframe[title='설비 문의']")
        form.get_by_label("이름").fill("백수아")
        form.get_by_label("회사").fill("(주)다온에듀")
        form.get_by_label("전화").fill("02-345-6789")
        form.get_by_label("문의 내용").fill("강당에 놓을 송풍기 견적을 부탁드립니다.")
        form.get_by_label("개인정보 수집·이용에 동의").check()
        form.get_by_role("button", name="보내기").click()
        expect(form.get_by_text("곧 연락드리겠습니다")).to_be_visible()
    context.close()


def quote(page):
    """The rep takes the lead, makes a deal of it and quotes a machine with its options."""
    page.get_by_role("link", name=re.compile("가망고객이 배정되었습니다")).click()
    page.get_by_role("button", name="수락").click()
    expect(page.get_by_text("유입 매체")).to_be_visible()
    page.get_by_role("link", name="고객·거래로 바꾸기").click()
    page.locator("#panel").get_by_label("거래명").fill("강당 송풍기")
    page.locator("#panel").get_by_label("예상 금액").fill("3,000,000")
    save(page)
    page.get_by_role("button", name="견적 만들기").click()
    page.get_by_label("품목 추가").press_sequentially("ㅅㅍㄱ")
    page.locator("#found").get_by_role("link", name="송풍기").click()
    page.locator("#panel").get_by_label("3마력").check()
    page.locator("#panel").get_by_label("냉각기", exact=True).check()
    expect(page.locator("#panel #result")).to_contain_text("₩1,500,000")
    save(page, "견적에 넣기")
    page.get_by_label("송풍기 수량").fill("2")
    page.get_by_label("송풍기 수량").press("Tab")
    expect(page.locator("#totals .total")).to_have_text("₩3,300,000")
    page.get_by_label("송풍기 할인율").fill("12")
    page.get_by_label("송풍기 할인율").press("Tab")
    expect(page.locator("#totals .total")).to_have_text("₩2,904,000")
    page.get_by_role("link", name="승인 요청").click()
    save(page)
    expect(page.locator(".badge", has_text="승인 대기").first).to_be_visible()


def send(page):
    """The rep looks at the paper and hands the link over; returns the link."""
    pages = paper(page, page.get_by_role("link", name="PDF", exact=True))
    assert len(pages) == 1
    for words in ("견 적 서", "(주)다온에듀", "일금 이백구십만사천원정", "2,640,000", "264,000"):
        assert words in pages[0], words
    page.get_by_role("link", name="보내기").click()
    page.locator("#panel").get_by_label("보내는 방법").select_option("link")
    save(page)
    return page.get_by_role("button", name="고객 링크 복사").get_attribute("data-copy")


def accept(new_context, link):
    """The customer, who has no account, says yes on a phone."""
    context = new_context(viewport={"width": 390, "height": 844}, locale="ko-KR")
    page = context.new_page()
    page.goto(link)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#accept-name").fill("백수아")
    page.get_by_label("견적 내용을 확인했고").check()
    page.get_by_role("button", name="견적 수락").click()
    expect(page.locator(".banner.green")).to_contain_text("수락하셨습니다")
    context.close()


def collect(page):
    """The rep follows the notice to the order and writes down what was paid of its bill."""
    page.get_by_role("link", name=re.compile("수락")).first.click()
    page.locator("#main").get_by_role("link", name=re.compile("^주문")).click()
    page.get_by_role("link", name="수금", exact=True).last.click()
    page.locator("#panel").get_by_label("금액(원)").fill("1,000,000")
    save(page)
    expect(page.locator("h1")).to_have_text("거래 원장")
    expect(page.locator("tfoot")).to_contain_text("₩1,904,000")
    [text] = paper(page, page.get_by_role("link", name="PDF", exact=True))
    assert "현잔액 ₩1,904,000" in text


def test_from_a_strangers_inquiry_to_what_is_left_to_pay(
    live_server, sign_in, new_context, kim, lee, choi, monkeypatch
):
    monkeypatch.setattr(public_views, "QUICKEST", -1)  # here nobody types slowly
    first_pipeline()
    make_machine()
    notices, errors = f"{live_server.url}{reverse('workspace:notices')}", []

    page = sign_in(choi)
    page.on("pageerror", lambda error: errors.append(str(error)))
    ask(new_context, set_up(page, live_server.url))
    page = sign_in(kim)
    page.goto(notices)
    quote(page)
    page = sign_in(lee)
    page.goto(notices)
    page.get_by_role("link", name=re.compile("승인")).first.click()
    page.get_by_role("link", name="승인", exact=True).click()
    save(page)
    expect(page.locator(".badge", has_text="승인됨").first).to_be_visible()
    page = sign_in(kim)
    page.goto(notices)
    page.get_by_role("link", name=re.compile("승인")).first.click()
    accept(new_context, send(page))
    page.goto(notices)
    collect(page)

    assert errors == []
