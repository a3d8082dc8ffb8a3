"""Two ways through the call centre: a list that is called, a complaint that costs money."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dangol.codes.queries import forget_codes
from dangol.codes.services import install_codes
from dangol.customers.testing import make_customer
from dangol.helpdesk.models import Complaint, DialTry
from dangol.helpdesk.outbound.services import add_customers, write_list, write_script
from dangol.helpdesk.testing import make_ticket

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parents[2] / "kit/tests/axe.min.js").read_text()
SCRIPT = "# 인사\n안녕하세요.\n? 만족하셨나요?\n- 만족 -> 마침\n- 불만 -> 불편\n\n"
SCRIPT += "# 불편\n? 어떤 점이 불편하셨나요?\n\n# 마침\n고맙습니다."


@pytest.fixture(autouse=True)
def _codes(db):
    install_codes("b2b")
    forget_codes()


def accessible(page):
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("axe.run('#main', {resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


def test_a_list_is_called_from_the_script_to_the_results(live_server, sign_in, kim):
    script = write_script(None, name="해피콜", text=SCRIPT, actor=kim)
    row = write_list(
        None, name="7월 해피콜", script=script, status="running", opens_at="00:00",
        closes_at="23:59:59", actor=kim,
    )  # fmt: skip
    people = [make_customer(kim, name, phones=[f"010-5000-000{n}"])
              for n, name in enumerate(("홍길동", "김새벽"))]  # fmt: skip
    due = timezone.now() - timedelta(minutes=1)
    add_customers(row, [one.pk for one in people], due_at=due)
    page = sign_in(kim)
    main = page.locator("#main")

    page.goto(live_server.url + row.get_absolute_url())
    page.get_by_role("button", name="다음 고객", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("홍길동")
    trouble = main.get_by_label("어떤 점이 불편하셨나요?")
    expect(trouble).to_be_hidden()
    main.get_by_label("불만", exact=True).check()
    trouble.fill("배송이 늦었어요")
    accessible(page)
    main.get_by_role("button", name="저장하고 다음 고객").click()
    expect(main.get_by_role("group", name="결과")).to_contain_text("필수")  # nothing was chosen
    expect(trouble).to_have_value("배송이 늦었어요")
    main.get_by_label("통화 완료", exact=True).check()
    main.get_by_role("button", name="저장하고 다음 고객").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("김새벽")
    main.get_by_label("부재중", exact=True).check()
    main.get_by_role("button", name="저장", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("7월 해피콜")
    main.get_by_role("link", name="모든 대상").click()
    answers = main.get_by_role("row").filter(has_text="홍길동")
    expect(answers).to_contain_text("인사: 불만 · 불편: 배송이 늦었어요")
    accessible(page)
    results = DialTry.objects.order_by("pk").values_list("result__key", flat=True)
    assert list(results) == ["done", "no_answer"]


def test_a_compensation_waits_for_the_leader(live_server, sign_in, kim, lee):
    ticket = make_ticket(kim, customer=make_customer(kim, "홍길동"))
    page = sign_in(kim)
    page.goto(live_server.url + ticket.get_absolute_url())
    side = page.get_by_role("dialog")
    page.locator("#main").get_by_role("link", name="불만 처리").first.click()
    side.get_by_label("보상 금액(원)").fill("900,000")
    side.get_by_role("button", name="저장").click()
    expect(side.get_by_text("무엇에 대한 보상인지 적어 주세요.")).to_be_visible()
    side.get_by_label("보상 내용").fill("교환과 배송비")
    side.get_by_role("button", name="저장").click()
    expect(side).to_be_hidden()
    assert Complaint.objects.get().status == "asked"

    sign_in(lee)
    page.goto(f"{live_server.url}/helpdesk/complaints/?status=asked")
    page.locator("#main").get_by_role("link", name=ticket.subject).click()
    page.locator("#main").get_by_role("link", name="불만 처리").first.click()
    expect(side.get_by_text("승인 기다림")).to_be_visible()
    side.get_by_role("button", name="반려").click()
    expect(page.get_by_text("반려하는 까닭을 적어 주세요.").first).to_be_visible()
    assert Complaint.objects.get().status == "asked"
    page.locator("#main").get_by_role("link", name="불만 처리").first.click()
    side.get_by_role("button", name="승인").click()
    expect(side).to_be_hidden()
    ticket.refresh_from_db()
    assert (ticket.compensation, Complaint.objects.get().decided_by) == (900_000, lee)
