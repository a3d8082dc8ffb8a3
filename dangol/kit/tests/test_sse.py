"""The stream of a page: what it may watch, what it has missed, how it begins and ends."""

import asyncio
import json

import pytest

from dangol.kit import realtime, sse
from dangol.kit.realtime import Hub, Topic


@pytest.fixture
def hub(monkeypatch):
    own = Hub()
    monkeypatch.setattr(sse, "hub", lambda: own)
    return own


@pytest.fixture
def news(monkeypatch):
    """A topic kind that only the named person may watch and that remembers three messages."""
    registry = type(realtime.topics)()
    registry.add("news")(
        Topic(
            lambda user, name: name == user.username,
            lambda user, name, last: ({"id": n} for n in range(int(last) + 1, 4)),
        )
    )
    monkeypatch.setattr(sse, "topics", registry)


def test_needs_a_login(client, kim):
    assert client.get("/sse/").status_code == 302


def test_watches_ones_own_topic_and_those_one_may(client, kim, news):
    client.force_login(kim)

    answer = client.get("/sse/?topics=news:kim,news:park,user:1,nothing,news:,news:a%20b")

    assert answer["X-Watch"] == f"user:{kim.pk} news:kim"
    assert answer["Content-Type"] == "text/event-stream"
    assert answer.text == "retry: 3000\n\n"


def test_a_page_that_comes_back_gets_what_it_missed(client, kim, news):
    client.force_login(kim)

    answer = client.get("/sse/?topics=news:kim", headers={"Last-Event-ID": "1"})

    assert answer.text == (
        "retry: 3000\n\n"
        'id: 2\ndata: {"topic": "news:kim", "id": 2}\n\n'
        'id: 3\ndata: {"topic": "news:kim", "id": 3}\n\n'
    )


class Browser:
    """One connection as the server sees it."""

    def __init__(self, hub, headers=((b"x-watch", b"user:1 job:2"),), status=200):
        self.hub, self.headers, self.status = hub, headers, status
        self.got = asyncio.Queue()
        self.gone = asyncio.Event()

    async def pages(self, scope, receive, send):
        headers = [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2"), *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"retry: 3000\n\n"})

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    def open(self, query=b""):
        scope = {"query_string": query}
        return asyncio.create_task(sse.stream(self.pages, scope, self.receive, self.got.put))

    async def next(self):
        return await asyncio.wait_for(self.got.get(), 5)


def tell(hub, topic, **data):
    hub.publish(json.dumps([topic, data]))


def test_streams_what_comes_until_the_page_is_left(hub):
    async def walk():
        page = Browser(hub)
        stream = page.open()
        start = await page.next()
        assert start["headers"] == [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
        assert (await page.next())["body"] == b"retry: 3000\n\n"
        tell(hub, "user:3", n=0)
        tell(hub, "job:2", n=1, id=7)
        assert await page.next() == {
            "type": "http.response.body",
            "body": b'id: 7\ndata: {"n": 1, "id": 7}\n\n',
            "more_body": True,
        }
        page.gone.set()
        await asyncio.wait_for(stream, 5)
        assert not hub._subscriptions

    asyncio.run(walk())


@pytest.mark.parametrize(("query", "heard"), [(b"missed=60000", True), (b"missed=-1", False)])
def test_a_page_hears_what_was_told_while_it_was_drawn(hub, query, heard):
    async def walk():
        hub._since -= 60  # it has listened for a minute
        tell(hub, "job:2", n=1)
        page = Browser(hub)
        page.open(query)
        await page.next()
        await page.next()
        tell(hub, "job:2", n=2)
        assert (await page.next())["body"] == b'data: {"n": %d}\n\n' % (1 if heard else 2)
        hub.close()

    asyncio.run(walk())


def test_the_stream_ends_when_the_server_stops(hub):
    async def walk():
        page = Browser(hub)
        stream = page.open()
        await page.next()
        await page.next()
        hub.close()
        assert (await page.next())["more_body"] is False
        await asyncio.wait_for(stream, 5)

    asyncio.run(walk())


def test_a_quiet_stream_beats(hub, monkeypatch):
    monkeypatch.setattr(sse, "HEARTBEAT", 0.01)

    async def walk():
        page = Browser(hub)
        stream = page.open()
        bodies = [(await page.next()).get("body") for _ in range(4)]
        assert bodies[2:] == [b": still here\n\n"] * 2
        page.gone.set()
        await stream

    asyncio.run(walk())


def test_a_stream_ends_after_its_life_so_that_rights_are_asked_again(hub, monkeypatch):
    monkeypatch.setattr(sse, "LIFE", 0.05)

    async def walk():
        await asyncio.wait_for(Browser(hub).open(), 5)

    asyncio.run(walk())


def test_an_answer_without_topics_is_passed_on(hub):
    async def walk():
        page = Browser(hub, headers=[(b"location", b"/login")], status=302)
        await asyncio.wait_for(page.open(), 5)
        assert (await page.next())["status"] == 302
        assert (await page.next())["body"] == b"retry: 3000\n\n"

    asyncio.run(walk())
