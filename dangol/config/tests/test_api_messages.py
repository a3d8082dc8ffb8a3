"""Programs send messages, ask about them, and providers report."""

import json

import pytest

from dangol.api.testing import token_headers
from dangol.messaging.models import Channel, Dispatch, Message
from dangol.messaging.senders.services import set_channel
from dangol.messaging.testing import deliver_at, make_dispatch, make_reachable, make_sender


def body(*customers, **values):
    return {
        "customer_ids": [customer.pk for customer in customers],
        "kind": "info",
        "medium": "sms",
        "text": "#{고객명}님, 도착했습니다.",
        "source": "order-1",
        **values,
    }


def post(client, person, sent, by):
    return client.post(
        "/api/v1/messages",
        json.dumps(sent),
        content_type="application/json",
        headers=token_headers(person, by=by),
    )


def test_sends_once_for_the_same_source(client, choi):
    make_sender()
    customer = make_reachable(choi)

    answers = [post(client, choi, body(customer), choi) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Message.objects.get().customer == customer


def test_refuses_who_may_not_and_what_promotes(client, choi, kim):
    make_sender()
    customer = make_reachable(kim)

    assert post(client, kim, body(customer), choi).status_code == 403
    refused = post(client, choi, body(customer, text="쿠폰을 드립니다"), choi)

    assert refused.status_code == 409
    assert "쿠폰" in refused.json()["detail"]
    assert not Dispatch.objects.exists()


def test_tells_what_became_of_it(client, choi, park):
    make_sender()
    dispatch = make_dispatch([make_reachable(choi)], actor=choi)
    deliver_at(dispatch)
    message = Message.objects.get()
    headers = token_headers(choi, by=choi)

    read = client.get(f"/api/v1/dispatches/{dispatch.pk}", headers=headers).json()
    one = client.get(f"/api/v1/messages/{message.pk}", headers=headers).json()

    assert (read["status"], read["counts"]) == ("done", {"sent": 1})
    assert (one["status"], one["reason"]) == ("sent", "")
    other = token_headers(park, by=choi)
    assert client.get(f"/api/v1/messages/{message.pk}", headers=other).status_code == 404


@pytest.fixture
def channel(db):
    found = Channel.objects.get(sender=make_sender(), medium="sms")
    return set_channel(
        found, adapter="solapi", settings={"api_key": "key"},
        secrets={"api_secret": "s", "webhook_secret": "w"}, actor=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("secret", "status", "after"), [("w", 200, "delivered"), ("x", 403, "sent"), ("", 403, "sent")]
)
def test_reports_need_the_secret(client, choi, channel, secret, status, after):
    dispatch = make_dispatch([make_reachable(choi)])
    Message.objects.filter(dispatch=dispatch).update(status="sent", provider_id="M1")
    rows = [{"messageId": "M1", "statusCode": "4000"}]

    answer = client.post(
        f"/messages/reports/solapi/{channel.pk}/",
        json.dumps(rows),
        content_type="application/json",
        headers={"X-Solapi-Secret": secret},
    )

    assert answer.status_code == status
    assert Message.objects.get().status == after


@pytest.mark.parametrize("sent", ["{", '{"a": 1}', "null"])
def test_nonsense_reports_are_refused(client, choi, channel, sent):
    answer = client.post(
        f"/messages/reports/solapi/{channel.pk}/",
        sent,
        content_type="application/json",
        headers={"X-Solapi-Secret": "w"},
    )
    assert answer.status_code == 400
