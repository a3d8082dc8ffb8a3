"""The Korean provider behind its public API, played by a small server of its own rules."""

import hashlib
import hmac
import json
import re

import pytest

from dangol.api.outside import Answer, Unreachable
from dangol.kit.errors import Refused
from dangol.messaging.channels.journal import Journal
from dangol.messaging.channels.protocol import Parcel, Result, Trouble
from dangol.messaging.channels.solapi import SolapiAdapter
from dangol.messaging.channels.solapi_reviews import verdict_of
from dangol.messaging.content import Content
from dangol.messaging.models import Channel, Message
from dangol.messaging.outbox.composing import Text
from dangol.messaging.outbox.reports import take_reports
from dangol.messaging.testing import (
    NOON,
    allow,
    deliver_at,
    make_dispatch,
    make_reachable,
    make_sender,
)

SECRET = "secret"


class Solapi:
    """Groups and messages, as the documentation describes them."""

    def __init__(self):
        self.groups, self.calls, self.down, self.code = {}, [], False, 200

    def __call__(self, method, url, body, headers, largest):
        self._check(headers["Authorization"])
        path = url.removeprefix("https://api.solapi.com").partition("?")[0]
        self.calls.append((method, path))
        if self.down:
            raise Unreachable("5초 안에 대답하지 않았습니다.")
        if self.code != 200:
            return Answer(self.code, 1, b'{"errorMessage": "no balance"}')
        data = json.loads(body) if body else {}
        return Answer(200, 1, json.dumps(self._answer(method, path, data)).encode())

    def _check(self, header):
        found = re.fullmatch(
            r"HMAC-SHA256 apiKey=key, date=(\S+), salt=([0-9a-f]{32}), signature=([0-9a-f]{64})",
            header,
        )
        signed = hmac.new(SECRET.encode(), f"{found[1]}{found[2]}".encode(), hashlib.sha256)
        assert found[3] == signed.hexdigest()

    def _answer(self, method, path, data):
        if path == "/messages/v4/groups":
            group = f"G{len(self.groups) + 1}"
            self.groups[group] = {"status": "PENDING", "messages": {}}
            return {"groupId": group}
        group = self.groups[path.split("/")[4]]
        if method == "PUT":
            return {"resultList": [self._add(group, message) for message in data["messages"]]}
        if path.endswith("/send"):
            group["status"] = "SENDING"
        if method == "DELETE":
            group["status"] = "DELETED"
        if path.endswith("/messages"):
            return {"messageList": group["messages"]}
        return {"status": group["status"]}

    def _add(self, group, message):
        number = f"M{message['customFields']['id']}"
        bad = message["to"] == "01000000000"
        row = {**message, "messageId": number, "statusCode": "1062" if bad else "2000"}
        group["messages"][number] = row
        return row


@pytest.fixture
def solapi():
    return Solapi()


@pytest.fixture
def adapter(solapi):
    return SolapiAdapter(key="key", secret=SECRET, caller="0212345678", pf_id="PF", via=solapi)


@pytest.fixture
def journal(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    opened = Journal.open("test")
    yield opened
    opened.close()


def parcels(*numbers):
    return [Parcel(n, to, Text("도착", "sms")) for n, to in enumerate(numbers, 1)]


def test_a_batch_is_one_group(adapter, solapi, journal):
    results = list(adapter.deliver(parcels("01011112222", "01000000000"), journal))

    assert [(r.message_id, r.outcome, r.provider_id) for r in results] == [
        (1, "sent", "M1"), (2, "failed", "M2"),
    ]  # fmt: skip
    assert [call[0] for call in solapi.calls] == ["POST", "PUT", "POST"]
    assert solapi.groups["G1"]["messages"]["M1"]["from"] == "0212345678"


def test_a_group_that_was_never_sent_is_begun_again(adapter, solapi, journal):
    adapter.ask("POST", "/messages/v4/groups", {})
    journal.begin(1)
    journal.note("group", "G1")

    assert list(adapter.recover([1], journal)) == []
    assert solapi.groups["G1"]["status"] == "DELETED"


def test_a_group_that_went_is_not_sent_again(adapter, solapi, journal):
    list(adapter.deliver(parcels("01011112222"), journal))

    assert [(r.message_id, r.outcome) for r in adapter.recover([1], journal)] == [(1, "sent")]


def test_killed_before_the_group_leaves_nothing_behind(adapter, journal):
    assert list(adapter.recover([1], journal)) == []


def test_a_provider_that_is_down_is_no_fault_of_the_messages(adapter, solapi, journal):
    solapi.down = True
    with pytest.raises(Trouble) as trouble:
        list(adapter.deliver(parcels("01011112222"), journal))
    assert not trouble.value.needs_person
    assert journal.entries() == {}


def test_no_balance_needs_a_person(adapter, solapi, journal):
    solapi.code = 402
    with pytest.raises(Trouble, match="no balance") as trouble:
        list(adapter.deliver(parcels("01011112222"), journal))
    assert trouble.value.needs_person


def test_an_alimtalk_names_its_template(adapter, solapi, journal):
    text = Text("홍길동님, 도착", "", "", "TP01", {"#{고객명}": "홍길동"})
    list(adapter.deliver([Parcel(1, "01011112222", text)], journal))

    sent = solapi.groups["G1"]["messages"]["M1"]
    assert sent["kakaoOptions"]["templateId"] == "TP01"
    assert sent["kakaoOptions"]["variables"] == {"#{고객명}": "홍길동"}
    assert sent["kakaoOptions"]["disableSms"] is True


def _kakao(kim, **settings):
    make_sender()
    Channel.objects.filter(medium="kakao").update(settings=settings)
    content = Content(
        text="#{고객명}님, 도착했습니다.", template_code="TP01", fallback="#{고객명}님, 도착 안내"
    )
    dispatch = make_dispatch([make_reachable(kim)], medium="kakao", content=content)
    deliver_at(dispatch)
    return dispatch


def test_who_kakao_does_not_reach_gets_a_text(kim):
    dispatch = _kakao(kim, fail="no_kakao")
    deliver_at(dispatch, medium="sms")

    found = dict(dispatch.messages.values_list("medium", "status"))
    assert found == {"kakao": "failed", "sms": "sent"}
    assert dispatch.messages.get(medium="sms").kept.text == "홍길동님, 도착 안내"


def test_a_late_failure_falls_back_too_and_once(kim):
    dispatch = _kakao(kim)
    message = dispatch.messages.get()
    report = Result(message.pk, "failed", "no_kakao", "3008", message.provider_id)
    for _time in range(2):
        take_reports([report], at=NOON)

    assert dispatch.messages.filter(medium="sms").count() == 1
    message.refresh_from_db()
    assert (message.status, message.reason) == ("failed", "no_kakao")


def test_a_late_success_is_delivered(kim):
    make_sender()
    dispatch = make_dispatch([make_reachable(kim)])
    deliver_at(dispatch)
    message = Message.objects.get()
    take_reports([Result(message.pk, "delivered", "", "4000", message.provider_id)], at=NOON)

    message.refresh_from_db()
    assert message.status == "delivered"


def test_kakao_carries_no_advertisement(kim):
    make_sender()
    content = Content(text="할인", template_code="TP01")
    with pytest.raises(Refused, match="알림톡으로는 광고"):
        make_dispatch([make_reachable(kim)], kind="ad", medium="kakao", content=content)


def test_ad_10_a_fax_leaves_as_a_page(kim):
    make_sender()
    customer = make_reachable(kim, phones=[{"value": "02-777-8888", "use": "fax"}])
    allow(customer, "fax")
    dispatch = make_dispatch(
        [customer], kind="ad", medium="fax", content=Content(subject="안내", text="할인")
    )
    deliver_at(dispatch)

    assert Message.objects.get().kept.text.startswith("PDF ")


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({"status": "INSPECTING", "content": "주문"}, ("reviewing", "주문", "")),
        ({"status": "APPROVED", "content": "주문"}, ("approved", "주문", "")),
        ({"status": "PENDING"}, ("draft", "", "")),
        (
            {
                "status": "REJECTED",
                "comments": [
                    {"isAdmin": True, "content": "변수가 많습니다."},
                    {"isAdmin": False, "content": "고쳤습니다."},
                    "?",
                ],
            },
            ("rejected", "", "변수가 많습니다."),
        ),
        ({"status": "SOMETHING NEW", "comments": None}, ("reviewing", "", "")),
    ],
)
def test_says_how_the_review_of_a_template_stands(said, verdict):
    asked = []

    def answers(method, url, body, headers, largest):
        asked.append((method, url))
        return Answer(200, 1, json.dumps(said).encode())

    solapi = SolapiAdapter(key="key", secret=SECRET, caller="0212345678", via=answers)
    assert verdict_of(solapi, "KA01/TP") == verdict
    assert asked == [("GET", "https://api.solapi.com/kakao/v2/templates/KA01%2FTP")]


def test_a_template_it_does_not_know_is_none_and_anything_else_is_trouble():
    code = [404]

    def answers(method, url, body, headers, largest):
        return Answer(code[0], 1, b'{"errorMessage": "no"}')

    solapi = SolapiAdapter(key="key", secret=SECRET, caller="0212345678", via=answers)
    assert verdict_of(solapi, "K") is None
    code[0] = 403
    with pytest.raises(Trouble, match="403"):
        verdict_of(solapi, "K")
