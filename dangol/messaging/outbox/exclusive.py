"""One deliverer for each channel at a time, whatever happens to it.

The lock belongs to the process (SQLite: a file) or to its database session (PostgreSQL), so it is
free the moment either is gone; a lease in a table would have to be waited for.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from time import monotonic, sleep

from django.db import connection

from dangol.messaging.channels.journal import folder

PATIENCE = 1.0  # seconds
CLASS = 7_301  # our number among PostgreSQL's advisory locks


@contextlib.contextmanager
def exclusively(channel_id: int) -> Iterator[bool]:
    """Hold the channel; False if somebody else does."""
    if connection.vendor == "postgresql":
        with _by_session(channel_id) as held:
            yield held
    else:
        with _by_file(channel_id) as held:
            yield held


def _patiently(take: Callable[[], bool]) -> bool:
    """Try for a moment: who holds it may just have looked for the last time and be letting go."""
    end = monotonic() + PATIENCE
    while not take():
        if monotonic() > end:
            return False
        sleep(0.05)
    return True


@contextlib.contextmanager
def _by_session(channel_id: int) -> Iterator[bool]:
    def take() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLASS, channel_id])
            return bool(cursor.fetchone()[0])

    held = _patiently(take)
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLASS, channel_id])


@contextlib.contextmanager
def _by_file(channel_id: int) -> Iterator[bool]:
    descriptor = os.open(folder() / f"channel-{channel_id}.lock", os.O_RDWR | os.O_CREAT)

    def take() -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    try:
        yield _patiently(take)
    finally:
        os.close(descriptor)
