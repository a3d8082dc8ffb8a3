"""What telephone systems report: signed, replayed, wrong, in Asterisk's words; and dialing."""

import json
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.codes.models import Code
from dangol.codes.queries import forget_codes
from dangol.customers.testing import make_customer
from dangol.helpdesk.agents.services import set_extension, set_state
from dangol.helpdesk.calls.models import Call, CallEvent
from dangol.helpdesk.calls.simulator import Pbx, signed
from dangol.helpdesk.lines import dialing, services
from dangol.helpdesk.lines.asterisk import in_our_words
from dangol.helpdesk.lines.models import PhoneSystem
from dangol.helpdesk.lines.queries import lines_in_use
from dangol.helpdesk.models import AgentState
from dangol.kit.errors import Refused

pytestmark = pytest.mark.django_db
RING = {"key": "k1", "event": "ring", "at": "2026-11-23T09:00:00+09:00", "number": "010-5000-0001",
        "direction": "in"}  # fmt: skip


@pytest.fixture
def line(choi):
    return services.write_line(None, name="본사", dialect="generic", dial_url="", actor=choi)


def report(client, line, events, *, secret="", ago=0, header=None):
    body = json.dumps(events).encode()
    if header is None:
        header = signed(secret or line.secret, body, int(time.time()) - ago)
    url = reverse("helpdesk:line_hook", args=[line.token])
    return client.post(url, body, content_type="application/json",
                       headers={"Dangol-Signature": header})  # fmt: skip


def test_a_report_needs_a_fresh_signature_of_its_key(client, line):
    for wrong in (
        {"secret": "x"}, {"ago": 400}, {"ago": -400}, {"header": ""}, {"header": "t=1e9,v1=é"},
        {"header": "v1"},
    ):  # fmt: skip
        assert report(client, line, RING, **wrong).status_code == 401
    assert client.post("/helpdesk/pbx/none/", "{}", content_type="text/plain").status_code == 404
    assert not Call.objects.exists()
    assert report(client, line, RING).json() == {
        "taken": 1, "again": 0, "ignored": 0, "refused": []
    }  # fmt: skip
    line.refresh_from_db()
    assert line.heard_at


def test_a_replay_is_known_and_a_wrong_event_holds_up_nothing(client, line):
    hang = {"key": "k9", "event": "hangup", "at": "2026-11-23T09:00:40+09:00", "id": "7"}
    wrong = [
        {"event": "ring", "at": RING["at"]}, {**RING, "event": "boom"}, {**RING, "at": "gestern"},
        {**RING, "at": "2026-11-23T09:00:00"}, {**RING, "at": "2190-01-01T00:00:00+09:00"},
        {**RING, "event": "recording", "recording_url": "javascript:1"}, 5,
        {**RING, "key": "a\x00b"}, {"event": "state", "state": "asleep", "at": RING["at"]},
    ]  # fmt: skip
    first = report(client, line, [RING, *wrong, hang]).json()
    assert (first["taken"], [row["index"] for row in first["refused"]]) == (2, list(range(1, 10)))
    assert report(client, line, [RING, {**hang, "at": RING["at"]}]).json()["again"] == 2
    assert report(client, line, wrong).status_code == 422
    assert report(client, line, [RING] * 101).status_code == 422
    assert CallEvent.objects.count() == 2
    assert set(Call.objects.values_list("key", "outcome")) == {
        ("k1", "ringing"), ("k9", "abandoned")
    }  # fmt: skip


AMI = [
    {"Event": "Newchannel", "Uniqueid": "1.1", "Linkedid": "1.1", "CallerIDNum": "01050000001",
     "Context": "from-trunk", "Channel": "PJSIP/trunk-1", "Timestamp": "1795392000.5"},
    {"Event": "Newchannel", "Uniqueid": "1.2", "Linkedid": "1.1", "Channel": "PJSIP/201-2"},
    {"Event": "AgentCalled", "Linkedid": "1.1", "Queue": "as", "Interface": "PJSIP/201",
     "Timestamp": "1795392002"},
    {"Event": "AgentConnect", "Linkedid": "1.1", "Queue": "as", "Interface": "PJSIP/201",
     "Timestamp": "1795392010"},
    {"Event": "BridgeEnter", "Uniqueid": "1.1", "Linkedid": "1.1", "Channel": "PJSIP/trunk-1"},
    {"Event": "Hold", "Linkedid": "1.1", "Timestamp": "1795392020"},
    {"Event": "Unhold", "Linkedid": "1.1", "Timestamp": "1795392025"},
    {"Event": "VarSet", "Linkedid": "1.1", "Variable": "RECORDING_URL",
     "Value": "https://pbx.example.com/1.wav", "Timestamp": "1795392026"},
    {"Event": "VarSet", "Linkedid": "1.1", "Variable": "OTHER", "Value": "x"},
    {"Event": "BlindTransfer", "TransfererLinkedid": "1.1", "Extension": "300",
     "Timestamp": "1795392030"},
    {"Event": "Hangup", "Uniqueid": "1.2", "Linkedid": "1.1", "Timestamp": "1795392031"},
    {"Event": "Hangup", "Uniqueid": "1.1", "Linkedid": "1.1", "Timestamp": "1795392070"},
    {"Event": "QueueMemberPause", "Interface": "PJSIP/201", "Paused": "1", "PausedReason": "식사",
     "Timestamp": "1795392080"},
    {"Event": "PeerStatus"}, {"Event": "Hangup"}, {"Event": "Hold", "Timestamp": "x"},
]  # fmt: skip


def test_asterisk_is_understood_in_its_own_words(client, choi, kim, monkeypatch):
    line = services.write_line(None, name="별", dialect="asterisk", dial_url="", actor=choi)
    early = timezone.now() - timedelta(days=900)
    set_extension(kim, "201", at=early, actor=kim)
    Code.objects.create(group="break_reason", key="meal", label="식사")
    forget_codes()
    monkeypatch.setattr(services, "FRESH", timedelta(days=9_000))
    heard = report(client, line, AMI[::-1]).json()
    assert (heard["taken"], heard["ignored"], heard["refused"]) == (9, 7, [])
    call = Call.objects.get()
    assert (call.key, call.outcome, call.agent, call.queue) == ("1.1", "answered", kim, "as")
    assert (call.wait_seconds, call.talk_seconds, call.hold_seconds) == (9, 60, 5)
    assert (call.transferred_to, call.recording_url[-5:]) == ("300", "1.wav")
    row = AgentState.objects.get()
    assert (row.state, row.reason.label) == ("break", "식사")


def test_ari_and_noise():
    now = timezone.now()
    dial = {"type": "Dial", "caller": {"id": "c1"}, "peer": {"name": "PJSIP/201-1"},
            "dialstatus": "ANSWER", "timestamp": "2026-11-23T09:00:00.000+0900"}  # fmt: skip
    assert in_our_words(dial, now=now) == {
        "event": "answer", "key": "c1", "agent": "201", "at": "2026-11-23T09:00:00+09:00",
    }  # fmt: skip
    assert in_our_words({**dial, "dialstatus": "CANCEL"}, now=now) is None
    start = {"type": "StasisStart", "channel": {"id": "c1", "caller": {"number": "021234567"}}}
    assert in_our_words(start, now=now)["number"] == "021234567"
    for noise in ({}, {"type": "Dial"}, {"Event": 5}, {"type": "ChannelHold", "channel": {}}):
        assert in_our_words(noise, now=now) is None


def test_a_wish_to_call_reaches_the_system_and_what_fails_is_told(
    client, choi, kim, settings, run_jobs
):
    settings.WEBHOOK_PRIVATE = True
    customer = make_customer(kim, phones=["010-5000-0001"])
    now = timezone.now()
    with pytest.raises(Refused, match="교환기"):
        dialing.dial(kim, at=now, customer=customer)
    line = services.write_line(None, name="본사", dialect="generic", dial_url="", actor=choi)
    pbx = Pbx("", line.secret)
    server = pbx.listen()
    url = f"http://127.0.0.1:{server.server_address[1]}/dial"
    services.write_line(line, name="본사", dialect="generic", dial_url=url, actor=choi)
    with pytest.raises(Refused, match="내선"):
        dialing.dial(kim, at=now, customer=customer)
    set_extension(kim, "201", at=now, actor=kim)
    client.force_login(kim)
    dial = reverse("helpdesk:call_dial")
    assert "toast" in client.post(dial, {"customer": customer.pk}).headers["HX-Trigger"]
    run_jobs()
    call = Call.objects.get()
    assert (call.direction, call.customer, call.agent) == ("out", customer, kim)
    wish = pbx.dials.pop()
    assert (wish["number"], wish["extension"], wish["key"]) == ("01050000001", "201", call.key)

    server.shutdown()
    server.server_close()
    client.post(dial, {"number": "02-123-4567"})
    run_jobs()
    failed = Call.objects.latest("pk")
    assert (failed.outcome, failed.problem[:7]) == ("failed", "연결하지 못했")
    late = dialing.dial(kim, at=now - timedelta(minutes=2), number="021234567")
    run_jobs()
    late.refresh_from_db()
    assert late.problem == "너무 늦어 걸지 않았습니다."
    set_state(kim, "talk", at=timezone.now())
    bad = client.post(dial, {"number": "021234567"}).headers["HX-Trigger"]
    assert '"bad": true' in bad
    assert Call.objects.count() == 3


def test_settings_are_for_those_who_may(client, choi, kim):
    url = reverse("helpdesk:line_list")
    client.force_login(kim)
    assert client.get(url).status_code == 403
    client.force_login(choi)
    add = {"name": "본사", "dialect": "asterisk", "is_active": "on"}
    wrong = client.post(reverse("helpdesk:line_add"), {**add, "dial_url": "ftp://x"})
    assert (wrong.status_code, PhoneSystem.objects.count()) == (422, 0)
    client.post(reverse("helpdesk:line_add"), add)
    line = PhoneSystem.objects.get()
    page = client.get(url).text
    assert line.secret in page
    assert reverse("helpdesk:line_hook", args=[line.token]) in page
    client.post(reverse("helpdesk:line_renew", args=[line.pk]))
    assert lines_in_use()[0].secret != line.secret
    client.post(reverse("helpdesk:line_remove", args=[line.pk]))
    assert not lines_in_use()
