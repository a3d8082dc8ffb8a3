"""The stream of server-sent events every open page listens to.

An ordinary view decides what the user may watch; the server then keeps the connection without a
thread (`stream`), as a front server does with X-Accel-Redirect.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from dangol.kit.access import needs_login
from dangol.kit.realtime import Subscription, hub, topics

PATH = "/sse/"
HEADER = "X-Watch"
MOST_TOPICS = 20
RETRY = 3_000  # milliseconds until a page that lost its stream asks again
HEARTBEAT = 20.0
LIFE = 3_600.0  # seconds; then the page asks again, with the rights it has by then

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


@require_GET
@needs_login
def events(request: HttpRequest) -> HttpResponse:
    """Say what to watch: the own topic, and those of `?topics=` the user may see."""
    wanted = request.GET.get("topics", "").split(",")[:MOST_TOPICS]
    watched = [f"user:{request.user.pk}"]
    watched += [topic for topic in wanted if _may_watch(request.user, topic)]
    last_id = request.headers.get("Last-Event-ID", "")
    missed = "".join(_missed(request.user, watched, last_id)) if last_id else ""
    response = HttpResponse(f"retry: {RETRY}\n\n{missed}", content_type="text/event-stream")
    response[HEADER] = " ".join(watched)
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _may_watch(user: Any, topic: str) -> bool:
    kind, _colon, name = topic.partition(":")
    return kind in topics and name.isalnum() and topics[kind].may_watch(user, name)


def _missed(user: Any, watched: list[str], last_id: str) -> Iterator[str]:
    for topic in watched:
        kind, _colon, name = topic.partition(":")
        if kind in topics:
            for data in topics[kind].replay(user, name, last_id):
                yield frame({"topic": topic, **data})


def frame(data: dict[str, Any]) -> str:
    """One event as it goes over the wire."""
    number = f"id: {data['id']}\n" if "id" in data else ""
    return f"{number}data: {json.dumps(data, ensure_ascii=False)}\n\n"


async def stream(pages: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """Ask the view; if it names topics, send what came in `?missed=` ms before, and what comes."""
    since = await asyncio.to_thread(hub().start) - _looking_back(scope)
    answer: list[Event] = []

    async def collect(event: Event) -> None:
        answer.append(event)

    await pages(scope, receive, collect)
    headers = answer[0]["headers"]
    watched = dict(headers).get(HEADER.lower().encode(), b"").decode().split()
    if not watched:
        for event in answer:
            await send(event)
        return
    subscription = hub().subscribe(watched, since)
    sending = asyncio.create_task(_send_all(subscription, answer, send))
    leaving = asyncio.create_task(_left(receive))
    try:
        await asyncio.wait({sending, leaving}, timeout=LIFE, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub().unsubscribe(subscription)
        for task in (sending, leaving):
            task.cancel()
        await asyncio.gather(sending, leaving, return_exceptions=True)
    with contextlib.suppress(OSError):
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _looking_back(scope: Scope) -> float:
    """Seconds since the page was asked for: what was told while it was drawn, it has not heard."""
    missed = QueryDict(scope["query_string"]).get("missed", "")
    return int(missed[:12]) / 1_000 if missed.isdecimal() else 0.0


async def _send_all(subscription: Subscription, answer: list[Event], send: Send) -> None:
    inner = {HEADER.lower().encode(), b"content-length"}
    headers = [header for header in answer[0]["headers"] if header[0] not in inner]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    text = b"".join(event.get("body", b"") for event in answer[1:])
    while True:
        await send({"type": "http.response.body", "body": text, "more_body": True})
        try:
            message = await asyncio.wait_for(subscription.next(), HEARTBEAT)
        except TimeoutError:
            text = b": still here\n\n"
            continue
        if message is None:
            return
        text = frame(message.data).encode()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
