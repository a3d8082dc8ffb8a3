"""Two servers of one office: visitor and agent sit at different ones and miss nothing."""

import json
import socket
from http.client import HTTPConnection

import pytest

from dangol.kit.testing.installation import free_port, installation
from dangol.kit.testing.postgres import fresh_database
from dangol.kit.testing.redis import redis_server

OFFICE = """
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from dangol.accounts.models import Grant, Role, User
from dangol.accounts.tokens.services import make_token
from dangol.chat.identity import caller_of, stream_ticket
from dangol.chat.models import ChatSite
from dangol.kit.access import permissions
role = Role.objects.create(name="상담")
for name, _permission in permissions:
    Grant.objects.create(role=role, permission=name, scope="all")
user = User.objects.create_user("kim", "x", name="김하늘")
user.roles.add(role)
site = ChatSite.objects.create(name="봄결커피", key="KEY", origins="http://shop", greeting="-",
                               away="-", keeps_hours=False)
client = Client()
client.force_login(user)
expires = timezone.now() + timedelta(days=1)
print(make_token(name="t", person=user, role=role, expires_at=expires, actor=user)[1])
print(client.cookies["sessionid"].value)
for letter in "vw":
    print(stream_ticket(site, caller_of(site, token=letter * 40)))
"""
SHOP = {"Origin": "http://shop", "Content-Type": "text/plain"}


def ask(port, path, body=None, **headers):
    asked = HTTPConnection("127.0.0.1", port, timeout=60)
    asked.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
    answer = asked.getresponse()
    return json.loads(answer.read() or b"null") if answer.status < 400 else answer.status


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Stream:
    """An open stream of server-sent events."""

    def __init__(self, port, path, **headers):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        lines = [
            f"GET {path} HTTP/1.1",
            "Host: localhost",
            *(f"{k}: {v}" for k, v in headers.items()),
        ]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.until("retry:")

    def until(self, mark):
        """Read till the mark has come; everything read."""
        found = ""
        while mark not in found:
            piece = self.socket.recv(65_536)
            assert piece, found
            found += piece.decode()
        return found


@pytest.mark.postgres
def test_who_sits_at_another_server_hears_the_same(tmp_path):
    with (
        fresh_database() as url,
        redis_server() as redis_url,
        installation(tmp_path, url) as office,
    ):
        office.migrate()
        token, session, *tickets = office.run(OFFICE).split()[-4:]
        for letter, ticket, carrier in (("v", tickets[0], ""), ("w", tickets[1], redis_url)):
            office.environment["DANGOL_REDIS_URL"] = carrier
            talk(office, letter * 40, ticket, token, session)
            office.stop()


def talk(office, key, ticket, token, session):
    """A visitor at one server, the agent at the other; what is sent to both is said once."""
    one, other = free_port(), free_port()
    for port in (one, other):
        office.start("-m", "dangol", "serve", "--port", str(port))
    for port in (one, other):
        office.wait_for(lambda port=port: is_open(port), 120)
    visitor = Stream(one, f"/chat/v/sse/?site=KEY&ticket={ticket}&after=0", Origin="http://shop")
    desk = Stream(other, "/sse/?topics=chats:all", Cookie=f"sessionid={session}")

    words = {"token": key, "client": "c1", "text": "안녕하세요"}
    for port in (one, other):
        assert ask(port, "/chat/v/say/?site=KEY", words, **SHOP)["number"] == 1
    desk.until('"chats"')
    ((chat,),) = office.rows("SELECT max(id) FROM chat_conversation")
    bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for port in (other, one):
        said = ask(port, f"/api/v1/chats/{chat}/messages", {"text": "네", "key": "k"}, **bearer)
        assert said["sender"] == "agent"
    visitor.until('"number": 2')

    asked = {"token": key, "after": 0}
    found = [ask(port, "/chat/v/messages/?site=KEY", asked, **SHOP) for port in (one, other)]
    told = [[(row["number"], row["text"]) for row in each["messages"]] for each in found]
    assert told[0] == told[1] == [(1, "안녕하세요"), (2, "네")]
