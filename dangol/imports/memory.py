"""Keep the memory of a long import flat: what is done with goes back to the system."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from dangol.kit import memory


@contextmanager
def unmapped() -> Iterator[None]:
    """Work through a large database without SQLite mapping its file into our memory."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA mmap_size")
        before = cursor.fetchone()[0]
    _map(0)
    try:
        yield
    finally:
        _map(before)


def _map(size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA mmap_size = {int(size)}")


def give_back() -> None:
    """Between two transactions, return what SQLite and freed objects hold.

    A connection collects compiled statements, pages and parts of the text index; glibc keeps freed
    memory in pieces. Together that was 80 MB after 100,000 rows, and it grew.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        connection.close()
        _map(0)
    memory.give_back()
