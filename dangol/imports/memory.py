"""Keep the memory of a long import flat: what is done with goes back to the system."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes import CDLL

from django.db import connection


@contextmanager
def unmapped() -> Iterator[None]:
    """Work through a large database without SQLite mapping its file into our memory."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA mmap_size")
        before = cursor.fetchone()[0]
        cursor.execute("PRAGMA mmap_size = 0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA mmap_size = {int(before)}")


def give_back() -> None:
    """Return freed memory; glibc would keep it in pieces, 50 MB of them after 100,000 rows."""
    with suppress(AttributeError, OSError):  # other systems have no such call
        CDLL(None).malloc_trim(0)
