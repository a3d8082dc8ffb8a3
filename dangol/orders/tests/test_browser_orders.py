"""The whole way in a browser: a quote from a deal, approval, the customer's yes, money, account."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

import dangol.kit
from dangol.catalog.testing import make_product
from dangol.customers.testing import make_company
from dangol.orders.models import Bill, ContractLine, DiscountLimit, Order, Quote
from dangol.orders.money.services import receive
from dangol.orders.orders.billing import run_billing
from dangol.orders.quotes.links import token_of
from dangol.orders.testing import TODAY
from dangol.sales.pipeline.services import LineGiven, set_lines
from dangol.sales.testing import START, make_deal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


AXE = (Path(dangol.kit.__file__).parent / "tests" / "axe.min.js").read_text()


def axe_problems(page):
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found
            if one["impact"] in ("serious", "critical")]  # fmt: skip


def paper(page, url):
    answer = page.request.get(url)
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.body())).pages
    return " ".join(" ".join(one.extract_text().split()) for one in pages)


def test_from_the_deal_to_the_statement(live_server, sign_in, new_context, kim, lee):
    beans = make_product("봄결 블렌드", 32_000, spec="1kg")
    make_product("종이컵", 68_000)
    deal = make_deal(kim, "원두 납품", customer=make_company(kim, "(주)다온에듀"))
    set_lines(deal, [LineGiven(beans, Decimal(18))], on=TODAY, at=START, actor=kim)
    page, errors = sign_in(kim), []
    page.on("pageerror", lambda error: errors.append(str(error)))

    # the rep quotes the deal, adds a product by its initials and gives too much away
    page.goto(live_server.url + deal.get_absolute_url())
    page.get_by_role("button", name="견적 만들기").click()
    page.get_by_label("품목 추가").press_sequentially("ㅈㅇㅋ")
    page.get_by_role("button", name="종이컵").click()
    expect(page.locator("#totals .total")).to_have_text("₩708,400")
    page.get_by_label("봄결 블렌드 할인율").fill("12")
    page.get_by_label("봄결 블렌드 할인율").press("Tab")
    expect(page.locator("#totals .total")).to_have_text("₩632,368")
    expect(page.locator("#notes")).to_contain_text("할인 12%는 승인이 필요합니다")
    page.get_by_label("단수 절사").select_option("1000")
    expect(page.locator("#totals .total")).to_have_text("₩632,000")
    page.get_by_role("link", name="승인 요청").click()
    page.locator("#panel").get_by_label("덧붙일 말").fill("연간 계약입니다.")
    page.locator("#panel").get_by_role("button", name="저장").click()
    expect(page.locator(".badge", has_text="승인 대기").first).to_be_visible()
    quote = Quote.objects.get()

    # the leader says yes, the rep sends the link
    page = sign_in(lee)
    page.goto(live_server.url + quote.get_absolute_url())
    page.get_by_role("link", name="승인", exact=True).click()
    page.locator("#panel").get_by_role("button", name="저장").click()
    expect(page.locator(".badge", has_text="승인됨").first).to_be_visible()
    page = sign_in(kim)
    page.goto(live_server.url + quote.get_absolute_url())
    page.get_by_role("link", name="보내기").click()
    page.locator("#panel").get_by_label("보내는 방법").select_option("link")
    page.locator("#panel").get_by_role("button", name="저장").click()
    expect(page.get_by_role("button", name="고객 링크 복사")).to_be_visible()
    text = paper(page, live_server.url + reverse("orders:quote_paper", args=[quote.pk]))
    assert "일금 육십삼만이천원정" in text
    assert "506,880" in text

    # the customer, who has no account, accepts on a phone
    phone = new_context(viewport={"width": 390, "height": 844}, locale="ko-KR")
    theirs = phone.new_page()
    theirs.goto(live_server.url + reverse("orders:offer", args=[token_of(quote)]))
    assert theirs.evaluate("document.documentElement.scrollWidth") <= 390
    theirs.locator("#accept-name").fill("백수아")
    theirs.get_by_label("견적 내용을 확인했고").check()
    theirs.get_by_role("button", name="견적 수락").click()
    expect(theirs.locator(".banner.green")).to_contain_text("수락하셨습니다")
    phone.close()

    # it is an order with a bill; half is paid, and the papers say so
    order, bill = Order.objects.get(), Bill.objects.get()
    assert (order.quote, bill.total) == (quote, 632_000)
    page.goto(live_server.url + order.get_absolute_url())
    page.get_by_role("link", name="수금", exact=True).last.click()
    page.locator("#panel").get_by_label("금액(원)").fill("300,000")
    page.locator("#panel").get_by_role("button", name="저장").click()
    expect(page.locator("h1")).to_have_text("거래 원장")
    expect(page.locator("tfoot")).to_contain_text("₩332,000")
    text = paper(page, live_server.url + reverse("orders:order_statement", args=[order.pk]))
    for words in ("거 래 명 세 서", "일금 육십삼만이천원정", "입금액 ₩300,000", "현잔액 ₩332,000"):
        assert words in text, words
    text = paper(page, live_server.url + reverse("orders:account_paper", args=[order.customer_id]))
    assert "현잔액 ₩332,000" in text
    assert errors == []


def test_a_contract_is_typed_and_its_plan_is_changed(live_server, sign_in, kim):
    make_product("머신 렌탈", 90_000)
    make_company(kim, "(주)다온에듀")
    page, errors = sign_in(kim), []
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(f"{live_server.url}{reverse('orders:contract_list')}")
    page.get_by_role("link", name="계약 입력").first.click()
    page.get_by_role("searchbox", name="고객").press_sequentially("다온")
    page.locator("#picks").get_by_text("(주)다온에듀").click()
    page.get_by_label("날짜").fill(f"{timezone.localdate():%Y-%m}-01")
    page.get_by_label("1째 줄 품목").press_sequentially("머신")
    expect(page.locator("#products option")).to_have_count(1)
    page.get_by_label("1째 줄 품목").fill("머신 렌탈")
    page.get_by_role("button", name="줄 더하기").click()
    expect(page.get_by_label("5째 줄 품목")).to_be_visible()
    assert axe_problems(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.locator("h1")).to_have_text("머신 렌탈")

    run_billing(today=timezone.localdate())
    page.get_by_role("link", name="머신 렌탈 플랜 바꾸기").click()
    panel = page.locator("#panel")
    panel.get_by_label("수량").fill("2")
    panel.get_by_label("언제부터").select_option("next")
    panel.get_by_role("button", name="미리 보기").click()
    expect(panel).to_contain_text("₩198,000")
    assert axe_problems(page) == []
    panel.get_by_role("button", name="이대로 바꾸기").click()
    expect(page.get_by_text("플랜을 바꾸었습니다.")).to_be_visible()
    assert ContractLine.objects.filter(quantity=2, supply=180_000).count() == 1
    assert errors == []


def test_money_goes_back_within_the_limits_and_papers_are_kept(live_server, sign_in, kim, choi):
    company = make_company(kim, "다온에듀")
    receive(company, amount=350_000, on=TODAY, owner=kim, actor=kim)
    page, errors = sign_in(kim), []
    page.on("pageerror", lambda error: errors.append(str(error)))

    # a wrong amount is named beside its field; the right one is paid at once
    page.goto(live_server.url + reverse("orders:account", args=[company.pk]))
    page.get_by_role("link", name="환불", exact=True).first.click()
    panel = page.locator("#panel")
    panel.get_by_label("금액(원)").fill("$100")
    panel.get_by_label("이유").fill("더 받은 돈")
    panel.get_by_role("button", name="저장").click()
    expect(panel).to_contain_text("‘$’은(는) 받지 않습니다.")
    assert axe_problems(page) == []
    panel.get_by_label("금액(원)").fill("10만")
    panel.get_by_role("button", name="저장").click()
    expect(page.locator("h1")).to_have_text("환불 ₩100,000")
    assert axe_problems(page) == []
    text = paper(page, live_server.url + reverse("orders:account_paper", args=[company.pk]))
    assert "₩250,000" in text

    page.goto(live_server.url + reverse("orders:issue_list"))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("다온에듀")
    assert axe_problems(page) == []
    assert errors == []

    page = sign_in(choi)
    page.goto(live_server.url + reverse("orders:discount_limits"))
    page.get_by_label("영업사원: 승인 없이 할 수 있는 할인").fill("101")
    page.get_by_role("button", name="저장").click()
    expect(page.locator("td .error")).to_be_visible()
    page.get_by_label("영업사원: 승인 없이 할 수 있는 할인").fill("7")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("저장했습니다.")).to_be_visible()
    assert axe_problems(page) == []
    assert DiscountLimit.objects.get().free == 7
