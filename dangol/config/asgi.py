"""One application for pages and streams, and the limit of what one may send to it.

Pages are synchronous and run in a pool of threads which keep their database connections: under
Django's own ASGI handler each request has a new thread and opens a new connection.
"""

import asyncio
import contextlib
import os
import tempfile
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import render_to_string

from dangol.kit.sse import PATH, Application, Event, Receive, Scope, Send, stream

THREADS = 8
CHUNK = 65_536
DRAIN = 4 * 1_048_576
DRAIN_SECONDS = 5

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
_wsgi = cast(Any, get_wsgi_application())
pages = cast(Application, WSGIMiddleware(_wsgi, workers=THREADS))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] != "http":
        await pages(scope, receive, send)
    elif scope["path"].endswith(PATH):  # the office's own, and that of the chat's visitors
        await stream(pages, scope, receive, send)
    elif (status := _refusal(scope)) is not None:
        await _refuse(status, receive, send)
    elif not _length(scope):
        await pages(scope, receive, send)
    else:
        with tempfile.SpooledTemporaryFile(settings.FILE_UPLOAD_MAX_MEMORY_SIZE) as body:
            if await _read(receive, body):
                await pages(scope, _reader(body), send)


def _refusal(scope: Scope) -> int | None:
    """413 for a body over the limit; 411 for one of unknown length, which Django cannot read."""
    if any(name == b"transfer-encoding" for name, _value in scope["headers"]):
        return 411
    return 413 if _length(scope) > settings.MAX_UPLOAD else None


def _length(scope: Scope) -> int:
    return int(dict(scope["headers"]).get(b"content-length", 0))


async def _refuse(status: int, receive: Receive, send: Send) -> None:
    limit = settings.MAX_UPLOAD // 1_048_576
    page = render_to_string(f"{status}.html", {"limit": limit}).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page, "more_body": True})
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            await _drain(receive)
    await send({"type": "http.response.body", "body": b""})


async def _drain(receive: Receive) -> None:
    """Throw away what has been sent already, so that the sender comes to read the refusal."""
    left = DRAIN
    while left > 0:
        event = await receive()
        left -= len(event.get("body", b""))
        if not event.get("more_body"):
            return


async def _read(receive: Receive, body: "tempfile.SpooledTemporaryFile[bytes]") -> bool:
    """Take the whole body in before a thread is given to it; False if the sender has gone.

    Else a handful of slow uploads would hold all threads.
    """
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return False
        body.write(event.get("body", b""))
        if not event.get("more_body"):
            body.seek(0)
            return True


def _reader(body: "tempfile.SpooledTemporaryFile[bytes]") -> Receive:
    async def read() -> Event:
        chunk = body.read(CHUNK)
        return {"type": "http.request", "body": chunk, "more_body": len(chunk) == CHUNK}

    return read
