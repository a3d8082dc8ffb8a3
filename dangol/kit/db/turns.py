"""Acts that must follow one another though they touch no common row: a limit that is counted."""

from zlib import crc32

from django.db import connection

CLASS = 7_302  # our number among PostgreSQL's advisory locks


def take_turn(*names: str) -> None:
    """Wait for whoever holds one of the names, and hold them until the transaction ends.

    All in one statement and in one order, so that two never wait for each other. SQLite's writers
    follow one another anyway.
    """
    if connection.vendor == "postgresql":
        keys = sorted({crc32(name.encode()) - 2**31 for name in names})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::integer[]) AS key",
                [CLASS, keys],
            )
