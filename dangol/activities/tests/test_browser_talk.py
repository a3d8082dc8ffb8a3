"""A report, a post and a comment in Chromium, as a leader goes through them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dangol.activities.testing import make_done
from dangol.customers.testing import make_customer
from dangol.kit.testing.browser import until
from dangol.workspace.models import Board, Notice, Snapshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parents[2] / "kit/tests/axe.min.js").read_text()


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "ko-KR", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def hong(kim):
    hong = make_customer(kim, "홍길동")
    at = timezone.now() - timedelta(minutes=5)
    make_done(kim, at, customer=hong, purpose="care", minutes=25)
    return hong


def accessible(page):
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


def test_a_leader_reads_a_report_opens_a_cell_and_keeps_it(sign_in, live_server, lee, hong):
    page = sign_in(lee)
    page.goto(f"{live_server.url}/reports/")
    page.get_by_role("link", name="영업목적별 투입시간분석").click()
    until(page, "window.htmx")
    expect(page.get_by_role("heading", name="영업목적별 투입시간분석")).to_be_visible()
    accessible(page)

    page.get_by_role("link", name="올해").click()
    expect(page.locator("a.chip[aria-current]")).to_have_text("올해")
    page.get_by_label("담당자").select_option(label="김하늘")
    page.wait_for_url("**person=*")
    page.get_by_role("button", name="저장").click()
    page.wait_for_url("**/saved/**")
    assert Snapshot.objects.get().name.endswith("이도윤")
    page.go_back()
    row = page.locator("tr", has_text="기존고객 사후 관리")
    row.get_by_role("link", name="25").first.click()
    expect(page.get_by_role("link", name="홍길동")).to_be_visible()
    assert f"from={date.today().year}-01-01" in page.url  # noqa: DTZ011 - the server's year


def test_a_colleague_is_called_from_a_comment(sign_in, live_server, lee, kim, hong):
    page = sign_in(lee)
    page.goto(f"{live_server.url}/customers/{hong.pk}/tab/comments/")
    until(page, "window.htmx")
    box = page.locator("#comment-text")
    box.click()
    box.press_sequentially("가격 @김")
    expect(page.locator(".callable [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(box).to_have_value("가격 @김하늘 ")
    box.press_sequentially("확인")
    page.get_by_role("button", name="댓글 남기기").click()

    expect(page.locator(".comment .mention")).to_have_text("@김하늘")
    expect(box).to_have_value("")
    assert Notice.objects.get(user=kim).kind == "mention"
    accessible(page)
    page.get_by_role("button", name="해결로 표시").click()
    expect(page.locator(".thread.resolved")).to_have_count(1)


def test_a_post_is_written_and_read(sign_in, live_server, kim, lee):
    board = Board.objects.create(name="자유", order=5)
    page = sign_in(kim)
    page.goto(f"{live_server.url}/boards/{board.pk}/")
    until(page, "window.htmx")
    page.get_by_role("link", name="글쓰기").click()
    page.get_by_label("제목").fill("가을 시음회")
    page.get_by_label("내용").fill("모두 **와** 주세요")
    page.get_by_role("button", name="저장").click()
    expect(page.locator(".prose b")).to_have_text("와")
    expect(page.get_by_text("안 읽은 사람", exact=True)).to_be_visible()
    accessible(page)

    sign_in(lee).goto(page.url)
    page.get_by_role("button", name="수고했어요").click()
    expect(page.get_by_role("button", name="수고했어요 1")).to_be_visible()
