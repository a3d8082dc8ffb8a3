"""What sending costs: merged, tracked, law-checked mails to a local sink, and the bare limit."""

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django

django.setup()

from django.utils import timezone

from bench.measure import Stopwatch
from dangol.codes import preferences
from dangol.customers.models import Consent, Customer
from dangol.imports import bulk
from dangol.messaging.channels.smtp import Connection, Mail, Server, hand_over
from dangol.messaging.content import Content
from dangol.messaging.models import Channel, Message
from dangol.messaging.outbox.delivery import deliver
from dangol.messaging.outbox.services import send
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.senders.services import make_sender, set_channel

MOST = 100_000
HTML = (
    "<html><body><h1>#{고객명}님, 겨울 할인</h1><p>안녕하세요, #{호칭}. 이번 주에만 드립니다.</p>"
    + "<p style='margin:0 0 12px'>따뜻한 겨울을 위한 물건을 모았습니다. 매장에서도 만나 보세요.</p>"
    * 40
    + '<a href="https://shop.example/winter">보러 가기</a></body></html>'
)


@contextmanager
def sink() -> Iterator[int]:
    """Postfix's `smtp-sink` on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
    as_nobody = ["-u", "nobody"] if os.getuid() == 0 else []
    command = [program, *as_nobody, f"127.0.0.1:{port}", "1000"]
    process = subprocess.Popen(command)
    time.sleep(0.5)
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def allow(count: int) -> list[int]:
    """Let so many customers with an e-mail agree to advertisements."""
    ids = list(Customer.objects.exclude(email="").values_list("pk", flat=True)[:count])
    now = timezone.now()
    bulk.insert(
        Consent, ("customer",), [(pk,) for pk in ids],
        purpose="email", act="give", permit=1, basis="consent", at=now, source="bench",
        recorded_at=now,
    )  # fmt: skip
    Customer.objects.filter(pk__in=range(ids[0], ids[-1] + 1)).update(permit_email=1)
    return ids


def bare(port: int, mail: bytes, count: int = 20_000) -> str:
    """The same bytes handed over without a database."""
    line = Connection(Server("127.0.0.1", port, "none"))
    mails = (Mail(n, "a@b.example", "c@d.example", mail) for n in range(count))
    watch = Stopwatch()
    done = sum(1 for _handed in hand_over(line, mails, lambda key: None))
    line.quit()
    return watch.rate(done)


def main(count: int) -> dict[str, str]:
    preferences.put(MessagingPreferences(track_opens=True, track_clicks=True), actor=None)
    sender = make_sender(
        actor=None, name="한빛상사", phone="02-1234-5678", optout_number="080-123-4567",
        email="news@hanbit.example", address="서울 중구 세종대로 110",
    )  # fmt: skip
    channel = Channel.objects.get(sender=sender, medium="email")
    ids = allow(min(count, MOST))
    report = {}
    with sink() as port:
        set_channel(
            channel, adapter="smtp", secrets={}, actor=None,
            settings={"host": "127.0.0.1", "port": port, "security": "none"},
        )  # fmt: skip
        content = Content(subject="#{고객명}님께 드리는 겨울 혜택", html=HTML)
        watch = Stopwatch()
        dispatch = send(
            ids, kind="ad", medium="email", content=content, actor=None, source=None,
            at=timezone.now(), sender=sender,
        )  # fmt: skip
        report[f"queue an advertisement, {len(ids):,} customers"] = watch.rate(len(ids))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        watch = Stopwatch()
        sent = deliver(channel.pk)
        report[f"deliver {sent:,} merged, tracked, checked mails"] = watch.rate(sent)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        report["memory grown while delivering"] = f"{grown:.0f} MB"
        report["bare limit: the same bytes without a database"] = bare(port, HTML.encode() * 2)
    left = Message.objects.filter(dispatch=dispatch).exclude(status="sent")
    assert not left.exclude(reason="twice").exists()  # noqa: S101 - made addresses may repeat
    return report


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
