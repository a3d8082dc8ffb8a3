"""The widget on pages that hinder it: strict policy, hostile styles, no storage, words too long."""

from html import escape

import pytest
from playwright.sync_api import expect

from dangol.chat.models import ChatMessage
from dangol.chat.testing import make_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = """<!doctype html><html lang="ko"><title>가게</title><link rel="stylesheet" href="/a.css">
<h1>가게</h1><script src="%s/chat/widget.js" data-site="%s" async></script>"""
STYLE = """* { font-size: 3px !important; color: red !important; visibility: hidden !important }
dangol-chat { display: none !important; opacity: 0 !important; transform: scale(0) !important }"""
NO_STORAGE = """Object.defineProperty(window, "localStorage",
    {get() { throw new DOMException("no", "SecurityError") }})"""


def test_the_widget_holds_on_hostile_pages_and_shows_the_way_out(live_server, context, shop, kim):
    server, address = live_server.url, f"http://localhost:{shop.server_port}"
    site = make_site(origins=address)
    shop.body, shop.style = PAGE % (server, site.key), STYLE
    shop.policy = f"default-src 'self'; script-src {server}; connect-src {server}; style-src 'self'"
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="채팅 열기").click()
    box = page.get_by_role("dialog", name="봄결커피")
    words = box.get_by_label("메시지", exact=True)
    expect(words).to_have_css("font-size", "15px")
    long = "가나다라 " * 6_000
    words.fill(long)
    box.get_by_role("button", name="보내기").click()
    expect(box.get_by_text("지금 29,999자입니다.")).to_be_visible()
    expect(words).to_have_value(long)  # it is not lost, nor cut
    words.fill("안녕하세요")
    words.press("Enter")
    expect(box.get_by_role("log").locator(".visitor:not(.pending)")).to_contain_text("안녕하세요")
    expect(box.get_by_text("자입니다.")).to_be_hidden()

    # another tab is the same visitor
    second = context.new_page()
    second.goto(address)
    talk = second.get_by_role("dialog", name="봄결커피").get_by_role("log")
    expect(talk).to_contain_text("안녕하세요")

    # without storage this page alone remembers; without connect-src the chat stands elsewhere
    third = context.new_page()
    third.add_init_script(NO_STORAGE)
    third.goto(address)
    third.get_by_role("button", name="채팅 열기").click()
    box = third.get_by_role("dialog", name="봄결커피")
    box.get_by_label("메시지", exact=True).fill("저장소 없이")
    box.get_by_label("메시지", exact=True).press("Enter")
    expect(box.get_by_role("log").locator(".visitor:not(.pending)")).to_contain_text("저장소 없이")

    shop.policy = f"default-src 'self'; script-src {server}"
    third.reload()
    third.get_by_role("button", name="채팅 열기").click()
    expect(third.get_by_text("이 쪽에서는 채팅에 연결할 수 없습니다.")).to_be_visible()
    with third.expect_popup() as opened:
        third.get_by_role("link", name="새 창에서 채팅하기").click()
    box = opened.value.get_by_role("dialog", name="봄결커피")
    box.get_by_label("메시지", exact=True).fill("새 창에서")
    box.get_by_label("메시지", exact=True).press("Enter")
    expect(box.get_by_role("log").locator(".visitor:not(.pending)")).to_contain_text("새 창에서")

    # in a sandboxed frame nobody can tell whose page it is: it says so, and the way out works
    inner = escape(PAGE % (server, site.key))
    shop.policy, may = "", "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    shop.body = f'<!doctype html><iframe title="틀" sandbox="{may}" srcdoc="{inner}"></iframe>'
    third.reload()
    frame = third.frame_locator("iframe")
    frame.get_by_role("button", name="채팅 열기").click()
    expect(frame.get_by_role("status")).to_contain_text(f"{server}/chat/w/{site.key}/")
    expect(frame.get_by_label("메시지", exact=True)).to_be_hidden()
    with third.expect_popup() as opened:
        frame.get_by_role("link", name="새 창에서 채팅하기").click()
    expect(opened.value.get_by_role("log").locator(".visitor")).to_contain_text("새 창에서")

    kept = ChatMessage.objects.filter(sender="visitor").values_list("text", flat=True)
    assert sorted(kept) == ["새 창에서", "안녕하세요", "저장소 없이"]
