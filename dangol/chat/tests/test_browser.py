"""A visitor and an agent in two browsers: the server is killed between their words, the chat ends
as a ticket, the ticket as a score on the agent's home page.
"""

import re
import signal
from email import message_from_bytes
from email.policy import default
from http.client import HTTPConnection
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import expect

from dangol.kit.testing.installation import free_port, installation

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parents[2] / "kit/tests/axe.min.js").read_text()

OFFICE = """
from django.test import Client
from dangol.accounts.models import Grant, Role, User
from dangol.kit.access import permissions
from dangol.chat.models import ChatSite
role = Role.objects.create(name="상담")
for name, _permission in permissions:
    Grant.objects.create(role=role, permission=name, scope="all")
user = User.objects.create_user("kim", "x", name="김하늘")
user.roles.add(role)
client = Client()
client.force_login(user)
site = ChatSite.objects.create(
    name="봄결커피", key="KEY", origins="http://localhost:%(shop)d", greeting="어서 오세요",
    away="쉽니다", keeps_hours=False)
from dangol.chat.identity import sign_identity
from dangol.codes import preferences
from dangol.customers.testing import make_customer
from dangol.messaging.models import Channel
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.senders.services import set_channel
from dangol.messaging.testing import make_sender
make_customer(user, "정유진", emails=["yujin@example.com"])
channel = Channel.objects.get(sender=make_sender(), medium="email")
settings = {"host": "127.0.0.1", "port": %(smtp)d, "security": "none"}
set_channel(channel, adapter="smtp", settings=settings, secrets={}, actor=None)
preferences.put(MessagingPreferences(public_url="http://localhost:%(port)d"), actor=None)
print(sign_identity(site, "42", "yujin@example.com", "정유진"))
print(client.cookies["sessionid"].value)
"""
PAGE = """<!doctype html><html lang="ko"><title>봄결</title><h1>원두 가게</h1>
<button>장바구니</button>
<script src="http://localhost:%d/chat/widget.js" data-site="KEY" data-user="42"
  data-email="yujin@example.com" data-name="정유진" data-sign="%s" async></script>"""


class Post:
    """Takes every mail and keeps it."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def post():
    taken = Post()
    controller = Controller(taken, "127.0.0.1", free_port(), ready_timeout=60)
    controller.start()
    taken.port = controller.port
    yield taken
    controller.stop()


def start(office, port):
    process = office.start("-m", "dangol", "serve", "--port", str(port))

    def answers():
        try:
            asked = HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except OSError:
            return False

    office.wait_for(answers, 120)
    return process


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_nothing_is_lost_or_doubled_up_to_the_score(tmp_path, shop, post, new_context):
    port, shop_port = free_port(), shop.server_port
    with installation(tmp_path) as office:
        places = {"shop": shop_port, "smtp": post.port, "port": port}
        office.migrate()
        sign, cookie = office.run(OFFICE % places).split()[-2:]
        shop.body = PAGE % (port, sign)
        process = start(office, port)
        agent = new_context()
        agent.add_cookies(
            [{"name": "sessionid", "value": cookie, "url": f"http://localhost:{port}"}]
        )
        desk, visitor = agent.new_page(), new_context().new_page()
        visitor.goto(f"http://localhost:{shop_port}/")
        desk.goto(f"http://localhost:{port}/chat/")

        visitor.get_by_role("button", name="채팅 열기").press("Enter")
        box = visitor.get_by_role("dialog", name="봄결커피")
        expect(box).to_contain_text("어서 오세요")
        words = box.get_by_label("메시지", exact=True)
        expect(words).to_be_focused()
        words.press_sequentially("하나")
        words.press("Enter")

        desk.get_by_role("link", name="하나").click()
        talk = desk.get_by_role("log")
        expect(talk).to_contain_text("하나")
        reply = desk.get_by_placeholder("메시지를 입력하세요")
        reply.press_sequentially("둘")
        expect(box).to_contain_text("상담원 입력하고 있습니다")
        reply.press("Enter")
        expect(box.get_by_role("log")).to_contain_text("둘")
        words.press_sequentially("셋 씁니다")
        expect(desk.locator("#typing")).to_contain_text("방문자가 입력하고 있습니다")
        words.press("Enter")
        expect(talk).to_contain_text("셋 씁니다")

        assert barriers(visitor) == []
        assert barriers(desk) == []

        kill(process)
        words.fill("넷")
        words.press("Enter")
        expect(box).to_contain_text("연결이 끊겼습니다")
        reply.fill("다섯")
        reply.press("Enter")  # it does not leave, and stays
        visitor.reload()
        process = kill_again_while_it_begins(office, port)
        desk.reload()  # what was typed is still there
        expect(reply).to_have_value("다섯")
        box = visitor.get_by_role("dialog", name="봄결커피")
        expect(visitor.get_by_role("heading", name="원두 가게")).to_be_visible()
        visitor.reload()
        expect(talk).to_contain_text("넷")
        reply.press("Enter")
        expect(box.get_by_role("log")).to_contain_text("다섯")
        words = box.get_by_label("메시지", exact=True)
        words.fill("여섯")
        words.press("Enter")
        expect(talk).to_contain_text("여섯")

        said = ["하나", "둘", "셋 씁니다", "넷", "다섯", "여섯"]
        expect(box.locator(".m:not(.system) p")).to_have_text(["어서 오세요", *said])
        expect(talk.locator(".bubble .text")).to_have_text(said)
        kept = office.rows("SELECT text FROM chat_chatmessage ORDER BY number")
        assert [text for (text,) in kept] == said

        # the keyboard stays inside, and comes back
        for _step in range(9):
            visitor.keyboard.press("Tab")
        assert visitor.evaluate("document.activeElement.localName") == "dangol-chat"
        visitor.keyboard.press("Escape")
        expect(box).to_be_hidden()
        expect(visitor.get_by_role("button", name="채팅 열기")).to_be_focused()

        desk.get_by_role("link", name="→ 티켓").click()
        desk.get_by_label("제목").fill("원두 문의")
        desk.get_by_role("dialog").get_by_role("button", name="저장").click()
        head = desk.locator("#conversation .desk-main > header")
        made = head.get_by_role("link", name=re.compile(r"^T-"))
        expect(made).to_be_visible()
        ((subject, channel),) = office.rows("SELECT subject, channel FROM helpdesk_ticket")
        assert (subject, channel) == ("원두 문의", "chat")

        made.click()
        desk.locator(".moves").get_by_role("button", name="완료").click()
        expect(desk.locator(".moves").get_by_role("button", name="재접수")).to_be_visible()
        (letter,) = office.wait_for(lambda: list(post.letters), 120)
        text = letter.get_body(("plain",)).get_content()
        visitor.goto(re.search(r"http://\S+\?score=5", text)[0])
        assert barriers(visitor) == []
        visitor.get_by_role("button", name="보내기").click()
        expect(visitor.get_by_role("heading", name="고맙습니다.")).to_be_visible()
        desk.goto(f"http://localhost:{port}/")
        card = desk.locator(".card", has_text="고객만족도")
        expect(card).to_contain_text("100.0점")
        card.get_by_role("link", name="원두 문의").click()
        expect(desk.get_by_role("heading", name="원두 문의")).to_be_visible()


def barriers(page):
    """What axe finds that keeps people out, within the chat's own tree too."""
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found
            if each["impact"] in ("serious", "critical")]  # fmt: skip


def kill_again_while_it_begins(office, port):
    """What waits is sent when the server is back; killed at once, the same again."""
    kill(start(office, port))
    return start(office, port)
