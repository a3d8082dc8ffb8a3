"""A telephone system rings through a running server: the agent sees who it is on any page."""

import re
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dangol.helpdesk.calls.simulator import SEOUL, Pbx, answer_dials
from dangol.kit.testing.installation import free_port, installation

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parents[3] / "kit/tests/axe.min.js").read_text()

OFFICE = """
from django.test import Client
from django.utils import timezone
from dangol.accounts.models import Grant, Role, User
from dangol.customers.testing import make_customer
from dangol.helpdesk.agents.services import set_extension
from dangol.helpdesk.lines.services import write_line
from dangol.kit.access import permissions
role = Role.objects.create(name="상담")
for name, _permission in permissions:
    Grant.objects.create(role=role, permission=name, scope="all")
user = User.objects.create_user("kim", "x", name="김하늘")
user.roles.add(role)
client = Client()
client.force_login(user)
make_customer(user, "홍길동", phones=["010-5000-0001"])
set_extension(user, "201", at=timezone.now(), actor=user)
line = write_line(None, name="본사", dialect="generic", actor=user,
                  dial_url="http://127.0.0.1:%d/dial")
print(line.token, line.secret, client.cookies["sessionid"].value)
"""


def start(office, port):
    office.start("-m", "dangol", "serve", "--port", str(port))

    def answers():
        try:
            asked = HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except OSError:
            return False

    office.wait_for(answers, 120)


def test_a_call_from_its_ring_to_the_ticket_and_one_dialled(tmp_path, new_context):
    port, dial_port = free_port(), free_port()
    with installation(tmp_path, DANGOL_WEBHOOK_PRIVATE="yes") as office:
        office.migrate()
        token, secret, cookie = office.run(OFFICE % dial_port).split()[-3:]
        start(office, port)
        base = f"http://localhost:{port}"
        pbx = Pbx(f"{base}/helpdesk/pbx/{token}/", secret)
        server = pbx.listen(dial_port)
        # all cards of a customer are in sight, so that they are all loaded
        agent = new_context(viewport={"width": 1280, "height": 2_400})
        agent.add_cookies([{"name": "sessionid", "value": cookie, "url": base}])
        page, board = agent.new_page(), agent.new_page()
        board.goto(f"{base}/helpdesk/calls/board/?wall=1")
        page.goto(f"{base}/customers/")

        now = datetime.now(SEOUL)
        said = {"number": "010-5000-0001", "direction": "in", "queue": "A/S"}
        pbx.tell(pbx.event("c1", "ring", now, **said), pbx.event("c1", "ring", now, agent="201"))
        card = page.get_by_role("region", name="지금 통화")
        expect(card).to_contain_text("홍길동")
        expect(board.get_by_text("기다리는 전화").locator("..")).to_contain_text("1")
        answer = pbx.event("c1", "answer", datetime.now(SEOUL), agent="201")
        assert pbx.tell(answer, answer) == {"taken": 1, "again": 1, "ignored": 0, "refused": []}
        expect(card).to_contain_text("통화 중")
        expect(board.locator(".seats")).to_contain_text("통화")
        page.goto(f"{base}/")  # it stands on the next page too
        card.get_by_label("통화 메모").fill("스팀이 약하다고 함")
        card.get_by_role("button", name="메모").click()
        written = "SELECT note FROM helpdesk_call WHERE note <> ''"
        assert office.wait_for(lambda: office.rows(written)) == [("스팀이 약하다고 함",)]
        expect(card.get_by_label("통화 메모")).to_have_value("스팀이 약하다고 함")
        page.evaluate(AXE)
        found = page.evaluate("axe.run('.corner', {resultTypes: ['violations']})")["violations"]
        assert [one["id"] for one in found] == []
        board.goto(f"{base}/helpdesk/calls/1/")
        facts = board.locator("#call-facts")
        expect(facts).to_contain_text("통화 중")
        pbx.tell(pbx.event("c1", "hangup", datetime.now(SEOUL)))
        expect(facts).to_contain_text("받음")  # an open page of the call follows it
        card.get_by_role("link", name="→ 티켓").click()
        expect(page.get_by_label("제목")).to_have_value("스팀이 약하다고 함")
        page.get_by_role("dialog").get_by_role("button", name="저장").click()
        expect(page).to_have_url(re.compile("/helpdesk/tickets/"))
        card.get_by_role("button", name="후처리 끝").click()
        expect(card).to_have_count(0)

        page.goto(f"{base}/customers/")
        page.get_by_role("link", name="홍길동").first.click()

        page.get_by_role("button", name="전화 걸기").click()
        expect(card).to_contain_text("거는 중")
        office.wait_for(lambda: list(pbx.dials))
        answer_dials(pbx, 0)
        expect(card).to_contain_text("후처리")
        rows = office.rows("SELECT direction, outcome FROM helpdesk_call ORDER BY id")
        assert rows == [("in", "answered"), ("out", "answered")]
        server.shutdown()
        server.server_close()
