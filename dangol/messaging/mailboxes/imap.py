"""Reading a mailbox by IMAP (RFC 3501): folders, what is new in one, and the mails themselves."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from dangol.kit.errors import Refused

TIMEOUT = 30.0
WINDOW = 20_000  # sequence numbers searched at once: an answer line may have a million bytes
SIZES = 200
_item = re.compile(rb"UID (\d+)")
_size = re.compile(rb"RFC822\.SIZE (\d+)")
_moment = re.compile(rb'INTERNALDATE "([^"]+)"')
_seen = re.compile(rb"FLAGS \([^)]*\\Seen", re.IGNORECASE)
_SENT_NAMES = ("sent", "보낸메일함", "보낸편지함", "sent messages", "sent items", "보낸 메일함")

_MONTHS = "   JanFebMarAprMayJunJulAugSepOctNovDec"


class MailTrouble(Refused):
    """The mailbox cannot be read; `needs_person` when waiting will not help."""

    def __init__(self, text: str, *, needs_person: bool = False) -> None:
        self.needs_person = needs_person
        super().__init__(text)


class Server(NamedTuple):
    """Where a mailbox is, and how to get in."""

    host: str
    port: int
    security: str
    username: str
    password: str
    timeout: float = TIMEOUT


class Found(NamedTuple):
    """One folder on the server."""

    name: str
    is_sent: bool


class Listed(NamedTuple):
    """A mail before it is fetched."""

    uid: int
    size: int
    at: datetime
    is_seen: bool


class Mailbox:
    """An open mailbox; nothing on the server is changed, not even what is read."""

    def __init__(self, box: BaseMailBox) -> None:
        self._box = box
        self._client: Any = box.client

    def folders(self) -> list[Found]:
        """Folders that can hold mails; the one of sent mails by its mark (RFC 6154) or name."""
        found = []
        for one in self._box.folder.list():
            flags = {flag.lower() for flag in one.flags}
            if "\\noselect" in flags or "\\nonexistent" in flags:
                continue
            last = one.name.rsplit(one.delim or "/", 1)[-1].lower()
            found.append(Found(one.name, "\\sent" in flags or last in _SENT_NAMES))
        return found

    def select(self, folder: str) -> tuple[int, int, int]:
        """Open a folder for reading: its UIDVALIDITY, how many mails, and the next UID."""
        self._box.folder.set(folder, readonly=True)
        validity = self._number("UIDVALIDITY")
        return validity, self._number("EXISTS"), self._number("UIDNEXT")

    def _number(self, name: str) -> int:
        _kind, values = self._client.response(name)
        last = values[-1] if values else None
        return int(last) if last and last.isdigit() else 0

    def uids_after(self, last: int, *, since: date, exists: int, uid_next: int) -> Iterator[int]:
        """UIDs of mails that came after `last` and not before the day, ascending."""
        day = f"{since.day}-{_MONTHS[since.month * 3 : since.month * 3 + 3]}-{since.year}"
        if last and uid_next and uid_next - last <= WINDOW:
            windows = [""]
        else:
            starts = range(1, exists + 1, WINDOW)
            windows = [f"{start}:{min(start + WINDOW - 1, exists)} " for start in starts]
        for window in windows:
            data = self._ask("SEARCH", f"{window}UID {last + 1}:* SINCE {day}")
            uids = (int(word) for line in data if line for word in line.split())
            # n:* means the last mail even when its UID is below n
            yield from sorted(uid for uid in uids if uid > last)

    def listed(self, uids: list[int]) -> Iterator[Listed]:
        """Sizes and times, in the order asked; a mail deleted meanwhile is left out."""
        for start in range(0, len(uids), SIZES):
            batch = uids[start : start + SIZES]
            wanted = ",".join(map(str, batch))
            found = {}
            for line in self._ask("FETCH", wanted, "(UID RFC822.SIZE INTERNALDATE FLAGS)"):
                text = line if isinstance(line, bytes) else b"".join(filter(None, line or ()))
                if one := _listed(text):
                    found[one.uid] = one
            yield from (found[uid] for uid in batch if uid in found)

    def fetch(self, uid: int, limit: int) -> bytes | None:
        """The mail's bytes, at most `limit` of them; None if it is gone. It stays unread there."""
        data = self._ask("FETCH", str(uid), f"(BODY.PEEK[]<0.{limit}>)")
        return next((bytes(one[1]) for one in data if isinstance(one, tuple)), None)

    def _ask(self, *command: str) -> list[Any]:
        status, data = self._client.uid(*command)
        if status != "OK":
            text = b" ".join(part for part in data if isinstance(part, bytes))
            raise MailTrouble(_("메일 서버가 거절했습니다: %(text)s") % {"text": _letters(text)})
        return data or []


def _listed(line: bytes) -> Listed | None:
    uid, size = _item.search(line), _size.search(line)
    if not uid or not size:
        return None
    moment = _moment.search(line)
    return Listed(int(uid[1]), int(size[1]), _at(moment), bool(_seen.search(line)))


def _at(found: re.Match[bytes] | None) -> datetime:
    if found:
        try:
            return parsedate_to_datetime(found[1].decode("ascii").strip().replace("-", " ", 2))
        except (ValueError, UnicodeDecodeError, TypeError, OverflowError):
            pass
    return datetime.now(UTC)


@contextmanager
def open_mailbox(server: Server) -> Iterator[Mailbox]:
    """Log in, and out again; raises MailTrouble with what to do."""
    try:
        box = _connected(server)
        try:
            _log_in(box, server)
            yield Mailbox(box)
        finally:
            _log_out(box)
    except MailTrouble:
        raise
    except (OSError, imaplib.IMAP4.error, ImapToolsError, UnicodeError, ValueError) as error:
        raise _trouble(error) from error


def _connected(server: Server) -> BaseMailBox:
    where: dict[str, Any] = {"host": server.host, "port": server.port, "timeout": server.timeout}
    if server.security == "ssl":
        return MailBox(**where, ssl_context=ssl.create_default_context())
    if server.security == "starttls":
        return MailBoxStartTls(**where, ssl_context=ssl.create_default_context())
    return MailBoxUnencrypted(**where)


def _log_in(box: BaseMailBox, server: Server) -> None:
    if not (server.username.isascii() and server.password.isascii()):
        box.login_utf8(server.username, server.password, initial_folder=None)
        return
    try:
        box.login(server.username, server.password, initial_folder=None)
    except (imaplib.IMAP4.abort, OSError):
        raise
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        raise MailTrouble(
            _(
                "아이디나 비밀번호가 맞지 않습니다. 메일 회사에서 IMAP을 켰는지, "
                "앱 비밀번호가 필요한지 확인해 주세요. (%(text)s)"
            )
            % {"text": _letters(str(error))},
            needs_person=True,
        ) from error


def _log_out(box: BaseMailBox) -> None:
    try:
        box.client.logout()
    except (OSError, imaplib.IMAP4.error, ValueError):
        box.client.shutdown()


def _trouble(error: Exception) -> MailTrouble:
    """What went wrong in words, and whether somebody must act."""
    if isinstance(error, socket.gaierror):
        text = _("메일 서버 이름을 찾을 수 없습니다. 서버 주소를 확인해 주세요.")
        return MailTrouble(text, needs_person=True)
    if isinstance(error, ssl.SSLError):
        text = _("보안 연결을 맺지 못했습니다. 포트와 보안 연결 방식을 확인해 주세요. (%(text)s)")
        return MailTrouble(text % {"text": _letters(str(error))}, needs_person=True)
    if isinstance(error, TimeoutError):
        return MailTrouble(_("메일 서버가 대답하지 않습니다. 잠시 뒤 다시 읽습니다."))
    if isinstance(error, ConnectionRefusedError):
        return MailTrouble(_("메일 서버가 연결을 받지 않습니다. 서버와 포트를 확인해 주세요."))
    if isinstance(error, imaplib.IMAP4.abort | OSError):
        return MailTrouble(_("메일 서버와의 연결이 끊겼습니다. 읽던 곳부터 다시 읽습니다."))
    return MailTrouble(
        _("메일 서버의 대답을 알 수 없습니다: %(text)s") % {"text": _letters(str(error))}
    )


def _letters(text: bytes | str) -> str:
    written = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(written.split())[:150]
