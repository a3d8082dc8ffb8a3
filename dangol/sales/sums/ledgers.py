"""Which rows each table of sums adds up, and the SQL that keeps, gathers and rebuilds it.

Triggers write one row for what is no longer and one for what is now, whoever writes: services, bulk
acts, cascades, imports. On PostgreSQL they do it once a statement. Nothing is ever changed in
place, so writers do not wait for each other. Seoul keeps UTC+9 all year.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

BITE = 200_000  # rows gathered in one transaction

_DAY = {
    "sqlite": "date({row}.at, '+9 hours')",
    "postgresql": "({row}.at AT TIME ZONE 'Asia/Seoul')::date",
}
_TRUE = {"sqlite": "1", "postgresql": "true"}


class Ledger(NamedTuple):
    """A table of sums: `keys` and `sums` by their column, read from `row` of the source."""

    source: str
    table: str
    when: str
    keys: dict[str, str]
    sums: dict[str, str]
    watched: tuple[str, ...]

    def names(self) -> str:
        return ", ".join([*self.keys, *self.sums])

    def first(self) -> str:
        """The key the index of the table begins with."""
        return next(iter(self.keys))

    def columns(self, vendor: str, row: str, sign: str = "") -> str:
        """The keys and sums as they stand in a row of the source, by their names."""
        sums = {name: f"{sign}({expression})" for name, expression in self.sums.items()}
        named = [f"{expression} AS {name}" for name, expression in (self.keys | sums).items()]
        return self._filled(", ".join(named), vendor, row)

    def counts(self, vendor: str, row: str) -> str:
        """Whether a row of the source counts."""
        return self._filled(self.when, vendor, row)

    def gathered(self, rows: str) -> str:
        """One row for each key; what has come to nothing is left out."""
        sums = ", ".join(f"SUM({name})" for name in self.sums)
        some = " OR ".join(f"SUM({name}) <> 0" for name in self.sums)
        keys = ", ".join(self.keys)
        return f"SELECT {keys}, {sums} FROM ({rows}) parts GROUP BY {keys} HAVING {some}"  # noqa: S608 - our own names

    def counted(self, vendor: str) -> str:
        """The rows of the whole source, added up."""
        return self.gathered(self.part(vendor, self.source))

    def part(self, vendor: str, table: str, sign: str = "") -> str:
        """What the rows of a table that looks like the source add, or take away."""
        columns, where = self.columns(vendor, "r", sign), self.counts(vendor, "r")
        return f"SELECT {columns} FROM {table} r WHERE {where}"  # noqa: S608 - our own names

    def _filled(self, sql: str, vendor: str, row: str) -> str:
        return sql.replace("{day}", _DAY[vendor]).format(row=row, true=_TRUE[vendor])


OPEN = Ledger(
    "sales_deal", "sales_opensum", "{row}.status = 'open'",
    {"owner": "{row}.owner_id", "stage": "{row}.stage_id", "percent": "{row}.percent"},
    {"number": "1", "amount": "{row}.amount"},
    ("owner_id", "stage_id", "percent", "amount", "status"),
)  # fmt: skip
FLOWS = Ledger(
    "sales_dealstate", "sales_flowsum", "{row}.entered = {true}",
    {"day": "{day}", "owner": "{row}.owner_id", "came_from": "{row}.came_from_id",
     "stage": "{row}.stage_id"},
    {"number": "1", "seconds": "COALESCE({row}.stayed, 0)"},
    ("at", "owner_id", "came_from_id", "stage_id", "entered", "stayed"),
)  # fmt: skip
REACHED = Ledger(
    "sales_dealstate", "sales_reachsum", "{row}.until IS NULL",
    {"begun_on": "{row}.begun_on", "owner": "{row}.owner_id", "furthest": "{row}.furthest_id"},
    {"number": "1"},
    ("begun_on", "owner_id", "furthest_id", "until"),
)  # fmt: skip
LEDGERS = (OPEN, FLOWS, REACHED)


def _sqlite(ledger: Ledger) -> list[str]:
    def add(row: str, sign: str = "") -> str:
        columns, where = ledger.columns("sqlite", row, sign), ledger.counts("sqlite", row)
        into = f"{ledger.table} ({ledger.names()})"
        return f"INSERT INTO {into} SELECT {columns} WHERE {where};"

    begin, source = f"CREATE TRIGGER {ledger.table}_", ledger.source
    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in ledger.watched)
    return [
        f"{begin}insert AFTER INSERT ON {source} BEGIN {add('NEW')} END",
        f"{begin}delete AFTER DELETE ON {source} BEGIN {add('OLD', '-')} END",
        f"{begin}update AFTER UPDATE OF {', '.join(ledger.watched)} ON {source} WHEN {differs} "
        f"BEGIN {add('OLD', '-')} {add('NEW')} END",
    ]


_SIDES = {"insert": (("new_rows", ""),), "delete": (("old_rows", "-"),),
          "update": (("old_rows", "-"), ("new_rows", ""))}  # fmt: skip


def _postgresql(ledger: Ledger) -> list[str]:
    made = []
    for act, sides in _SIDES.items():
        rows = " UNION ALL ".join(ledger.part("postgresql", table, sign) for table, sign in sides)
        name = f"{ledger.table}_{act}"
        seen = {"old_rows": "OLD TABLE AS old_rows", "new_rows": "NEW TABLE AS new_rows"}
        given = " ".join(seen[table] for table, _sign in sides)
        made += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO {ledger.table} ({ledger.names()}) {ledger.gathered(rows)}; "
            "RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {act.upper()} ON {ledger.source} REFERENCING {given} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]
    return made


def make(apps: Any, schema_editor: Any) -> None:
    """Make the triggers and count what there is."""
    connection = schema_editor.connection
    build = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for ledger in LEDGERS:
            for statement in build(ledger):
                cursor.execute(statement)
    count_anew(connection)


def drop(apps: Any, schema_editor: Any) -> None:
    """Take the triggers out."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for ledger in LEDGERS:
            for act in _SIDES:
                name = f"{ledger.table}_{act}"
                cursor.execute(
                    f"DROP TRIGGER IF EXISTS {name}"
                    if connection.vendor == "sqlite"
                    else f"DROP FUNCTION IF EXISTS {name}() CASCADE"
                )


def count_anew(connection: Any) -> None:
    """Throw the sums away and add up the sources; to be called in a transaction."""
    with connection.cursor() as cursor:
        for ledger in LEDGERS:
            if connection.vendor == "postgresql":  # no deal is written between the two
                cursor.execute(f"LOCK TABLE {ledger.source} IN SHARE MODE")
            cursor.execute(f"DELETE FROM {ledger.table}")  # noqa: S608 - our own names
            counted = ledger.counted(connection.vendor)
            cursor.execute(f"INSERT INTO {ledger.table} ({ledger.names()}) {counted}")


def bites(connection: Any, ledger: Ledger) -> Iterator[tuple[Any, Any]]:
    """From and until which first key (owner or day) to gather, one part after another.

    Nobody waits for millions of rows to be written, and every key lies in one part.
    """
    with connection.cursor() as cursor:
        first = ledger.first()
        cursor.execute(f"SELECT {first}, COUNT(*) FROM {ledger.table} GROUP BY 1 ORDER BY 1")  # noqa: S608 - our own names
        counted = cursor.fetchall()
    part: list[Any] = []
    rows = 0
    for key, number in counted:
        part.append(key)
        rows += number
        if rows >= BITE:
            yield part[0], part[-1]
            part, rows = [], 0
    if part:
        yield part[0], part[-1]


def gather(connection: Any, ledger: Ledger, part: tuple[Any, Any]) -> None:
    """Make one row of the rows of each key of a part; to be called in a transaction.

    On PostgreSQL in one statement: what others add meanwhile stays as it is.
    """
    table, names = ledger.table, ledger.names()
    gone = f"FROM {table} WHERE {ledger.first()} BETWEEN %s AND %s"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"WITH gone AS (DELETE {gone} RETURNING {names}) "  # noqa: S608 - our own names
                f"INSERT INTO {table} ({names}) {ledger.gathered('SELECT * FROM gone')}",
                part,
            )
            return
        cursor.execute(f"SELECT MAX(id) FROM {table}")  # noqa: S608 - our own names
        last = cursor.fetchone()[0] or 0
        rows = ledger.gathered(f"SELECT {names} {gone}")
        cursor.execute(f"INSERT INTO {table} ({names}) {rows}", part)
        cursor.execute(f"DELETE {gone} AND id <= %s", (*part, last))
