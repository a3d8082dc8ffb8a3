"""N open chats on one `dangol serve`: how soon words reach the other side, what a stream weighs.

`python -m bench.chat 200` (or 2000); prints JSON. `python -m bench.chat 200 postgres` (or `redis`)
spreads them over two servers with one PostgreSQL, which hear of each other by it or by a Redis.
Visitors are plain sockets, so that the measuring costs little of the machine it shares with the
servers.
"""

import json
import os
import secrets
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from dangol.kit.testing.postgres import temporary_server
from dangol.kit.testing.redis import redis_server

SITE = "BENCH"
WORDS = 100
MOST = 2_000


def main(streams: int, carrier: str = "") -> dict[str, str]:
    """Open the streams, then let a hundred visitors speak and be answered."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dangol-chat-"))
        url = stack.enter_context(temporary_server()) if carrier else ""
        redis = stack.enter_context(redis_server()) if carrier == "redis" else ""
        os.environ |= {"DANGOL_DATA_DIR": folder, "DANGOL_DATABASE_URL": url}
        os.environ |= {"DANGOL_REDIS_URL": redis}
        os.environ["DJANGO_SETTINGS_MODULE"] = "dangol.config.settings"
        _found()
        servers = [stack.enter_context(_server()) for _n in range(2 if carrier else 1)]
        found = _measure(servers, streams)
    where = f" at two servers ({carrier})" if carrier else ""
    return {f"{streams} open chats{where}: {name}": value for name, value in found.items()}


class Server(NamedTuple):
    """One `dangol serve` and where it listens."""

    pid: int
    port: int


@contextmanager
def _server() -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dangol", "serve", "--port", str(port)]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield Server(started.pid, port)
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(60)


def _found() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from dangol.accounts.models import User
    from dangol.chat.models import ChatSite

    call_command("migrate", verbosity=0)
    User.objects.create_user("agent", "x", name="상담원")
    ChatSite.objects.create(
        name="b", key=SITE, origins="http://bench", greeting="-", away="-", keeps_hours=False
    )


def _wait(port: int) -> None:
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz")
            return
        except OSError:
            time.sleep(0.1)


def _measure(servers: list[Server], streams: int) -> dict[str, str]:
    from django.utils import timezone

    from dangol.accounts.models import User
    from dangol.chat.identity import caller_of, stream_ticket
    from dangol.chat.models import ChatSite, Visitor
    from dangol.chat.saying import Words
    from dangol.chat.talking import answer_visitor, hear_visitor

    site, agent = ChatSite.objects.get(), User.objects.get()
    tokens = [secrets.token_urlsafe(32) for _n in range(streams)]
    callers = [caller_of(site, token=token) for token in tokens]
    for n, caller in enumerate(callers[:20]):  # fills the server's own caches
        for server in servers:
            _stream(server.port, stream_ticket(site, caller)).close()
        hear_visitor(site, caller, Words(f"warm{n}", "-"), at=timezone.now())
    before = sum(_kilobytes(server.pid) for server in servers)
    ports = [servers[n % len(servers)].port for n in range(streams)]
    opened = [
        _stream(port, stream_ticket(site, caller))
        for port, caller in zip(ports, callers, strict=True)
    ]
    time.sleep(2)
    weight = (sum(_kilobytes(server.pid) for server in servers) - before) / streams
    taken: list[float] = []
    step = max(streams // WORDS, 1) | 1  # odd, so that both servers have some
    for n, place in enumerate(range(0, streams, step)):
        caller, stream = callers[place], opened[place]
        hear_visitor(site, caller, Words(f"v{n}", "안녕하세요"), at=timezone.now())
        chat = Visitor.objects.get(key=caller.key).conversations.get()
        _until(stream, b'"said"')
        began = time.perf_counter()
        answer = answer_visitor(chat, Words(f"a{n}", "네"), at=timezone.now(), actor=agent)
        _until(stream, b'"said"')
        _fetch(ports[place - 1], tokens[place], after=answer.number - 1)
        taken.append((time.perf_counter() - began) * 1000)
    p95 = sorted(taken)[len(taken) * 95 // 100]
    return {
        "answer at the visitor, median": f"{statistics.median(taken):.0f} ms",
        "answer at the visitor, p95": f"{p95:.0f} ms",
        "an idle stream": f"{weight:.0f} KB",
    }


def _stream(port: int, ticket: str) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=60)
    address = f"/chat/v/sse/?site={SITE}&ticket={quote(ticket)}&after=0"
    made.sendall(f"GET {address} HTTP/1.1\r\nHost: b\r\nOrigin: http://bench\r\n\r\n".encode())
    _until(made, b"retry:")
    return made


def _until(stream: socket.socket, mark: bytes) -> None:
    """Read till the mark has come; what follows it in the same packet is dropped."""
    found = b""
    while mark not in found:
        with selectors.DefaultSelector() as ready:
            ready.register(stream, selectors.EVENT_READ)
            if not ready.select(30):
                raise TimeoutError(found)
        piece = stream.recv(65_536)
        if not piece:
            raise ConnectionError(found)
        found += piece


def _fetch(port: int, token: str, *, after: int) -> None:
    """Ask for the words as the widget does."""
    body = json.dumps({"token": token, "after": after}).encode()
    headers = {"Origin": "http://bench", "Content-Type": "text/plain"}
    address = f"http://127.0.0.1:{port}/chat/v/messages/?site={SITE}"
    answer = urllib.request.urlopen(urllib.request.Request(address, body, headers))
    if len(json.load(answer)["messages"]) != 1:
        raise RuntimeError("The answer is not there.")


def _kilobytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


if __name__ == "__main__":
    asked = min(int(sys.argv[1]) if len(sys.argv) > 1 else 200, MOST)
    print(json.dumps(main(asked, *sys.argv[2:3]), ensure_ascii=False))
