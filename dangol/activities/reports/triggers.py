"""Triggers that note which day of whom changed, whoever writes: services, bulk acts, cascades.

Seoul keeps UTC+9 all year, so its midnights are fixed moments (no summer time since 1988).
On PostgreSQL they fire once a statement and never wait for each other: what a transaction notes
is a row of its own.
"""

from typing import Any

TABLE = "activities_activity"
STALE = "activities_staleday"
COLUMNS = (
    "owner_id", "occurred_at", "kind_id", "purpose_id", "customer_id", "minutes", "link_model",
    "link_id",
)  # fmt: skip
_INTO = f"{STALE} (owner_id, day, month, starts_at, ends_at, is_taken)"


def _sqlite(row: str) -> str:
    day = f"date({row}.occurred_at, '+9 hours')"
    return f"""INSERT INTO {_INTO}
        SELECT {row}.owner_id, {day}, date({day}, 'start of month'),
            datetime({day}, '-9 hours'), datetime({day}, '+15 hours'), 0
        WHERE {row}.occurred_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM {STALE} s WHERE s.owner_id = {row}.owner_id AND s.day = {day});"""  # noqa: S608


def _postgresql(rows: str) -> str:
    return f"""INSERT INTO {_INTO}
        SELECT DISTINCT owner_id, day, date_trunc('month', day)::date,
            day::timestamp AT TIME ZONE 'Asia/Seoul',
            (day + 1)::timestamp AT TIME ZONE 'Asia/Seoul', false
        FROM (SELECT owner_id, (occurred_at AT TIME ZONE 'Asia/Seoul')::date AS day
              FROM ({rows}) changed WHERE occurred_at IS NOT NULL) days;"""  # noqa: S608


def _function(name: str, body: str) -> str:
    return f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {body} RETURN NULL; END $$"""


_DIFFERS = " OR ".join(f"o.{name} IS DISTINCT FROM n.{name}" for name in COLUMNS)
_CHANGED = " UNION ALL ".join(
    f"SELECT {side}.owner_id, {side}.occurred_at FROM old_rows o JOIN new_rows n USING (id) "  # noqa: S608
    f"WHERE {_DIFFERS}"
    for side in ("o", "n")
)
CREATE = {
    "sqlite": [
        f"CREATE TRIGGER effort_insert AFTER INSERT ON {TABLE} BEGIN {_sqlite('NEW')} END",
        f"CREATE TRIGGER effort_delete AFTER DELETE ON {TABLE} BEGIN {_sqlite('OLD')} END",
        f"CREATE TRIGGER effort_update AFTER UPDATE OF {', '.join(COLUMNS)} ON {TABLE} "
        f"BEGIN {_sqlite('OLD')} {_sqlite('NEW')} END",
    ],
    "postgresql": [
        _function("effort_insert", _postgresql("SELECT owner_id, occurred_at FROM new_rows")),
        _function("effort_delete", _postgresql("SELECT owner_id, occurred_at FROM old_rows")),
        _function("effort_update", _postgresql(_CHANGED)),
        f"""CREATE TRIGGER effort_insert AFTER INSERT ON {TABLE}
        REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION effort_insert()""",
        f"""CREATE TRIGGER effort_delete AFTER DELETE ON {TABLE}
        REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION effort_delete()""",
        f"""CREATE TRIGGER effort_update AFTER UPDATE ON {TABLE}
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION effort_update()""",
    ],
}
NOTE = {
    "sqlite": f"""INSERT INTO {_INTO}
        SELECT owner_id, day, date(day, 'start of month'), datetime(day, '-9 hours'),
            datetime(day, '+15 hours'), 0
        FROM (SELECT DISTINCT owner_id, date(occurred_at, '+9 hours') AS day FROM {TABLE}
              WHERE occurred_at IS NOT NULL AND {{where}})""",  # noqa: S608 - our own names and words
    "postgresql": _postgresql(f"SELECT owner_id, occurred_at FROM {TABLE} WHERE {{where}}"),  # noqa: S608 - our own names and words
}
DROP = {
    "sqlite": [f"DROP TRIGGER IF EXISTS effort_{act}" for act in ("insert", "delete", "update")],
    "postgresql": [
        f"DROP FUNCTION IF EXISTS effort_{act}() CASCADE" for act in ("insert", "delete", "update")
    ],
}


def make(apps: Any, schema_editor: Any) -> None:
    """Make the triggers, and note every day there is already."""
    _run(CREATE, schema_editor.connection)
    note_all(schema_editor.connection)


def note_all(connection: Any) -> None:
    """Note every day of everybody as changed."""
    note(connection, "1 = 1", ())


def note(connection: Any, where: str, params: tuple[Any, ...]) -> None:
    """Note the days of the activities a condition picks as changed."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE[connection.vendor].format(where=where), params)


def drop(apps: Any, schema_editor: Any) -> None:
    """Take the triggers out."""
    _run(DROP, schema_editor.connection)


def _run(statements: dict[str, list[str]], connection: Any) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
