"""Listening to the managers (AMI) of telephone systems for as long as the process runs."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.helpdesk.lines import services
from dangol.helpdesk.lines.ami import Block, Lost, Manager
from dangol.helpdesk.lines.queries import Line, lines_in_use, place_of
from dangol.kit.errors import Refused

LOOK = 5.0  # seconds between looks at the settings, and between two words on who listens
QUIET = 20.0  # seconds of silence before we ask whether anybody is there
WAITS = (1, 2, 5, 10, 30, 60)  # seconds before the next try, the last one ever after
AGAIN = 2.0  # seconds until a database that was away is asked again

log = logging.getLogger("dangol.lines")


def _managed() -> list[Line]:
    return [line for line in lines_in_use() if line.ami_host]


class Listener:
    """A thread for each system with a manager; only one process listens to each at a time."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._stopping = threading.Event()
        self._ears: dict[int, threading.Thread] = {}
        self._watch = threading.Thread(target=self._look, name="lines", daemon=True)

    def start(self) -> "Listener":
        self._watch.start()
        return self

    def let_go(self) -> None:
        """Listen no longer; returns at once."""
        self._stopping.set()

    def stop(self, grace: float = 5.0) -> None:
        """Let go of the systems, so that another process listens at once."""
        self.let_go()
        for thread in (self._watch, *self._ears.values()):
            if thread.ident:
                thread.join(grace)

    def wait(self) -> None:
        """Until told to stop."""
        while not self._stopping.wait(LOOK):
            pass

    def _look(self) -> None:
        while True:
            try:
                for line in _managed():
                    if not (ear := self._ears.get(line.id)) or not ear.is_alive():
                        self._ears[line.id] = self._ear(line)
            except DatabaseError:
                log.warning("The telephone systems cannot be read.", exc_info=True)
                close_old_connections()
            if self._stopping.wait(LOOK):
                break
        connection.close()

    def _ear(self, line: Line) -> threading.Thread:
        ear = threading.Thread(
            target=self._apart, args=(line,), name=f"line-{line.id}", daemon=True
        )
        ear.start()
        return ear

    def _apart(self, line: Line) -> None:
        try:
            self.keep(line)
        finally:
            connection.close()

    def keep(self, line: Line) -> None:
        """Listen, and again after every loss, until the settings of the line are others."""
        lost = 0
        while not self._stopping.is_set():
            trouble = ""
            began = time.monotonic()
            try:
                if line not in _managed():
                    break
                self._hear(line)
            except Refused as error:
                trouble = str(error)
                log.info("%s: %s", line.ami_host, trouble)
            except DatabaseError:
                log.warning("%s: the database is away.", line.ami_host, exc_info=True)
                close_old_connections()
            self._release(line, trouble)
            lost = lost + 1 if trouble and time.monotonic() - began < WAITS[-1] else 0
            self._rest(line, WAITS[min(lost, len(WAITS)) - 1] if lost else AGAIN)

    def _rest(self, line: Line, seconds: float) -> None:
        """Wait, but not for settings that are old by now."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and line in _managed():
            if self._stopping.wait(min(left, 1)):
                return

    def _release(self, line: Line, trouble: str) -> None:
        try:
            services.release_line(line, by=self.name, trouble=trouble)
        except DatabaseError:
            close_old_connections()  # the line is free for others when its half minute is over

    def _hear(self, line: Line) -> None:
        if not services.hold_line(line, by=self.name, at=timezone.now()):
            self._stopping.wait(LOOK)
            return
        with Manager(place_of(line)) as manager:
            self._surely(services.catch_up, line, manager.channels())
            heard = held = time.monotonic()
            is_asked = False
            while not self._stopping.is_set():
                blocks = manager.read()
                now = time.monotonic()
                if blocks:
                    self._surely(services.take_all, line, blocks)
                    heard, is_asked = now, False
                elif now - heard > QUIET:
                    if is_asked:
                        raise Lost(_("교환기가 대답하지 않습니다."))
                    manager.send("Ping")
                    heard, is_asked = now, True
                if now - held > LOOK:
                    held = now
                    if line not in _managed() or not services.hold_line(
                        line, by=self.name, at=timezone.now()
                    ):
                        return

    def _surely(self, take: Callable[..., services.Heard], line: Line, blocks: list[Block]) -> None:
        """Hand events on, again and again while the database is away: they are not told twice."""
        now = timezone.now()
        while True:
            try:
                take(line, blocks, now=now)
                return
            except DatabaseError:
                log.warning("%s: events wait for the database.", line.ami_host, exc_info=True)
                if self._stopping.wait(AGAIN):
                    raise
                close_old_connections()
