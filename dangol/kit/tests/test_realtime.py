"""Messages reach the streams that watch their topic, in this process and in others."""

import asyncio
import json
import math
import socket
import threading
import time

import pytest
from django.db import connection, transaction

from dangol.kit import realtime
from dangol.kit.realtime import Hub, LocalCarrier, PostgresCarrier, RedisCarrier, send
from dangol.kit.testing.postgres import fresh_database
from dangol.kit.testing.redis import redis_server


def publish(hub, topic, **data):
    hub.publish(json.dumps([topic, {"topic": topic, **data}]))


def watch(hub, *names, since=None, during=lambda: None, count=1):
    """What a stream on these topics gets while `during` runs in another thread."""

    async def read():
        subscription = hub.subscribe(names, hub.start() if since is None else since)
        await asyncio.to_thread(during)
        got = []
        while len(got) < count:
            message = await asyncio.wait_for(subscription.next(), 5)
            got.append(message and message.data)
            if message is None:
                break
        return got

    return asyncio.run(read())


def test_a_stream_gets_its_topics_in_order_and_no_others():
    hub = Hub()

    def tell():
        publish(hub, "user:1", n=1)
        publish(hub, "user:2", n=2)
        publish(hub, "job:9", n=3)

    got = watch(hub, "user:1", "job:9", during=tell, count=2)

    assert got == [{"topic": "user:1", "n": 1}, {"topic": "job:9", "n": 3}]


def test_what_came_while_the_stream_was_opened_is_not_lost():
    hub = Hub()
    publish(hub, "user:1", n="old")
    since = hub.start()
    publish(hub, "user:1", n="between")

    assert watch(hub, "user:1", since=since) == [{"topic": "user:1", "n": "between"}]


def test_who_looks_back_farther_than_is_remembered_is_told_to_look_at_all(monkeypatch):
    monkeypatch.setattr(realtime, "REMEMBERED", 2)
    hub = Hub()
    since = hub.start()
    publish(hub, "user:1", n=1)
    publish(hub, "user:1", n=2)
    assert watch(hub, "user:1", since=since, count=2)[0]["n"] == 1

    publish(hub, "user:1", n=3)

    got = watch(hub, "user:1", since=since, count=3)
    assert got == [{"topic": "*"}, {"topic": "user:1", "n": 2}, {"topic": "user:1", "n": 3}]


def test_a_reader_that_lags_too_far_behind_is_ended():
    hub = Hub()

    def flood():
        for number in range(200):
            publish(hub, "user:1", n=number)

    got = watch(hub, "user:1", during=flood, count=200)

    assert [data["n"] for data in got[:-1]] == list(range(100))
    assert got[-1] is None


def test_closing_ends_streams_and_those_that_come_later():
    hub = Hub()

    assert watch(hub, "user:1", during=hub.close) == [None]
    assert watch(hub, "user:1") == [None]


@pytest.fixture
def own_hub(monkeypatch):
    hub = Hub()
    monkeypatch.setattr(realtime, "hub", lambda: hub)
    return hub


def test_sends_after_the_commit_and_never_after_a_rollback(
    own_hub, db, django_capture_on_commit_callbacks
):
    def told():
        return [message.data for message in own_hub._recent]

    with django_capture_on_commit_callbacks(execute=True):
        send("user:1", {"topic": "notices", "id": 5})
        assert told() == []
    assert told() == [{"topic": "notices", "id": 5}]
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        send("user:1")
        transaction.set_rollback(True)
    assert told() == [{"topic": "notices", "id": 5}]


def test_refuses_contents_instead_of_ids(own_hub):
    with pytest.raises(ValueError, match="ids"):
        send("user:1", {"text": "가" * 2_000})


def between_two_processes(sender, receiver):
    """As two processes would: each has its own hub; returns what the other one hears."""
    other = Hub(receiver)
    try:
        return watch(other, "user:1", during=lambda: publish(Hub(sender), "user:1", name="가나다"))
    finally:
        other.close()
        other._listener.join(5)


HEARD = [{"topic": "user:1", "name": "가나다"}]


def test_redis_brings_messages_to_other_processes():
    with redis_server() as url:
        assert between_two_processes(RedisCarrier(url), RedisCarrier(url)) == HEARD


def test_a_hub_listens_again_when_its_server_is_back(monkeypatch):
    monkeypatch.setattr(realtime, "AGAIN", 0.01)

    class Flaky:
        calls = 0

        def listen(self, ready: threading.Event):
            self.calls += 1
            ready.set()
            if self.calls < 3:
                raise ConnectionError("gone")
            yield json.dumps(["user:1", {"n": self.calls}])
            time.sleep(60)

    hub = Hub(Flaky())

    assert watch(hub, "user:1", since=math.inf, during=hub.start) == [{"n": 3}]


@pytest.mark.postgres
def test_postgresql_brings_messages_to_other_processes(monkeypatch, django_db_blocker):
    import dj_database_url  # noqa: PLC0415
    from django.db.utils import ConnectionHandler  # noqa: PLC0415

    with fresh_database() as url, django_db_blocker.unblock():
        servers = ConnectionHandler({"default": dj_database_url.parse(url)})
        monkeypatch.setattr(realtime, "connections", servers)
        monkeypatch.setattr(realtime, "connection", ThreadsOwn(servers))
        try:
            assert between_two_processes(PostgresCarrier(), PostgresCarrier()) == HEARD
        finally:
            servers.close_all()


class ThreadsOwn:
    """What `django.db.connection` is: the connection of the thread that asks."""

    def __init__(self, servers):
        self.servers = servers

    def cursor(self):
        return self.servers["default"].cursor()


def test_the_hub_takes_what_the_database_offers(settings):
    settings.REDIS_URL = ""
    hub = realtime.hub.__wrapped__()

    kind = PostgresCarrier if connection.vendor == "postgresql" else LocalCarrier
    assert isinstance(hub._carrier, kind)


def test_processes_of_one_data_folder_reach_each_other(tmp_path):
    folder = tmp_path / ("a" * 120)
    here, there = Hub(LocalCarrier(folder)), Hub(LocalCarrier(folder))

    got = watch(here, "user:1", during=lambda: publish(there, "user:1", n="가" * 1_000))
    here.close()

    assert got == [{"topic": "user:1", "n": "가" * 1_000}]


def test_a_socket_left_by_a_killed_process_is_cleared_away(tmp_path):
    left = tmp_path / "1.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(str(left))

    publish(Hub(LocalCarrier(tmp_path)), "user:1")

    assert not left.exists()
