"""Insert thousands of rows at once: long statements on SQLite, `COPY` on PostgreSQL.

`bulk_create` spends most of its time on model objects and on compiling SQL per batch; an import
knows its columns. Values are final: strings, numbers, days, aware moments, lists and dicts.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

Convert = Callable[[Any], Any]
LENGTHS = (256, 64, 16, 4, 1)


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys nobody else gets; call it inside the writing transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))


def among(values: Iterable[str]) -> RawSQL:
    """Thousands of texts for `__in`, as one parameter; Django would prepare each by itself."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::text[])", [list(values)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(values))])


def among_ids(ids: Iterable[int]) -> RawSQL:
    """The same for thousands of primary keys."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(ids))])


def insert(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], **same: Any
) -> None:
    """Insert rows of these fields; `same` is equal in all of them, the rest takes its default."""
    rows = list(rows)
    if not rows:
        return
    columns, converts, rest = _plan(model, tuple(names), tuple(same))
    constants = [
        convert(same[name]) if name in same else default() for name, convert, default in rest
    ]
    converted = _converted(rows, converts)
    values = [(*row, *constants) for row in converted]
    table = connection.ops.quote_name(model._meta.db_table)
    listed = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            command = f"COPY {table} ({listed}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(command) as copy:
                for row in values:
                    copy.write_row(row)
        else:
            _insert_by_statement(cursor, f"INSERT INTO {table} ({listed}) VALUES ", values)  # noqa: S608


def _insert_by_statement(cursor: Any, start: str, rows: Sequence[Sequence[Any]]) -> None:
    """Hundreds of rows a statement: at the end of each one SQLite's text index writes a segment.

    Only a few lengths occur, as every statement stays compiled and takes megabytes.
    """
    marks = f"({', '.join(['%s'] * len(rows[0]))})"
    place = 0
    for size in LENGTHS:
        statement = start + ", ".join([marks] * size)
        while len(rows) - place >= size:
            batch = rows[place : place + size]
            cursor.execute(statement, [*chain.from_iterable(batch)])
            place += size


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set these fields of rows by primary key, which comes last in each row."""
    rows = list(rows)
    if not rows:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    converts = [_convert(field) for field in fields]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE id = %s",  # noqa: S608
            list(_converted(rows, [*converts, None])),
        )


def _converted(
    rows: Iterable[Sequence[Any]], converts: Sequence[Convert | None]
) -> Iterable[Sequence[Any]]:
    special = [(place, convert) for place, convert in enumerate(converts) if convert]
    if not special:
        return rows
    return [_with(row, special) for row in rows]


def _with(row: Sequence[Any], special: list[tuple[int, Convert]]) -> list[Any]:
    made = list(row)
    for place, convert in special:
        if made[place] is not None:
            made[place] = convert(made[place])
    return made


Rest = tuple[str, Convert, Callable[[], Any]]


@lru_cache(maxsize=64)
def _plan(
    model: type[models.Model], names: tuple[str, ...], same: tuple[str, ...]
) -> tuple[list[str], list[Convert | None], list[Rest]]:
    given: list[Any] = [model._meta.get_field(name) for name in names]
    others: list[Any] = [
        field
        for field in model._meta.concrete_fields
        if field not in given and (not field.primary_key)
    ]
    rest: list[Rest] = []
    for field in others:
        convert = _convert(field) or _same
        rest.append((field.name, convert, _default_of(field, convert)))
    columns = [field.column for field in (*given, *others)]
    return columns, [_convert(field) for field in given], rest


def _default_of(field: Any, convert: Convert) -> Callable[[], Any]:
    def default() -> Any:
        value = field.get_default()
        return None if value is None else convert(value)

    return default


def _same(value: Any) -> Any:
    return value


def _convert(field: Any) -> Convert | None:
    """How a Python value becomes what the driver wants; None when nothing has to be done."""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return _sqlite_moment
    if isinstance(field, models.DateField):
        return date.isoformat
    return None


def _sqlite_moment(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))
