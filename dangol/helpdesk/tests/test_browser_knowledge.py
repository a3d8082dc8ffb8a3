"""From the editor to the customer: written, published, found on the help site, put into a reply."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dangol.codes import preferences
from dangol.helpdesk.testing import make_ticket
from dangol.kit.testing.browser import until
from dangol.knowledge.models import Article, Picture
from dangol.knowledge.site.preferences import SitePreferences
from dangol.knowledge.testing import make_space

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parents[2] / "kit/tests/axe.min.js").read_text()
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "ko-KR", "viewport": {"width": 1280, "height": 900}}


def accessible(page):
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


def test_an_article_is_written_found_and_put_into_a_reply(sign_in, live_server, choi):
    preferences.put(SitePreferences(is_on=True, title="봄결 도움말"), actor=choi)
    make_space("도움말")
    page = sign_in(choi)
    page.goto(f"{live_server.url}/knowledge/articles/new/")
    until(page, "window.htmx")
    page.get_by_label("제목", exact=False).first.fill("환불은 언제까지 되나요")
    body = page.locator("#id_body")
    body.fill("받은 날부터 7일\n<script>alert(1)</script>\n\n")
    body.evaluate("(field) => field.setSelectionRange(7, 9)")
    page.get_by_role("button", name="굵게").click()
    expect(page.locator("#preview strong")).to_have_text("7일")
    expect(page.locator("#preview")).to_contain_text("<script>alert(1)</script>")
    body.press("Control+End")
    page.locator("[data-md-file]").set_input_files(
        {"name": "영수증.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    expect(page.locator("#preview img[alt=영수증]")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="저장하고 게시").click()
    expect(page.locator(".article strong")).to_have_text("7일")
    article = Article.objects.get()
    assert (article.state, Picture.objects.get().article) == ("published", article)
    accessible(page)

    page.goto(f"{live_server.url}/help/")
    accessible(page)
    page.get_by_role("searchbox").fill("ㅎㅂ")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="환불은 언제까지 되나요").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("환불은 언제까지 되나요")
    expect(page.locator(".article img")).to_have_js_property("naturalWidth", 1)
    accessible(page)
    page.get_by_role("button", name="예", exact=True).click()
    expect(page.locator("#vote")).to_contain_text("알려 주셔서 고맙습니다.")
    article.refresh_from_db()
    assert article.helpful_count == 1

    page.goto(f"{live_server.url}/helpdesk/tickets/new/")
    until(page, "window.htmx")
    page.locator("[name=subject]").fill("환불은 언제까지인가요")
    expect(page.locator("#near").get_by_role("link")).to_have_text("환불은 언제까지 되나요")

    ticket = make_ticket(
        choi, "환불 문의", text="환불이 언제까지 되나요?", writer_email="a@b.example"
    )
    page.goto(f"{live_server.url}{ticket.get_absolute_url()}")
    until(page, "window.htmx")
    page.locator("#id_text").fill("안녕하세요.")
    page.get_by_role("button", name="환불은 언제까지 되나요 링크 넣기").click()
    expect(page.locator("#id_text")).to_have_value(
        f"안녕하세요.\n\n환불은 언제까지 되나요\n{live_server.url}{article.public_path}\n"
    )
    accessible(page)
