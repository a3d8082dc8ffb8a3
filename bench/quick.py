"""Millions of made-up rows by a few statements of SQL, the same on both databases."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from django.db import connection, models

from dangol.activities.reports import triggers
from dangol.customers.models import Customer


@contextmanager
def writing_much() -> Iterator[None]:
    """Write without checking keys and noting changed days; all days are noted at the end.

    For a database of a bench alone: it may be lost in a crash, and nobody else writes to it.
    """
    if connection.vendor == "sqlite":
        for setting in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -1000000"):
            run(f"PRAGMA {setting}")
        triggers.drop(None, SimpleNamespace(connection=connection))
        _word_memory(256 << 20)
        yield
        _word_memory(1 << 20)
        triggers.make(None, SimpleNamespace(connection=connection))
    else:  # triggers and foreign keys rest
        run("SET session_replication_role = replica")
        yield
        run("SET session_replication_role = origin")
        triggers.note_all(connection)


def _word_memory(size: int) -> None:
    """How many bytes of new words each full-text table gathers before it writes them."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    for name in (table for table in tables if table.endswith("_fts")):
        run(f"INSERT INTO {name}({name}, rank) VALUES ('hashsize', {size})")  # noqa: S608 - our own names


@contextmanager
def without_indexes(*tables: type[models.Model]) -> Iterator[None]:
    """Drop the indexes these tables declare and make them again: sorted once, not row by row."""
    with connection.schema_editor(atomic=False) as editor:
        for model in tables:
            for index in model._meta.indexes:
                editor.remove_index(model, index)
        yield
        for model in tables:
            for index in model._meta.indexes:
                editor.add_index(model, index)


def copy_rows(
    model: type[models.Model], shift: int, *, where: str, said: dict[str, str] | None = None
) -> None:
    """Rows of `model` once more, what they say of customers by `shift` further on.

    `said` gives columns another expression; `where` picks the rows.
    """
    table, said = model._meta.db_table, said or {}
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    columns += [name for name in said if name not in columns]
    shifted = {
        field.column: f"{field.column} + {shift}"
        for field in model._meta.concrete_fields
        if field.related_model and field.related_model._meta.label == "customers.Customer"
    }
    given = [said.get(name) or shifted.get(name, f'"{name}"') for name in columns]
    listed = ", ".join(f'"{name}"' for name in columns)
    run(f"INSERT INTO {table} ({listed}) SELECT {', '.join(given)} FROM {table} WHERE {where}")  # noqa: S608 - our own names and words


def go_on_numbering(model: type[models.Model]) -> None:
    """Let PostgreSQL give out ids after the greatest; SQLite does by itself."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}")  # noqa: S608 - our own names and words


def values(name: str, ids: Sequence[Any]) -> str:
    """A named table of (n, id) for WITH, to be joined on a number."""
    rows = ", ".join(f"({n}, {pk})" for n, pk in enumerate(ids))
    return f"{name}(n, id) AS (VALUES {rows})"


def rounds(count: int) -> int:
    """How often each customer there is must be taken to stand for so many."""
    return max(1, round(count / Customer.objects.count()))


def numbers(below: int) -> str:
    """A table k with the whole numbers n from 0."""
    rows = f"VALUES (0) UNION ALL SELECT n + 1 FROM k WHERE n < {below - 1}"  # noqa: S608 - our own number
    return f"(WITH RECURSIVE k(n) AS ({rows}) SELECT n FROM k) k"  # noqa: S608 - our own number


def minutes_ago(minutes: str) -> str:
    """The moment so many minutes before now, an expression over a number."""
    if connection.vendor == "sqlite":
        return f"datetime('now', '-' || ({minutes}) || ' minutes')"
    return f"date_trunc('second', now()) - ({minutes}) * interval '1 minute'"


def dice(seed: str, sides: int) -> str:
    """An expression that is any number below `sides`, the same for the same whole number."""
    return f"((({seed}) * 2654435761) % 4294967291 / 7 % {sides})"


def run(sql: str) -> None:
    """One statement, as it stands."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
