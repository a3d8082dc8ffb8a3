"""Asterisk's manager interface (AMI): one connection, its login, what it tells and what we ask.

Lines of `Name: value`; an empty line ends a block. The greeting is a line of its own and says
nothing. Why no library: docs/adr/0083.
"""

import socket
import ssl
import time
from hashlib import md5
from typing import NamedTuple, Self

from django.utils.translation import gettext as _

from dangol.kit.errors import Refused

CONNECT = 5.0
TICK = 1.0  # how long a look for news may take
PATIENCE = 10.0  # how long an answer may take
LARGEST = 1024 * 1024  # more without an empty line is no AMI
CLASSES = "call,agent,user"

Block = dict[str, str]


class Lost(Refused):
    """The telephone system is not there, refuses us, or went away; the message says which."""


class Place(NamedTuple):
    """Where a manager listens, and how to get in."""

    host: str
    port: int
    is_secure: bool
    username: str
    secret: str


class Manager:
    """A connection that is logged in. For one thread; closes with `with`."""

    def __init__(self, place: Place, *, events: str = CLASSES) -> None:
        self._rest, self._kept, self._asked = b"", list[Block](), 0
        try:
            self._socket = socket.create_connection((place.host, place.port), CONNECT)
            if place.is_secure:
                context = ssl.create_default_context()
                self._socket = context.wrap_socket(self._socket, server_hostname=place.host)
        except (OSError, ValueError) as error:
            raise Lost(_("연결하지 못했습니다: %(why)s") % {"why": str(error)[:100]}) from None
        self._socket.settimeout(TICK)
        try:
            self._log_in(place, events)
        except Lost:
            self._socket.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def _log_in(self, place: Place, events: str) -> None:
        """By challenge, so that the password itself never travels."""
        challenge = self.ask("Challenge", AuthType="MD5").get("Challenge", "")
        key = md5((challenge + place.secret).encode(), usedforsecurity=False).hexdigest()
        said = self.ask("Login", AuthType="MD5", Username=place.username, Key=key, Events=events)
        if said.get("Response") != "Success":
            why = said.get("Message", "")[:100]
            raise Lost(_("교환기가 로그인을 받지 않았습니다: %(why)s") % {"why": why})

    def read(self) -> list[Block]:
        """The whole blocks that came; after a tick none. Half a block waits for its other half."""
        kept, self._kept = self._kept, []
        return kept or self._receive()

    def send(self, action: str, **values: str) -> str:
        """Say something; the name its answer will have. Nothing can smuggle in a line."""
        self._asked += 1
        name = f"dangol-{self._asked}"
        lines = {"Action": action, "ActionID": name, **values}
        if any("\r" in text or "\n" in text for text in lines.values()):
            raise Lost(_("교환기에 보낼 수 없는 글자가 있습니다."))
        body = "".join(f"{head}: {text}\r\n" for head, text in lines.items())
        try:
            self._socket.sendall(f"{body}\r\n".encode())
        except OSError as error:
            raise Lost(_("연결이 끊겼습니다: %(why)s") % {"why": str(error)[:100]}) from None
        return name

    def ask(self, action: str, **values: str) -> Block:
        """Say something and wait for the answer; what else comes meanwhile is read later."""
        return self._collect(self.send(action, **values), "Response")[-1]

    def channels(self) -> list[Block]:
        """Every channel that is up just now, one `CoreShowChannel` each."""
        found = self._collect(self.send("CoreShowChannels"), "EventList", "Complete")
        return [block for block in found if block.get("Event") == "CoreShowChannel"]

    def _collect(self, name: str, head: str, value: str = "") -> list[Block]:
        """The blocks that answer to a name, until one has this head (and value), or an error."""
        found: list[Block] = []
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for block in self._receive():
                if block.get("ActionID") != name:
                    self._kept.append(block)
                    continue
                found.append(block)
            if found and (_ends(found[-1], head, value) or found[-1].get("Response") == "Error"):
                return found
        raise Lost(_("교환기가 10초 안에 대답하지 않았습니다."))

    def _receive(self) -> list[Block]:
        try:
            came = self._socket.recv(65_536)
        except TimeoutError:
            return []
        except OSError as error:
            raise Lost(_("연결이 끊겼습니다: %(why)s") % {"why": str(error)[:100]}) from None
        if not came:
            raise Lost(_("교환기가 연결을 끊었습니다."))
        *blocks, self._rest = (self._rest + came).split(b"\r\n\r\n")
        if len(self._rest) > LARGEST:
            raise Lost(_("Asterisk 관리자(AMI)의 주소가 아닙니다."))
        return [block for block in map(_parsed, blocks) if block]


def _ends(block: Block, head: str, value: str) -> bool:
    return head in block and block[head].endswith(value)


def _parsed(block: bytes) -> Block:
    """Lines without a colon (the greeting) say nothing."""
    lines = (line.partition(":") for line in block.decode(errors="replace").split("\r\n"))
    return {name.strip(): text.strip() for name, colon, text in lines if colon}
