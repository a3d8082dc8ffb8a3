"""Pages, streams and jobs in one process, which ends in order when it is told to."""

import logging
import os
import signal
import time
from pathlib import Path
from socket import socket
from types import FrameType

import uvicorn
from django.conf import settings
from django.urls import reverse

from dangol.config.loading import loading
from dangol.helpdesk.lines.listening import Listener
from dangol.jobs.__main__ import run_worker
from dangol.jobs.worker import Worker
from dangol.kit.memory import share_arenas
from dangol.kit.realtime import hub

GRACE = 20  # seconds for open requests, and as many for running jobs

log = logging.getLogger("dangol.serve")


class Server(uvicorn.Server):
    """Told to stop, it takes no more jobs and ends the streams, which else would keep it open."""

    def __init__(self, config: uvicorn.Config, worker: Worker) -> None:
        super().__init__(config)
        self.worker = worker
        self.listener = Listener()
        self.late = False

    async def startup(self, sockets: list[socket] | None = None) -> None:
        hub().start()  # what is told before the first page listens is remembered for it
        await super().startup(sockets)
        self.worker.start()
        self.listener.start()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        began = time.monotonic()
        await super().shutdown(sockets)
        self.late = time.monotonic() - began >= GRACE

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self.worker.stop()
        self.listener.let_go()
        hub().close()


def serve(host: str = "127.0.0.1", port: int = 8000, *, job_threads: int = 2) -> int:
    """Serve until SIGTERM or Ctrl+C, then finish the open requests and the running jobs.

    Returns 0 if all of them ended in time.
    """
    share_arenas()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise complains else
    worker = Worker(job_threads)
    config = uvicorn.Config(
        "dangol.config.asgi:application",
        host=host,
        port=port,
        lifespan="off",
        ws="none",
        log_level=logging.WARNING,
        access_log=False,  # addresses may hold what people searched for
        server_header=False,
        forwarded_allow_ips=settings.TRUSTED_PROXIES,
        timeout_graceful_shutdown=GRACE,
    )
    with loading():
        config.load()
        reverse("workspace:home")  # loads every page, else the first visitor waits for them
    server = Server(config, worker)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ignore)  # uvicorn raises the signal again when it has ended
    server.run()
    server.listener.stop()
    if worker.shutdown(GRACE) and not server.late:
        return 0
    log.error("Something did not end in %s seconds and is broken off.", GRACE)
    os._exit(1)  # a thread that still answers a request would keep the process for ever


def work(*, threads: int = 2) -> int:
    """Do jobs only, beside a server elsewhere."""
    return run_worker(threads, grace=GRACE)


def listen() -> int:
    """Listen to the telephone systems only, beside a server elsewhere."""
    listener = Listener().start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_given: listener.let_go())
    listener.wait()
    listener.stop()
    return 0


def _ignore(number: int, frame: FrameType | None) -> None:
    pass
