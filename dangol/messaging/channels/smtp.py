"""A small SMTP client that keeps the line busy and always knows what is in doubt (RFC 5321, 2920).

The end of one mail and the envelope of the next go in one packet, so a mail costs one round trip
and at most one mail per connection is between its last dot and the answer. `smtplib` waits for
every line; libraries that pipeline more cannot tell which mails of a lost connection arrived.
"""

import base64
import contextlib
import hmac
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import NamedTuple

CONNECT_SECONDS = 15.0
REPLY_SECONDS = 60.0
LONGEST_REPLY = 65_536
END = b"\r\n.\r\n"


class Reply(NamedTuple):
    """A code and the words with it."""

    code: int
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 400

    @property
    def is_final(self) -> bool:
        return self.code >= 500

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:300]


class Lost(Exception):
    """The connection is gone; the message says how."""


class Rejected(Exception):
    """The server does not take us: wrong password, sender refused, no encryption."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__(str(reply))


class Server(NamedTuple):
    """Where mails are handed over."""

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = ""
    verify: bool = True
    reply_seconds: float = REPLY_SECONDS


class Connection:
    """One signed-in connection."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._buffer = b""
        self.features: dict[str, str] = {}
        try:
            self._socket: socket.socket = socket.create_connection(
                (server.host, server.port), CONNECT_SECONDS
            )
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if server.security == "tls":
                self._socket = self._tls(self._socket)
            self._socket.settimeout(server.reply_seconds)
            self._greet()
        except (OSError, ValueError, UnicodeError) as error:
            self.close()
            raise Lost(_words(error)) from None
        except BaseException:
            self.close()
            raise

    def _greet(self) -> None:
        self._expect(self.reply())
        self._hello()
        if self.server.security == "starttls":
            if "STARTTLS" not in self.features:
                raise Rejected(Reply(530, "STARTTLS is not offered"))
            self._expect(self.ask("STARTTLS"))
            if self._buffer:  # words slipped in before the encryption (CVE-2011-0411)
                raise Lost("STARTTLS injection")
            self._socket = self._tls(self._socket)
            self._hello()
        if self.server.user:
            self._sign_in()

    def _hello(self) -> None:
        reply = self._expect(self.ask(f"EHLO {_own_name()}"))
        lines = reply.text.split("\n")[1:]
        parts = [line.strip().partition(" ") for line in lines]
        self.features = {name.upper(): rest for name, _space, rest in parts}

    def _sign_in(self) -> None:
        user, password = self.server.user, self.server.password
        offered = self.features.get("AUTH", "").upper().split()
        if "PLAIN" in offered or ("LOGIN" not in offered and "CRAM-MD5" not in offered):
            plain = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
            self._expect(self.ask(f"AUTH PLAIN {plain}"))
        elif "LOGIN" in offered:
            self._expect(self.ask("AUTH LOGIN"))
            self._expect(self.ask(base64.b64encode(user.encode()).decode()))
            self._expect(self.ask(base64.b64encode(password.encode()).decode()))
        else:
            challenge = self._expect(self.ask("AUTH CRAM-MD5"))
            digest = hmac.new(password.encode(), base64.b64decode(challenge.text), "md5")
            answer = f"{user} {digest.hexdigest()}"
            self._expect(self.ask(base64.b64encode(answer.encode()).decode()))

    def _tls(self, raw: socket.socket) -> ssl.SSLSocket:
        context = ssl.create_default_context()
        if not self.server.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context.wrap_socket(raw, server_hostname=self.server.host)

    def _expect(self, reply: Reply) -> Reply:
        if not reply.is_good:
            if reply.is_final:
                raise Rejected(reply)
            raise Lost(str(reply))
        return reply

    @property
    def can_pipeline(self) -> bool:
        return "PIPELINING" in self.features

    def ask(self, line: str) -> Reply:
        """Send a line and wait for its answer."""
        self.send(f"{line}\r\n".encode())
        return self.reply()

    def send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except (OSError, ValueError) as error:
            raise Lost(_words(error)) from None

    def reply(self) -> Reply:
        """The next answer, its lines joined."""
        texts: list[str] = []
        size = 0
        while True:
            line = self._line()
            size += len(line)
            if size > LONGEST_REPLY or len(line) < 3 or not line[:3].isdigit():
                raise Lost("The answer is not SMTP.")
            texts.append(line[4:].decode("utf-8", "replace").strip())
            if line[3:4] != b"-":
                return Reply(int(line[:3]), "\n".join(texts))

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > LONGEST_REPLY:
                raise Lost("The answer is too long.")
            try:
                more = self._socket.recv(65_536)
            except TimeoutError:
                raise Lost("No answer in time.") from None
            except (OSError, ValueError) as error:
                raise Lost(_words(error)) from None
            if not more:
                raise Lost("The connection was closed.")
            self._buffer += more
        line, self._buffer = self._buffer[:end].rstrip(b"\r"), self._buffer[end + 1 :]
        return line

    def quit(self) -> None:
        """Say good-bye if the line still stands."""
        with contextlib.suppress(Lost):
            self._socket.settimeout(2)
            self.send(b"QUIT\r\n")
            self.reply()
        self.close()

    def close(self) -> None:
        if hasattr(self, "_socket"):
            with contextlib.suppress(OSError):
                self._socket.close()


class Mail(NamedTuple):
    """An envelope and the bytes of a mail, lines ended by CRLF and dots doubled."""

    key: int
    return_to: str
    address: str
    data: bytes


class Handed(NamedTuple):
    """What the server said to a mail; no reply means it broke off after the last dot."""

    key: int
    reply: Reply | None
    at: str


def hand_over(
    line: Connection, mails: Iterator[Mail], begin: Callable[[int], None]
) -> Iterator[Handed]:
    """Hand mails over, one answer each. Raises Lost when the connection breaks between two.

    `begin(key)` is called before a mail's last dot is sent. Raises Rejected when the server takes
    nothing from this sender. A mail that was pulled but not begun when it raises was not sent.
    """
    mail, is_ahead = next(mails, None), False
    while mail is not None:
        refused = _present(line, mail, is_ahead=is_ahead)
        if refused:
            yield Handed(mail.key, *refused)
            mail, is_ahead = next(mails, None), False
            continue
        begin(mail.key)
        after = next(mails, None)
        is_ahead = after is not None and line.can_pipeline
        try:
            line.send(mail.data + END + (_envelope(after) if after and is_ahead else b""))
            reply = line.reply()
        except Lost:
            yield Handed(mail.key, None, "data")
            raise
        yield Handed(mail.key, reply, "data")
        if reply.code == 421:
            raise Lost(str(reply))
        mail = after


def _envelope(mail: Mail) -> bytes:
    lines = f"MAIL FROM:<{mail.return_to}>\r\nRCPT TO:<{mail.address}>\r\nDATA\r\n"
    return lines.encode("ascii")


def _present(line: Connection, mail: Mail, *, is_ahead: bool) -> tuple[Reply, str] | None:
    """Show the envelope; what was refused, or None when the data may follow."""
    if line.can_pipeline:
        if not is_ahead:
            line.send(_envelope(mail))
        sender, recipient, data = line.reply(), line.reply(), line.reply()
    else:
        sender = line.ask(f"MAIL FROM:<{mail.return_to}>")
        recipient = line.ask(f"RCPT TO:<{mail.address}>") if sender.is_good else sender
        data = line.ask("DATA") if recipient.is_good else recipient
    for reply, at in ((sender, "sender"), (recipient, "recipient"), (data, "data")):
        if reply.code == 421:
            raise Lost(str(reply))
        if not reply.is_good:
            _start_over(line, data)
            if at == "sender" and reply.is_final:
                raise Rejected(reply)
            return reply, at
    return None


def _start_over(line: Connection, data: Reply) -> None:
    if data.code == 354:
        line.ask(".")  # RFC 2920 §3.1: an empty mail to nobody
    line.ask("RSET")


def _own_name() -> str:
    name = socket.gethostname().encode("ascii", "ignore").decode()
    return name if "." in name else f"{name or 'localhost'}.localdomain"


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200]
