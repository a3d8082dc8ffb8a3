"""`serve` as a process: how it starts, refuses, keeps its connections and ends."""

import hashlib
import http.client
import json
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import pytest
from django.db import DatabaseError

from dangol.config import health
from dangol.kit.testing.installation import free_port, installation
from dangol.kit.testing.postgres import fresh_database

ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
DATABASES = [ON_POSTGRES] if os.environ.get("DANGOL_DATABASE_URL") else ["sqlite", ON_POSTGRES]
MEGABYTE = 1_048_576

SIGN_IN = """
from django.test import Client
from dangol.accounts.models import User
client = Client()
client.force_login(User.objects.create_user("kim", "x", name="김하늘"))
print(client.cookies["sessionid"].value)
"""


class Serving:
    """A running server, and what one asks it."""

    def __init__(self, office, cookie):
        self.office = office
        self.cookie = {"Cookie": f"sessionid={cookie}"}
        self.port = free_port()
        self.process = office.start("-m", "dangol.config.tests.server", str(self.port))
        office.wait_for(self._answers)
        self.ready_after = self._processor_seconds()  # what the clock says on an idle machine

    def _answers(self):
        try:
            return self.get("/healthz") == (200, "ok")
        except ConnectionError:
            return False

    def _processor_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def connect(self):
        return closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60))

    def get(self, path):
        with self.connect() as connection:
            connection.request("GET", path, headers=self.cookie)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    @contextmanager
    def stream(self):
        with self.connect() as connection:
            connection.request("GET", "/sse/", headers=self.cookie)
            yield connection.getresponse()

    def memory(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024


@pytest.fixture(scope="module", params=DATABASES)
def office(request, tmp_path_factory):
    with (
        fresh_database() if request.param == "postgres" else nullcontext("") as url,
        installation(tmp_path_factory.mktemp("office"), url) as made,
    ):
        made.migrate()
        made.cookie = made.run(SIGN_IN).split()[-1]
        yield made


@pytest.fixture
def server(office):
    """The one server of the module, started again after a test that stopped it."""
    if not office.processes:
        office.server = Serving(office, office.cookie)
    return office.server


# What any Django site with an API loads: 0.5 s on an idle machine, whatever a busy one makes of it.
BARE = """
import django, resource
from django.conf import settings
contrib = ["auth", "contenttypes", "sessions", "messages"]
settings.configure(INSTALLED_APPS=[f"django.contrib.{name}" for name in contrib])
django.setup()
import django.contrib.auth.views, django.test.client, ninja
print(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
"""


def test_is_ready_in_a_few_bare_starts_and_150_megabytes(office, server):
    """Measured: 5.4 to 7.1 bare starts, as neighbours come and go; `make bench` says it exactly."""
    bare = max(float(office.python("-c", BARE)) for _try in range(2))
    assert server.ready_after < 12 * bare
    assert server.memory() < 150 * MEGABYTE


def test_pages_keep_their_database_connections(server):
    with ThreadPoolExecutor(16) as browsers:
        answers = set(browsers.map(server.get, ["/which"] * 200))

    threads = {text.split()[0] for _status, text in answers}
    assert {status for status, _text in answers} == {200}
    assert len(answers) == len(threads) <= 8


def test_an_upload_of_two_gigabytes_is_refused_before_it_is_read(server):
    before = server.memory()
    sent = 0
    with server.connect() as connection:
        connection.putrequest("POST", "/upload")
        connection.putheader("Content-Length", str(2_048 * MEGABYTE))
        connection.endheaders()
        try:
            while sent < 2_048 * MEGABYTE:
                connection.send(b"x" * MEGABYTE)
                sent += MEGABYTE
        except ConnectionError:
            pass
        answer = connection.getresponse()
        page = answer.read().decode()

    assert answer.status == 413
    assert "파일이 너무 큽니다" in page
    assert "200MB" in page
    assert sent < 64 * MEGABYTE
    assert server.memory() - before < 20 * MEGABYTE
    assert server.get("/healthz") == (200, "ok")


def test_an_upload_of_unknown_length_is_refused(server):
    with server.connect() as connection:
        connection.request(
            "POST",
            "/upload",
            body=iter([b"x" * 100]),
            encode_chunked=True,
            headers={"Transfer-Encoding": "chunked"},
        )
        answer = connection.getresponse()
        assert (answer.status, "Content-Length" in answer.read().decode()) == (411, True)


def test_a_large_file_arrives_whole_and_not_in_memory(server):
    before = server.memory()
    content = os.urandom(MEGABYTE) * 64
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    with server.connect() as connection:
        connection.request(
            "POST",
            "/upload",
            body=head + content + b"\r\n--edge--\r\n",
            headers={"Content-Type": "multipart/form-data; boundary=edge"},
        )
        answer = connection.getresponse()
        assert answer.read().decode() == hashlib.sha256(content).hexdigest()

    assert server.memory() - before < 100 * MEGABYTE


def test_slow_uploads_do_not_hold_the_pages_up(server):
    opened = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
    try:
        for sender in opened:
            sender.sendall(b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")

        assert server.get("/healthz") == (200, "ok")
    finally:
        for sender in opened:
            sender.close()


START_JOB = """
from dangol.accounts.models import User
from dangol.jobs.tests import work
kim = User.objects.get(username="kim")
work.report_for.enqueue(seconds=6, actor_id=kim.pk)
from dangol.kit.realtime import send
send(f"user:{kim.pk}", {"topic": "from elsewhere"})
"""


JOB = "SELECT status, attempts FROM jobs_job WHERE task LIKE '%report_for'"


def topics_until(events, wanted):
    """The topics a stream tells of, up to one that begins so."""
    heard, end = [], time.monotonic() + 90
    while not heard or not heard[-1].startswith(wanted):
        line = events.readline().decode()
        assert line, "The stream has ended."
        assert time.monotonic() < end, heard
        if line.startswith("data: "):
            heard.append(json.loads(line.removeprefix("data: "))["topic"])
    return heard


def test_sigterm_finishes_requests_and_jobs_closes_streams_and_ends_with_zero(office):
    office.stop()  # the job is to run in the process that has the stream
    server = Serving(office, office.cookie)
    with server.stream() as events, ThreadPoolExecutor() as browsers:
        assert events.readline() == b"retry: 3000\n"
        office.run(START_JOB)
        heard = topics_until(events, "job:")
        slow = browsers.submit(server.get, "/slow")
        office.wait_for((office.folder / "slow").exists)

        server.process.send_signal(signal.SIGTERM)
        events.read()
        assert office.rows(JOB) == [("running", 1)]  # the stream has ended before the job

        assert slow.result() == (200, "slow, but here")
        assert server.process.wait(60) == 0
    office.stop()
    assert office.rows(JOB) == [("done", 1)]
    assert "from elsewhere" in heard


def test_health_says_when_the_database_is_away(rf, monkeypatch):
    class Away:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(health, "connection", Away())

    assert health.health(rf.get("/healthz")).status_code == 503
