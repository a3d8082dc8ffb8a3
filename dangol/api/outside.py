"""Posting to an address of the outside: never to our own network, never longer than allowed."""

import contextlib
import socket
import ssl
import threading
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from dangol.kit.errors import Refused

TIMEOUT = 5.0
TOTAL = 15.0
_NAT64 = ip_network("64:ff9b::/96")


class Unreachable(Refused):
    """The address cannot or must not be called; the message says why."""


class Answer(NamedTuple):
    """What the other side said, how long it took, and the words if they were asked for."""

    code: int
    duration_ms: int
    body: bytes = b""


def check_url(url: str) -> None:
    """Refuse what is no web address, or names a machine of our own network (SSRF)."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("http", "https") or not parts.hostname or port in (-1, 0):
        raise Unreachable(_("https://로 시작하는 주소로 적어 주세요."))
    if parts.username or parts.password:
        raise Unreachable(_("주소에 아이디와 비밀번호를 적을 수 없습니다."))
    try:
        _addresses(parts.hostname, port or 443)
    except OSError:
        return  # a name that does not answer now may do so when it is called


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send a body; redirects are not followed. Raises Unreachable."""
    return call("POST", url, body, headers)


def call(method: str, url: str, body: bytes, headers: dict[str, str], largest: int = 0) -> Answer:
    """Ask and read at most so many bytes of the answer; a longer one is Unreachable."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    start = time.monotonic()
    connection = _Guarded(parts.hostname or "", parts.port, secure=parts.scheme == "https")
    watch = threading.Timer(TOTAL, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        code, words = response.status, response.read(largest + 1) if largest else b""
        if len(words) > largest:
            raise Unreachable(_("대답이 너무 깁니다."))
        if connection.is_cut:  # what came before the cut looks like an answer
            raise Unreachable(_("15초 안에 대답을 마치지 않았습니다."))
    except Unreachable:
        raise
    except TimeoutError:
        raise Unreachable(_("5초 안에 대답하지 않았습니다.")) from None
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(_("연결하지 못했습니다: %(why)s") % {"why": str(error)[:100]}) from None
    finally:
        watch.cancel()
        connection.close()
    return Answer(code, round((time.monotonic() - start) * 1000), words)


class _Guarded(HTTPConnection):
    """Connects to the very address that was checked, so that a name cannot change in between."""

    response_class = HTTPResponse

    def __init__(self, host: str, port: int | None, *, secure: bool) -> None:
        super().__init__(host, port or (443 if secure else 80), timeout=TIMEOUT)
        self.secure = secure
        self.line: socket.socket | None = None  # `sock` is given up once the answer begins
        self.is_cut = False

    def connect(self) -> None:
        problem: OSError | None = None
        for family, address in _addresses(self.host, self.port):
            raw = socket.socket(family, socket.SOCK_STREAM)
            raw.settimeout(TIMEOUT)
            try:
                raw.connect(address)
                self.line = raw
                if self.secure:
                    self.line = _tls(raw, self.host)
                    self.line.do_handshake()
                self.sock = self.line
                return
            except OSError as error:
                raw.close()
                problem = error
        raise problem or OSError(_("주소를 찾지 못했습니다."))

    def cut(self) -> None:
        """End a call that drips its answer; `close` alone waits for who reads from the socket."""
        self.is_cut = True
        if self.line:
            with contextlib.suppress(OSError):
                self.line.shutdown(socket.SHUT_RDWR)


def _tls(raw: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    return context.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    """The addresses of a name, none of which may be ours."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise Unreachable(_("주소를 찾지 못했습니다.")) from None
    for _family, _type, _proto, _name, address in found:
        number = str(address[0]).partition("%")[0]
        if not settings.WEBHOOK_PRIVATE and not _is_outside(ip_address(number)):
            raise Unreachable(_("사내망이나 이 컴퓨터의 주소로는 보낼 수 없습니다."))
    return [(family, address[:2]) for family, _type, _proto, _name, address in found]  # type: ignore[misc]


def _is_outside(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is an address of the open internet, however it is wrapped."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo:
            inner = address.teredo[1]
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return _is_outside(inner)
    return address.is_global and not address.is_multicast
