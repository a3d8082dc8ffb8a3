r"""A telephone system to try with: reports calls over real HTTP, and dials when it is asked to.

    python -m dangol.helpdesk.calls.simulator http://localhost:8000/helpdesk/pbx/TOKEN/ KEY \\
        --extensions 201,202 --numbers 010-5000-0001 --calls 20 --dial-port 8099

It needs nothing of Dangol but the address and the key, as a real one would.
"""

import argparse
import hashlib
import hmac
import json
import random
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
QUEUES = ("main", "repair")


def signed(secret: str, body: bytes, moment: int) -> str:
    """The header both sides sign with."""
    made = hmac.new(secret.encode(), b"%d." % moment + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={made}"


class Pbx:
    """One telephone system: `tell` reports events, `dials` collects wishes to call."""

    def __init__(self, url: str, secret: str) -> None:
        self.url, self.secret = url, secret
        self.dials: list[dict[str, Any]] = []
        self._number = 0

    def event(self, key: str, kind: str, at: datetime, **more: Any) -> dict[str, Any]:
        """An event with a number of its own."""
        self._number += 1
        return {"id": f"{key}-{self._number}", "key": key, "event": kind, "at": at.isoformat(),
                **more}  # fmt: skip

    def tell(self, *events: dict[str, Any]) -> dict[str, Any]:
        """Report events in one request; what the other side says."""
        body = json.dumps(list(events)).encode()
        headers = {"Content-Type": "application/json",
                   "Dangol-Signature": signed(self.secret, body, int(time.time()))}  # fmt: skip
        with urlopen(Request(self.url, body, headers), timeout=10) as answer:  # noqa: S310 - the address is our own
            found: dict[str, Any] = json.loads(answer.read())
        return found

    def listen(self, port: int = 0) -> ThreadingHTTPServer:
        """Take wishes to call on a port, checking their signature; the caller shuts it down."""
        pbx = self

        class Take(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                given = self.headers["Dangol-Signature"]
                moment = int(given.partition(",")[0].removeprefix("t="))
                is_ours = hmac.compare_digest(signed(pbx.secret, body, moment), given)
                if is_ours:
                    pbx.dials.append(json.loads(body))
                self.send_response(204 if is_ours else 401)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Silence: the terminal shows calls, not requests."""

        server = ThreadingHTTPServer(("127.0.0.1", port), Take)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server


def play(pbx: Pbx, key: str, number: str, extension: str, pace: float) -> None:
    """One incoming call as it happens: it rings, is answered (or given up), and ends."""
    dice = random.Random(key)  # noqa: S311 - made-up calls
    now = datetime.now(SEOUL)
    queue = dice.choice(QUEUES)
    pbx.tell(pbx.event(key, "ring", now, number=number, direction="in", queue=queue))
    time.sleep(pace)
    pbx.tell(pbx.event(key, "ring", datetime.now(SEOUL), agent=extension))
    time.sleep(pace * dice.randrange(2, 6))
    if dice.random() < 0.2:
        pbx.tell(pbx.event(key, "hangup", datetime.now(SEOUL)))
        return
    pbx.tell(pbx.event(key, "answer", datetime.now(SEOUL), agent=extension))
    time.sleep(pace * dice.randrange(5, 30))
    pbx.tell(pbx.event(key, "hangup", datetime.now(SEOUL)))


def answer_dials(pbx: Pbx, pace: float) -> None:
    """Carry out the wishes to call that came: our side rings, the other side answers."""
    while pbx.dials:
        wish = pbx.dials.pop(0)
        now = datetime.now(SEOUL)
        said = {"number": wish["number"], "direction": "out", "agent": wish["extension"]}
        pbx.tell(pbx.event(wish["key"], "ring", now, **said))
        time.sleep(pace * 3)
        done = datetime.now(SEOUL)
        pbx.tell(pbx.event(wish["key"], "answer", done, agent=wish["extension"]))
        pbx.tell(pbx.event(wish["key"], "hangup", done + timedelta(seconds=1)))


def main(words: Sequence[str]) -> int:
    """Play calls until the number asked for is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("secret")
    parser.add_argument("--extensions", default="201")
    parser.add_argument("--numbers", default="010-5000-0001,02-123-4567")
    parser.add_argument("--calls", type=int, default=10)
    parser.add_argument("--pace", type=float, default=1.0, help="seconds of one beat")
    parser.add_argument("--dial-port", type=int, default=0)
    given = parser.parse_args(words)
    pbx = Pbx(given.url, given.secret)
    server = pbx.listen(given.dial_port) if given.dial_port else None
    extensions, numbers = given.extensions.split(","), given.numbers.split(",")
    start = int(time.time())
    for turn in range(given.calls):
        answer_dials(pbx, given.pace)
        play(pbx, f"sim-{start}-{turn}", numbers[turn % len(numbers)],
             extensions[turn % len(extensions)], given.pace)  # fmt: skip
    if server:
        answer_dials(pbx, given.pace)
        server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
