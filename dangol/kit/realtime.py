"""Tell open pages that something happened: `send("user:7", {"topic": "notices"})`.

Messages say that something is new, never what: pages then ask, with the rights of their user. They
reach every process through Redis, PostgreSQL's NOTIFY, or, with SQLite, sockets in the data folder.
"""

import asyncio
import json
import logging
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db import connection, connections, transaction
from django.utils.crypto import salted_hmac

from dangol.kit.registry import Registry

LARGEST = 7_000  # bytes; NOTIFY takes 8,000
REMEMBERED = 1_000  # messages a page may have missed before its stream was open
WAITING = 100  # messages a slow reader may lag behind before its stream is ended
LOOK = 1.0  # seconds between looks whether to stop listening
AGAIN = 2.0  # seconds before a lost server is called again

log = logging.getLogger("dangol.realtime")


def _no_replay(user: Any, name: str, last_id: str) -> Iterable[dict[str, Any]]:
    return ()


class Topic(NamedTuple):
    """A kind of topic: who may watch `kind:name`, and what a returning page has missed.

    `replay(user, name, last_id)` yields data with an "id", newer than the one the page saw last.
    """

    may_watch: Callable[[Any, str], bool]
    replay: Callable[[Any, str, str], Iterable[dict[str, Any]]] = _no_replay


topics: Registry[Topic] = Registry()


class Message(NamedTuple):
    at: float  # seconds of `time.monotonic`
    topic: str
    data: dict[str, Any]


class Carrier(Protocol):
    """Brings what one process publishes to all of them."""

    def publish(self, payload: str) -> None: ...
    def listen(self, ready: threading.Event) -> Iterator[str | None]:
        """Yield payloads for ever, None when there was nothing for a second."""
        ...


def send(topic: str, data: dict[str, Any] | None = None) -> None:
    """Tell the pages that watch this topic, once the transaction is committed.

    Pages know the message by `data["topic"]`, else by the topic itself.
    """
    payload = json.dumps([topic, {"topic": topic, **(data or {})}], separators=(",", ":"))
    if len(payload) > LARGEST:
        raise ValueError("Send ids, not contents.")
    transaction.on_commit(partial(hub().publish, payload), robust=True)


@cache
def hub() -> "Hub":
    """The hub of this process, over what its servers offer."""
    if settings.REDIS_URL:
        return Hub(RedisCarrier(settings.REDIS_URL))
    if connection.vendor == "postgresql":
        return Hub(PostgresCarrier())
    return Hub(LocalCarrier(settings.DATA_DIR / "run") if hasattr(socket, "AF_UNIX") else None)


class Hub:
    """Hands messages to the streams of this process; without a carrier it is the only one."""

    def __init__(self, carrier: Carrier | None = None) -> None:
        self._carrier = carrier
        self._lock = threading.RLock()  # a signal may come while it is held
        self._recent: deque[Message] = deque(maxlen=REMEMBERED)
        self._since = time.monotonic()  # nothing told from then on is forgotten
        self._subscriptions: set[Subscription] = set()
        self._ready = threading.Event()
        self._closed = threading.Event()
        self._listener: threading.Thread | None = None

    def publish(self, payload: str) -> None:
        if self._carrier:
            self._carrier.publish(payload)
        else:
            self._deliver(payload)

    def start(self) -> float:
        """Listen to other processes from now on; the moment, for `subscribe`."""
        with self._lock:
            first = self._carrier is not None and self._listener is None
            if first:
                self._listener = threading.Thread(target=self._listen, daemon=True, name="hub")
                self._listener.start()
        if self._carrier:
            self._ready.wait(5)
        if first:
            self._since = time.monotonic()
        return time.monotonic()

    def subscribe(self, names: Iterable[str], since: float) -> "Subscription":
        """Queue messages on these topics, those from the moment `since` first. Call in the loop.

        Where that is longer ago than is remembered, the first has the topic "*": look at all.
        """
        subscription = Subscription(self, frozenset(names))
        with self._lock:
            self._subscriptions.add(subscription)
            if since < self._since:
                subscription.put(Message(self._since, "*", {"topic": "*"}))
            for message in self._recent:
                if message.at >= since and message.topic in subscription.topics:
                    subscription.put(message)
        if self._closed.is_set():
            subscription.end()
        return subscription

    def unsubscribe(self, subscription: "Subscription") -> None:
        with self._lock:
            self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End all streams, and new ones at once: the server stops."""
        self._closed.set()
        with self._lock:
            subscriptions = list(self._subscriptions)
        for subscription in subscriptions:
            subscription.call(subscription.end)

    def _deliver(self, payload: str) -> None:
        topic, data = json.loads(payload)
        with self._lock:
            message = Message(time.monotonic(), topic, data)
            if len(self._recent) == REMEMBERED:
                self._since = self._recent[1].at
            self._recent.append(message)
            watching = [each for each in self._subscriptions if topic in each.topics]
        for subscription in watching:
            subscription.call(subscription.put, message)

    def _listen(self) -> None:
        assert self._carrier is not None  # noqa: S101
        while not self._closed.is_set():
            try:
                for payload in self._carrier.listen(self._ready):
                    if payload:
                        self._deliver(payload)
                    if self._closed.is_set():
                        return
            except Exception as error:
                log.warning("Lost the server that carries messages: %s", error)
                self._closed.wait(AGAIN)


class Subscription:
    """The messages of one stream, read with `async for`; None when it was quiet for a while."""

    def __init__(self, owner: Hub, names: frozenset[str]) -> None:
        self.topics = names
        self._hub = owner
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Message | None] = asyncio.Queue()

    def put(self, message: Message) -> None:
        if self._queue.qsize() >= WAITING:
            self.end()
        else:
            self._queue.put_nowait(message)

    def end(self) -> None:
        self._hub.unsubscribe(self)
        self._queue.put_nowait(None)

    async def next(self) -> Message | None:
        """The next message; None when the stream is to be ended."""
        return await self._queue.get()

    def call(self, function: Callable[..., None], *args: Any) -> None:
        """Run in the stream's loop, from any thread."""
        try:
            self._loop.call_soon_threadsafe(function, *args)
        except RuntimeError:  # the loop is gone, and the stream with it
            self._hub.unsubscribe(self)


class PostgresCarrier:
    """LISTEN on a connection of its own, NOTIFY on the caller's."""

    CHANNEL = "dangol"

    def publish(self, payload: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [self.CHANNEL, payload])

    def listen(self, ready: threading.Event) -> Iterator[str | None]:
        own = connections["default"].copy()
        try:
            own.ensure_connection()
            own.connection.execute(f"LISTEN {self.CHANNEL}")
            ready.set()
            while True:
                for notice in own.connection.notifies(timeout=LOOK):
                    yield notice.payload
                yield None
        finally:
            own.close()


class LocalCarrier:
    """A datagram to every process of one data folder: those of SQLite are on one machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self, payload: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out, self._opened() as folder:
            out.setblocking(False)
            for path in folder.glob("*.sock"):
                try:
                    out.sendto(payload.encode(), str(path))
                except BlockingIOError:  # it reads nothing: its pages will look by themselves
                    continue
                except OSError:  # left behind by a process that was killed
                    path.unlink(missing_ok=True)

    def listen(self, ready: threading.Event) -> Iterator[str | None]:
        with self._opened() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
            path = folder / f"{os.getpid()}-{id(own)}.sock"
            own.bind(str(path))
            own.settimeout(LOOK)
            ready.set()
            try:
                while True:
                    yield _received(own)
            finally:
                path.unlink(missing_ok=True)

    @contextmanager
    def _opened(self) -> Iterator[Path]:
        """The folder by a short name: the address of a socket has room for a hundred letters."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            short = Path(f"/proc/self/fd/{handle}")
            yield short if short.exists() else self._folder
        finally:
            os.close(handle)


def _received(own: socket.socket) -> str | None:
    try:
        return own.recv(2 * LARGEST).decode()
    except TimeoutError:
        return None


class RedisCarrier:
    """One channel of a Redis or Valkey, which several installations may share."""

    def __init__(self, url: str) -> None:
        import redis  # noqa: PLC0415 (most offices have none)

        self._redis = redis.Redis.from_url(url, decode_responses=True)
        self._channel = f"dangol:{salted_hmac('realtime', '').hexdigest()[:12]}"

    def publish(self, payload: str) -> None:
        self._redis.publish(self._channel, payload)

    def listen(self, ready: threading.Event) -> Iterator[str | None]:
        with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            channel.subscribe(self._channel)
            channel.get_message(timeout=LOOK)  # the confirmation
            ready.set()
            while True:
                message = channel.get_message(timeout=LOOK)
                yield message["data"] if message else None
