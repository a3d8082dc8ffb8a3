"""Mail accounts for tests, and an IMAP server that does what it is told, also wrong things."""

import contextlib
import socketserver
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from dangol.accounts.models import User
from dangol.messaging.mailboxes.imap import Found
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.mailboxes.services import add_account


def make_account(owner: User | None, actor: User | None = None, **values) -> MailAccount:
    number = MailAccount.objects.count() + 1
    given = {
        "name": "대표 메일" if owner is None else "내 메일",
        "email": f"box{number}@dangol.example",
        "host": "127.0.0.1",
        "port": 1,
        "security": "none",
        "username": f"box{number}",
        "password": "secret",
        "since_on": "2020-01-01",
        "folders": [Found("INBOX", False)],
        **values,
    }
    return add_account(owner=owner, actor=actor or owner, **given)


@dataclass
class FakeMailbox:
    """Mails by UID in INBOX, and what goes wrong: `drop_at` cuts the line while that UID is sent,
    `hang_at` stops in the middle, `refuse` turns the login down.
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 1
    drop_at: int | None = None
    hang_at: int | None = None
    refuse: bool = False
    claimed_size: int | None = None
    fetched: list[int] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def add(self, uid: int, data: bytes) -> None:
        self.mails[uid] = data


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.box: FakeMailbox = self.server.box
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _space, command = line.decode().strip().partition(" ")
            self.box.commands.append(command)
            if not self._answer(tag, command):
                return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _answer(self, tag: str, command: str) -> bool:
        word, _space, rest = command.partition(" ")
        match word.upper():
            case "CAPABILITY":
                self._say("* CAPABILITY IMAP4rev1")
            case "LOGIN" if self.box.refuse:
                self._say(f"{tag} NO [AUTHENTICATIONFAILED] wrong password")
                return True
            case "LIST":
                self._say('* LIST (\\HasNoChildren) "/" INBOX')
                self._say('* LIST (\\HasNoChildren \\Sent) "/" "Sent"')
            case "EXAMINE" | "SELECT":
                last = max(self.box.mails, default=0)
                self._say(f"* {len(self.box.mails)} EXISTS")
                self._say(f"* OK [UIDVALIDITY {self.box.validity}] ok")
                self._say(f"* OK [UIDNEXT {last + 1}] ok")
                self._say(f"{tag} OK [READ-ONLY] done")
                return True
            case "UID" if rest.upper().startswith("SEARCH"):
                first = int(rest.split("UID ")[1].split(":")[0])
                found = [uid for uid in self.box.mails if uid >= first]
                self._say("* SEARCH " + " ".join(map(str, found or list(self.box.mails)[-1:])))
            case "UID" if "BODY" in rest.upper():
                return self._body(int(rest.split()[1])) and self._done(tag)
            case "UID":
                self._sizes(rest.split()[1])
            case "LOGOUT":
                self._say("* BYE")
                self._say(f"{tag} OK bye")
                return False
        return self._done(tag)

    def _done(self, tag: str) -> bool:
        self._say(f"{tag} OK done")
        return True

    def _sizes(self, uids: str) -> None:
        for uid in map(int, uids.split(",")):
            if uid in self.box.mails:
                size = self.box.claimed_size or len(self.box.mails[uid])
                self._say(
                    f"* 1 FETCH (UID {uid} RFC822.SIZE {size} FLAGS () "
                    'INTERNALDATE "20-Nov-2026 09:00:00 +0900")'
                )

    def _body(self, uid: int) -> bool:
        data = self.box.mails[uid]
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(data)}}}\r\n".encode())
        if uid in (self.box.drop_at, self.box.hang_at):
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            if uid == self.box.hang_at:
                time.sleep(5)
            return False
        self.wfile.write(data + b")\r\n")
        self.box.fetched.append(uid)
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextlib.contextmanager
def serve_imap(box: FakeMailbox) -> Iterator[int]:
    """A server that holds this mailbox; yields its port."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.box = box
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
