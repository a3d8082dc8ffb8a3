"""A worker killed in the middle: every mail once, and what nobody can know is said."""

import os
import re
import socket
import threading
import time
from collections import Counter
from contextlib import nullcontext

import pytest

from dangol.kit.testing.installation import installation
from dangol.kit.testing.postgres import fresh_database

COUNT = int(os.environ.get("DANGOL_KILL_COUNT", "400"))
FILL = """
from django.utils import timezone
from dangol.messaging.testing import make_sender
from dangol.messaging.content import Content
from dangol.messaging.outbox.services import send
from dangol.messaging.senders.services import set_channel
from dangol.messaging.models import Channel
sender = make_sender()
channel = Channel.objects.get(sender=sender, medium="email")
settings = {{"host": "127.0.0.1", "port": {port}, "security": "none"}}
set_channel(channel, adapter="smtp", settings=settings, secrets={{}}, actor=None)
addresses = [f"n{{n}}@example.com" for n in range({count})]
content = Content(subject="안내", text="도착했습니다.")
send(addresses=addresses, kind="info", medium="email", content=content, actor=None, source=None,
     at=timezone.now())
print(channel.pk)
"""
DELIVER = """
import django
django.setup()
from dangol.messaging.outbox.delivery import deliver
deliver({channel})
"""


class Sink:
    """Takes every mail a little slowly and remembers for whom it was."""

    def __init__(self):
        self.taken = Counter()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _address = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client):
        file = client.makefile("rwb")
        try:
            self._say(file, "220 sink")
            while line := file.readline():
                self._answer(file, line.strip().decode().upper())
        except OSError:
            pass

    def _answer(self, file, command):
        if command.startswith("EHLO"):
            self._say(file, "250-sink\r\n250 PIPELINING")
        elif command == "DATA":
            self._say(file, "354 go")
            lines = []
            while (part := file.readline()) not in (b".\r\n", b""):
                lines.append(part)
            if part:
                self.taken[re.search(rb"To: (\S+)", b"".join(lines))[1].decode()] += 1
                time.sleep(0.001)
            self._say(file, "250 ok")
        else:
            self._say(file, "250 ok")

    def _say(self, file, text):
        file.write(f"{text}\r\n".encode())
        file.flush()


@pytest.fixture
def sink():
    made = Sink()
    yield made
    made.socket.close()


def _killed_and_delivered(made, sink):
    made.migrate()
    channel = made.run(FILL.format(port=sink.port, count=COUNT)).strip()
    code = DELIVER.format(channel=channel)
    for part in (4, 2):  # killed twice, at a quarter and at a half
        process = made.start("-c", code)
        made.wait_for(lambda limit=COUNT // part: len(sink.taken) >= limit, 120 + COUNT // 10)
        process.kill()
        process.wait()
    made.python("-c", code)
    return dict(
        made.rows("SELECT status, count(*) FROM messaging_message GROUP BY status")
    ), made.rows("SELECT address FROM messaging_message WHERE status = 'uncertain'")


def _check(sink, statuses, doubtful):
    assert max(sink.taken.values()) == 1
    in_doubt = {address for (address,) in doubtful}
    assert len(in_doubt) <= 2  # one mail between its dot and the answer, for each kill
    assert {f"n{n}@example.com" for n in range(COUNT)} - sink.taken.keys() <= in_doubt
    assert statuses.get("sent", 0) + len(in_doubt) == COUNT


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_killed_workers_lose_and_double_nothing(tmp_path, sink, database):
    with (
        fresh_database() if database == "postgres" else nullcontext("") as url,
        installation(tmp_path, url) as made,
    ):
        statuses, doubtful = _killed_and_delivered(made, sink)

    _check(sink, statuses, doubtful)
