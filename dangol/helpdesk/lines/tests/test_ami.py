"""Asterisk's manager over a real socket: halves, losses, what was missed, and calling by it."""

import socket
import threading
from datetime import timedelta
from hashlib import md5

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.customers.testing import make_customer
from dangol.helpdesk.agents.services import set_extension
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.lines import ami, listening, services
from dangol.helpdesk.lines.ami import Lost, Manager, Place
from dangol.helpdesk.lines.models import PhoneSystem
from dangol.helpdesk.lines.queries import lines_in_use, place_of

pytestmark = pytest.mark.django_db
PASSWORD = "말하지 않음"


def block(event, **values):
    return "".join(f"{k}: {v}\r\n" for k, v in {"Event": event, **values}.items()) + "\r\n"


class Asterisk:
    """A manager on a port of this machine: `script` runs when a client has logged in to listen."""

    def __init__(self, *scripts):
        self.scripts, self.asked, self.channels = list(scripts), [], ""
        self.originate = "Success"
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _address = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._hear, args=(client,), daemon=True).start()

    def _hear(self, client):
        with client:
            self._talk(client)

    def _talk(self, client):
        client.sendall(b"Asterisk Call Manager/9.0.0\r\n")
        asks = client.makefile(encoding="utf-8", newline="\r\n")
        while asked := self._next(asks):
            self.asked.append(asked)
            said = {"Response": "Success", "ActionID": asked["ActionID"]}
            after, script = "", None
            match asked["Action"]:
                case "Challenge":
                    said["Challenge"] = "842"
                case "Login" if asked["Key"] != md5(f"842{PASSWORD}".encode()).hexdigest():
                    said |= {"Response": "Error", "Message": "Authentication failed"}
                case "CoreShowChannels":
                    said["EventList"] = "start"
                    done = {"EventList": "Complete", "ActionID": asked["ActionID"]}
                    after = self.channels.replace("@ID", asked["ActionID"])
                    after += block("CoreShowChannelsComplete", **done)
                    script = self.scripts.pop(0) if self.scripts else None
                case "Originate":
                    said |= {"Response": self.originate, "Message": "Extension does not exist."}
            head = "".join(f"{k}: {v}\r\n" for k, v in said.items())
            client.sendall(f"{head}\r\n{after}".encode())
            if script and not script(client, lambda: self._pinged(asks)):
                return

    def _next(self, asks):
        asked = {}
        while line := asks.readline().strip():
            name, text = line.split(": ", 1)
            asked[name] = text
        return asked

    def _pinged(self, asks):
        """The client has read all and grew curious."""
        assert self._next(asks)["Action"] == "Ping"

    def close(self):
        self._server.close()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(ami, "TICK", 0.05)
    for name, value in {"QUIET": 0.1, "WAITS": (0,), "AGAIN": 0, "LOOK": 0}.items():
        monkeypatch.setattr(listening, name, value)


@pytest.fixture
def line_of(choi):
    def write(port, password=PASSWORD):
        services.write_line(
            None, name="본사", dialect="asterisk", ami_host="127.0.0.1", ami_port=port,
            ami_username="dangol", ami_password=password, dial_url="", actor=choi,
        )  # fmt: skip
        return lines_in_use()[0]

    return write


START = int(timezone.now().timestamp()) - 600


def seconds(n):
    """A moment of the first call, as Asterisk writes it."""
    return f"{START + n}.0"


FIRST = {"Uniqueid": "1795392000.1", "Linkedid": "1795392000.1"}
SECOND = {"Uniqueid": "1795392000.2", "Linkedid": "1795392000.1"}


def test_halves_losses_and_what_happened_meanwhile(line_of, kim):
    early = timezone.now() - timedelta(days=1)
    set_extension(kim, "201", at=early, actor=kim)
    listener = listening.Listener()
    caller = {"CallerIDNum": "01050000001", "Context": "from-trunk", "Channel": "PJSIP/trunk-1"}
    told = [
        block("DialEnd", DestLinkedid=FIRST["Linkedid"], DestChannel="PJSIP/201-2",
              DialStatus="ANSWER", Timestamp=seconds(12)),
        block("DialBegin", DestLinkedid=FIRST["Linkedid"], DestChannel="PJSIP/201-2",
              Timestamp=seconds(3)),
        block("DialEnd", DestLinkedid=FIRST["Linkedid"], DialStatus="BUSY", Timestamp=seconds(2)),
        block("Newchannel", **FIRST, **caller, Timestamp=seconds(0)),
        block("UserEvent", **FIRST, UserEvent="DangolRecording",
              RECORDING_URL="https://pbx.example.com/1.wav", Timestamp=seconds(13)),
    ]  # fmt: skip

    def in_pieces(client, pinged):
        data = "".join(told).encode()
        for start in range(0, len(data), 7):
            client.sendall(data[start : start + 7])
        client.sendall(b"Event: Hangup\r\nUniqueid: 17953")
        pinged()
        return False  # and is gone, in the middle of a word

    def again(client, pinged):
        pinged()
        listener.let_go()
        return True

    server = Asterisk(in_pieces, again)
    up = {"ActionID": "@ID", "Duration": "00:01:30"}
    line = line_of(server.port)

    def missed(client, pinged):
        """While nobody listened the first call ended and another began."""
        server.channels = block(
            "CoreShowChannel", Uniqueid="1795392000.7", Linkedid="1795392000.7",
            CallerIDNum="021234567", Channel="PJSIP/trunk-7", **up,
        ) + block("CoreShowChannel", Uniqueid="1795392000.8", Linkedid="1795392000.7",
                  Channel="PJSIP/201-8", BridgeId="b", **up)  # fmt: skip
        return in_pieces(client, pinged)

    server.scripts[0] = missed
    listener.keep(line)
    server.close()

    first, second = Call.objects.order_by("started_at")
    assert (first.number, first.agent, first.outcome) == ("01050000001", kim, "answered")
    assert (first.wait_seconds, first.recording_url[-5:]) == (12, "1.wav")
    assert first.ended_at
    assert (second.key, second.outcome, second.agent) == ("1795392000.7", "talking", kim)
    row = PhoneSystem.objects.get()
    assert (row.trouble, row.held_by) == ("", "")
    assert row.heard_at


def test_each_system_ends_its_own_calls_and_the_end_nobody_heard_is_marked(line_of, client, choi):
    """Of the calls of the other one, and of what was asked for just now, nothing is said."""
    early, now = timezone.now() - timedelta(days=3), timezone.now()
    first = line_of(5038)
    services.write_line(
        None, name="지점", dialect="asterisk", ami_host="127.0.0.1", ami_port=5039,
        ami_username="dangol", ami_password=PASSWORD, dial_url="", actor=choi,
    )  # fmt: skip
    second = lines_in_use()[1]
    for line, key in ((first, "1795392000.1"), (first, "1795392000.2"), (second, "1795392000.3")):
        new = {"Event": "Newchannel", "Uniqueid": key, "Linkedid": key, "CallerIDNum": "021234567",
               "Channel": "PJSIP/t-1", "Timestamp": str(early.timestamp())}  # fmt: skip
        services.take_all(line, [new], now=now)
    for key, values in {"1795392000.4": {}, f"dangol:{'0' * 32}": {"line_id": first.id}}.items():
        Call.objects.create(key=key, started_at=now, **values)

    live = {"Event": "CoreShowChannel", "Uniqueid": "1795392000.2", "Linkedid": "1795392000.2"}
    services.catch_up(first, [live], now=now)
    services.catch_up(first, [live], now=now)
    ended = Call.objects.exclude(ended_at=None).get()
    assert (ended.key, ended.is_unheard, ended.outcome) == ("1795392000.1", True, "abandoned")
    assert ended.ended_at == now
    client.force_login(choi)
    assert "끊긴 사이에 끝나" in client.get(ended.get_absolute_url()).text

    services.remove_line(PhoneSystem.objects.get(pk=second.id), actor=choi)
    services.catch_up(first, [live], now=now)
    assert set(Call.objects.filter(ended_at=None).values_list("key", flat=True)) == {
        "1795392000.2", f"dangol:{'0' * 32}",
    }  # fmt: skip


def test_who_is_not_let_in_is_told_and_one_process_listens(line_of, client, choi):
    listener = listening.Listener()
    server = Asterisk()
    line = line_of(server.port, "falsch")
    listener._rest = lambda line, seconds: listener.let_go()
    assert services.hold_line(line, by="other", at=timezone.now())
    listener.keep(line)
    assert server.asked == []
    services.release_line(line, by="other")

    listener._stopping.clear()
    listener.keep(line)
    row = PhoneSystem.objects.get()
    assert row.trouble == "교환기가 로그인을 받지 않았습니다: Authentication failed"
    client.force_login(choi)
    assert row.trouble in client.get(reverse("helpdesk:line_list")).text
    server.close()
    with pytest.raises(Lost, match="연결하지 못했습니다"):
        Manager(place_of(line)._replace(port=1))


def test_a_press_calls_by_the_manager_and_events_find_their_call(line_of, client, kim, run_jobs):
    server = Asterisk()
    line = line_of(server.port)
    set_extension(kim, "201", at=timezone.now(), actor=kim)
    customer = make_customer(kim, phones=["010-5000-0001"])
    client.force_login(kim)
    client.post(reverse("helpdesk:call_dial"), {"customer": customer.pk})
    run_jobs()
    call = Call.objects.get()
    asked = server.asked[-1]
    channel = asked["ChannelId"]
    assert (asked["Channel"], asked["Exten"], asked["Context"], asked["Async"]) == (
        "PJSIP/201", "01050000001", "from-internal", "true",
    )  # fmt: skip
    events = [
        {"Event": "Newchannel", "Uniqueid": channel, "Linkedid": channel, "Channel": "PJSIP/201-1"},
        {"Event": "BridgeEnter", "Uniqueid": "1.9", "Linkedid": channel, "Channel": "PJSIP/t-2"},
        {"Event": "Hangup", "Uniqueid": channel, "Linkedid": channel},
    ]
    now = timezone.now()
    for n, event in enumerate(events):
        services.take_all(line, [event], now=now + timedelta(seconds=n))
    call.refresh_from_db()
    assert Call.objects.count() == 1
    assert (call.outcome, call.direction, call.agent, call.customer) == (
        "answered", "out", kim, customer,
    )  # fmt: skip

    server.originate = "Error"
    client.post(reverse("helpdesk:call_dial"), {"number": "02-123-4567"})
    run_jobs()
    assert (
        Call.objects.latest("pk").problem == "교환기가 걸지 않았습니다: Extension does not exist."
    )
    with Manager(place_of(line)) as manager, pytest.raises(Lost, match="보낼 수 없는"):
        manager.ask("Originate", Exten="1\r\nAction: Command")
    server.close()


def test_settings_ask_for_what_a_manager_needs(client, choi):
    client.force_login(choi)
    url = reverse("helpdesk:line_add")
    given = {"name": "본사", "dialect": "asterisk", "ami_host": "10.0.0.5", "is_active": "on"}
    for wrong in (
        {}, {"ami_username": "u", "dialect": "generic"}, {"ami_username": "u", "ami_port": "0"},
        {"ami_username": "u", "ami_host": "a b"}, {"ami_username": "u", "ami_context": "x\r\ny"},
    ):  # fmt: skip
        assert client.post(url, given | wrong).status_code == 422
    assert not PhoneSystem.objects.exists()
    client.post(url, given | {"ami_username": "u", "ami_password": "p"})
    row = PhoneSystem.objects.get()
    client.post(reverse("helpdesk:line_edit", args=[row.pk]), given | {"ami_username": "v"})
    place = place_of(lines_in_use()[0])
    assert place == Place("10.0.0.5", 5038, False, "v", "p")
