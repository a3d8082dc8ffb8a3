"""Templates in Chromium: write, insert a field, look at a customer, work the blocks by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from dangol.customers.testing import make_customer
from dangol.kit.testing.browser import until
from dangol.messaging.models import Template
from dangol.messaging.templating.testing import TEXT, make_template

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parents[2] / "kit/tests/axe.min.js").read_text()


def serious(page):
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def test_a_text_message_with_a_field_for_a_customer(sign_in, live_server, kim):
    make_customer(kim, "홍길동", honorific="과장")
    page = sign_in(kim)
    page.goto(f"{live_server.url}/messages/templates/new/?medium=sms")

    page.get_by_label("이름").fill("인사")
    page.get_by_label("성격").select_option("info")
    page.get_by_label("내용").fill("안녕하세요, ")
    page.get_by_text("항목 넣기").click()
    page.locator('[data-insert="#{호칭}"]').click()
    page.keyboard.type("!")

    expect(page.locator("#preview .speech")).to_have_text("안녕하세요, 홍길동 과장님!")
    expect(page.locator("#preview")).to_contain_text("26 / 90바이트")
    assert serious(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.locator("h1")).to_have_text("인사")
    assert Template.objects.get().current.body == "안녕하세요, #{호칭}!"


def test_blocks_by_keyboard(sign_in, live_server, kim):
    make_customer(kim, "홍길동")
    template = make_template(kim, medium="email", blocks=[TEXT])
    page = sign_in(kim)
    page.goto(f"{live_server.url}/messages/templates/{template.pk}/edit/")
    blocks = page.locator("[data-block]")

    page.get_by_role("button", name="제목", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.type("겨울 소식")
    page.keyboard.press("Alt+ArrowUp")
    assert blocks.evaluate_all("all => all.map(one => one.dataset.block)") == ["heading", "text"]

    page.keyboard.press("Control+a")
    page.get_by_role("button", name="굵게").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="글 블록 복제").focus()
    page.keyboard.press("Enter")
    expect(blocks).to_have_count(3)
    page.get_by_role("button", name="글 블록 지우기").last.focus()
    page.keyboard.press("Enter")
    expect(blocks).to_have_count(2)

    frame = page.frame_locator("#preview iframe")
    expect(frame.locator("h1")).to_have_text("겨울 소식")
    expect(frame.locator(".text")).to_have_count(1)  # before, the copy was in the preview too
    expect(frame.locator(".text")).to_have_text("안녕하세요, 홍길동님.")
    assert serious(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.locator("h1")).to_have_text("인사")
    kept = Template.objects.get().current.blocks
    assert [block["kind"] for block in kept] == ["heading", "text"]
    assert kept[0]["html"] == "<strong>겨울 소식</strong>"


def test_hangul_in_the_small_editor(sign_in, live_server, kim):
    template = make_template(kim, medium="email", blocks=[TEXT | {"html": ""}])
    page = sign_in(kim)
    page.goto(f"{live_server.url}/messages/templates/{template.pk}/edit/")
    page.locator("[data-block] [contenteditable]").click()
    client = page.context.new_cdp_session(page)
    for text in ("ㅎ", "하", "한"):
        client.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1}
        )
    client.send("Input.insertText", {"text": "한"})
    page.keyboard.type("글")

    until(page, "document.querySelector('[data-rich] textarea').value.includes('한글')")


def test_the_saved_template_for_the_next_customer(sign_in, live_server, kim):
    make_customer(kim, "김하나")
    make_customer(kim, "이두리")
    template = make_template(kim, medium="email")
    page = sign_in(kim)
    page.goto(f"{live_server.url}/messages/templates/{template.pk}/")
    frame = page.frame_locator("#preview iframe")

    expect(frame.locator("body")).to_contain_text("이두리님")
    page.get_by_role("button", name="다음 고객으로 보기").click()
    expect(frame.locator("body")).to_contain_text("김하나님")
    page.get_by_label("어두운 화면").check(force=True)
    expect(frame.locator(".sheet")).to_have_css("background-color", "rgb(30, 33, 39)")
    expect(frame.locator("body")).to_contain_text("김하나님")
    assert serious(page) == []
