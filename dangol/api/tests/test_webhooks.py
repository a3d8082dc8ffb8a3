import hashlib
import hmac
import json
import socket
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dangol.accounts.models import Department
from dangol.api import outside, services
from dangol.api.models import Delivery, Webhook
from dangol.codes.registry import custom_records
from dangol.kit import events
from dangol.kit.errors import Refused
from dangol.kit.notices import NoticeGiven
from dangol.kit.records import announce_many, change, create

pytestmark = pytest.mark.django_db
DEPARTMENT = "accounts.department"
MADE = f"{DEPARTMENT}.create"


class Receiver(ThreadingHTTPServer):
    """Another system: keeps what it is sent and answers as it is told."""

    code, wait, headers = 200, 0.0, {}

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.calls = []
        self.url = f"http://127.0.0.1:{self.server_port}/hook?a=1"


class Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, dict(self.headers), body))
        self.send_response(self.server.code)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_PRIVATE = True
    with Receiver() as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _departments_can_be_told(monkeypatch):
    monkeypatch.setattr(custom_records, "_items", {DEPARTMENT: "부서"})


@pytest.fixture
def hook(receiver, choi):
    return services.add_webhook(name="연동", url=receiver.url, events=[MADE], actor=choi)


def test_tells_ids_and_no_personal_data_signed(hook, receiver, kim, run_jobs):
    department = create(Department, actor=kim, name="비밀 부서")
    run_jobs()

    [(path, headers, body)] = receiver.calls
    told = json.loads(body)
    assert path == "/hook?a=1"
    assert (told["event"], told["ids"], told["actor_id"]) == (MADE, [department.pk], kim.pk)
    assert "비밀" not in body.decode()
    moment = headers["Dangol-Signature"].split(",")[0].removeprefix("t=")
    expected = hmac.new(hook.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    assert headers["Dangol-Signature"] == f"t={moment},v1={expected.hexdigest()}"
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.code) == ("done", 1, 200)


def test_tells_only_what_was_asked_for(hook, receiver, kim, run_jobs):
    department = Department.objects.create(name="총무부")
    change(department, actor=kim, name="경리부")
    run_jobs()

    assert receiver.calls == []
    assert not Delivery.objects.exists()


def test_what_is_undone_was_never_told(hook, kim):
    with transaction.atomic():
        create(Department, actor=kim, name="총무부")
        transaction.set_rollback(True)

    assert not Delivery.objects.exists()


def test_many_ids_go_a_thousand_at_a_time(hook, receiver, kim, run_jobs):
    announce_many(Department, range(1, 2501), "create", {}, actor=kim)
    run_jobs()

    assert [len(json.loads(body)["ids"]) for _path, _headers, body in receiver.calls] == [
        1000, 1000, 500,
    ]  # fmt: skip


@pytest.mark.parametrize("code", [500, 503, 408, 429])
def test_a_weak_moment_is_tried_again_later(hook, receiver, kim, run_jobs, code):
    receiver.code = code
    create(Department, actor=kim, name="총무부")
    delivery = Delivery.objects.get()
    now = timezone.now()

    assert services.attempt(delivery.pk, now=now) == timedelta(minutes=1)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.code, delivery.next_at) == (
        "waiting", code, now + timedelta(minutes=1),
    )  # fmt: skip
    receiver.code = 204
    assert services.attempt(delivery.pk, now=now) is None
    assert Delivery.objects.get().status == "done"
    assert Webhook.objects.get().failing_since is None


@pytest.mark.parametrize("code", [400, 404, 410, 301, 302])
def test_a_clear_no_is_final_and_redirects_are_not_followed(hook, receiver, kim, code):
    receiver.code, receiver.headers = code, {"Location": receiver.url}
    create(Department, actor=kim, name="총무부")

    assert services.attempt(Delivery.objects.get().pk, now=timezone.now()) is None
    assert (Delivery.objects.get().status, len(receiver.calls)) == ("failed", 1)


def test_the_job_queues_the_next_try_for_its_time(hook, receiver, kim, waiting_jobs):
    receiver.code = 500
    create(Department, actor=kim, name="총무부")
    first = waiting_jobs.pop()
    first.task.call(**first.kwargs)

    [again] = waiting_jobs
    assert again.kwargs == first.kwargs
    assert again.task.run_after > timezone.now() + timedelta(seconds=50)


def test_gives_up_after_the_last_try(hook, receiver, kim):
    receiver.code = 500
    create(Department, actor=kim, name="총무부")
    pk, waits = Delivery.objects.get().pk, []
    while wait := services.attempt(pk, now=timezone.now()):
        waits.append(wait)

    assert waits == services.WAITS
    assert Delivery.objects.get().status == "failed"


def test_silence_is_a_failure_with_a_reason(hook, receiver, kim, monkeypatch):
    create(Department, actor=kim, name="총무부")
    Webhook.objects.update(url="http://127.0.0.1:1/")

    assert services.attempt(Delivery.objects.get().pk, now=timezone.now())
    assert "연결하지 못했습니다" in Delivery.objects.get().problem


def test_waits_five_seconds_for_an_answer(settings, monkeypatch):
    settings.WEBHOOK_PRIVATE = True
    monkeypatch.setattr(outside, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        with pytest.raises(outside.Unreachable, match="5초"):
            outside.post(url, b"{}", {})


def test_cuts_an_answer_that_only_drips(settings, monkeypatch):
    settings.WEBHOOK_PRIVATE = True
    monkeypatch.setattr(outside, "TOTAL", 0.3)
    is_cut = Event()

    def drip(listening):
        line, _address = listening.accept()
        line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n")
        try:
            while not is_cut.wait(0.05):
                line.sendall(b"x: y\r\n")  # each in time, and never done
        except OSError:
            is_cut.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Thread(target=drip, args=(listening,), daemon=True)
        server.start()
        with pytest.raises(outside.Unreachable):
            outside.post(f"http://127.0.0.1:{listening.getsockname()[1]}/", b"{}", {})
        server.join(10)
    assert is_cut.is_set()


def test_five_days_of_failure_switch_it_off_and_say_so(hook, receiver, kim, monkeypatch, choi):
    told = []
    monkeypatch.setitem(events._subscribers, NoticeGiven, [told.append])
    receiver.code = 500
    create(Department, actor=kim, name="총무부")
    pk, start = Delivery.objects.get().pk, timezone.now()

    services.attempt(pk, now=start)
    services.attempt(pk, now=start + timedelta(days=4, hours=23))
    assert Webhook.objects.get().is_active
    services.attempt(pk, now=start + timedelta(days=5, seconds=1))

    assert not Webhook.objects.get().is_active
    assert [notice.user_ids for notice in told] == [[choi.pk]]
    create(Department, actor=kim, name="경리부")
    assert Delivery.objects.count() == 1


PRIVATE = [
    "http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "http://192.168.0.1:8080/",
    "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://[::ffff:10.0.0.1]/",
    "http://0.0.0.0/", "http://2130706433/", "http://0x7f.1/", "http://[fd00::1]/",
    "http://100.64.0.1/", "http://[64:ff9b::a00:1]/", "http://[2002:0a00:0001::]/",
    "http://224.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_refuses_addresses_of_our_own_network(choi, url, settings):
    settings.WEBHOOK_PRIVATE = False
    with pytest.raises(ValidationError, match="사내망"):
        services.add_webhook(name="연동", url=url, events=[MADE], actor=choi)
    with pytest.raises(outside.Unreachable, match="사내망"):
        outside.post(url, b"{}", {})

    assert not Webhook.objects.exists()


def test_a_name_that_turns_private_later_is_refused_when_called(hook, receiver, kim, settings):
    create(Department, actor=kim, name="총무부")
    settings.WEBHOOK_PRIVATE = False
    services.attempt(Delivery.objects.get().pk, now=timezone.now())

    assert "사내망" in Delivery.objects.get().problem
    assert receiver.calls == []


@pytest.mark.parametrize(
    "url",
    ["", "ftp://example.com/", "javascript:alert(1)", "http://", "http://a:b@example.com/",
     "http://example.com:99999/", "http://example.com:0/", "file:///etc/passwd"],
)  # fmt: skip
def test_refuses_what_is_no_web_address(choi, url):
    with pytest.raises(ValidationError):
        services.add_webhook(name="연동", url=url, events=[MADE], actor=choi)


def test_refuses_events_nobody_tells(choi, receiver):
    for wrong in ([], ["nope"]):
        with pytest.raises(ValidationError, match="알릴 일"):
            services.add_webhook(name="연동", url=receiver.url, events=wrong, actor=choi)


def test_a_delivery_may_be_sent_again_once_it_ended(hook, receiver, kim, run_jobs):
    create(Department, actor=kim, name="총무부")
    with pytest.raises(Refused):
        services.send_again(Delivery.objects.get())
    run_jobs()
    services.send_again(Delivery.objects.get())
    run_jobs()

    assert len(receiver.calls) == 2
    assert Delivery.objects.get().attempts == 1


def test_old_records_are_forgotten(hook, kim, run_jobs):
    create(Department, actor=kim, name="총무부")
    run_jobs()
    now = timezone.now()

    assert services.forget_old(answers_before=now, deliveries_before=now - timedelta(days=1)) == 0
    assert services.forget_old(answers_before=now, deliveries_before=timezone.now()) == 1


def test_a_write_nobody_listens_to_costs_no_query(kim):
    department = Department.objects.create(name="총무부")
    change(department, actor=kim, order=1)
    with CaptureQueriesContext(connection) as queries:
        change(department, actor=kim, order=2)

    assert not [query for query in queries if "api_" in query["sql"]]


@pytest.mark.parametrize("name", ["list", "add"])
def test_only_who_manages_webhooks_sees_them(client, name, kim, lee, park, choi):
    url = reverse(f"webhooks:{name}")
    assert client.get(url).status_code == 302
    for person in (kim, lee, park):
        client.force_login(person)
        assert client.get(url).status_code == 403
    client.force_login(choi)
    assert client.get(url).status_code == 200


def test_a_webhook_is_made_tested_switched_and_removed_on_its_pages(
    client, choi, receiver, run_jobs
):
    client.force_login(choi)
    bad = client.post(reverse("webhooks:add"), {"name": "연동", "url": "x", "events": [MADE]})
    assert (bad.status_code, Webhook.objects.count()) == (422, 0)
    client.post(reverse("webhooks:add"), {"name": "<b>연동", "url": receiver.url, "events": [MADE]})
    hook = Webhook.objects.get()
    detail, act = (reverse(f"webhooks:{name}", args=[hook.pk]) for name in ("detail", "act"))

    client.post(act, {"act": "test"})
    run_jobs()
    text = client.get(detail).text
    assert "성공" in text
    assert "&lt;b&gt;연동" in text
    assert json.loads(receiver.calls[0][2])["event"] == "test"
    for name, active in [("off", False), ("on", True)]:
        client.post(act, {"act": name})
        assert Webhook.objects.get().is_active is active
    client.post(act, {"act": "renew"})
    assert Webhook.objects.get().secret != hook.secret
    client.post(reverse("webhooks:again", args=[Delivery.objects.get().pk]))
    run_jobs()
    assert len(receiver.calls) == 2
    client.post(act, {"act": "remove"})
    assert not Webhook.objects.exists()
