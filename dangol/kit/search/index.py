"""Where the tokens of kit.search are looked up: an FTS5 table or a GIN index, and the lookup.

`Customer.objects.filter(search__matches="홍ㄱㄷ")` narrows any queryset. A list of the newest takes
its page from `matching_ids`, which reads a broad match only as far as the page goes.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler

from dangol.kit.search.queries import match_query, parse_query, tsquery

NEWEST, WIDEST = 3_000, 60_000


@TextField.register_lookup
class Matches(Lookup):
    """Rows whose stored tokens answer a query; a query nothing can answer matches nothing."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[str]]:
        """Look the rows up in the FTS5 table."""
        key, table, _ = self._names(compiler)
        fts = compiler.quote_name_unless_alias(f"{table}_fts")
        sql = f"{key} IN (SELECT rowid FROM {fts} WHERE {fts} MATCH %s)"  # noqa: S608 names of ours
        return sql, [self._query(match_query(self.rhs))]

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[str]]:
        """Look the rows up in the GIN index.

        The array keeps the planner from walking the primary key backwards and parsing every row:
        it overrates rare tokens and underrates to_tsvector.
        """
        key, table, column = self._names(compiler)
        quote = compiler.quote_name_unless_alias
        sql = (
            f"{key} = ANY(ARRAY(SELECT {quote('id')} FROM {quote(table)} "  # noqa: S608
            f"WHERE to_tsvector('simple', {quote(column)}) @@ to_tsquery('simple', %s)))"
        )
        return sql, [self._query(tsquery(self.rhs))]

    def _names(self, compiler: SQLCompiler) -> tuple[str, str, str]:
        meta = self.lhs.target.model._meta
        quote = compiler.quote_name_unless_alias
        key = f"{quote(self.lhs.alias)}.{quote(meta.pk.column)}"
        return key, meta.db_table, self.lhs.target.column

    @staticmethod
    def _query(written: str | None) -> str:
        if written is None:
            raise EmptyResultSet
        return written


def matching_ids(
    records: QuerySet[Any],
    query: str,
    *,
    limit: int,
    before: int | None = None,
    field: str = "search",
) -> list[int]:
    """Keys of the newest records that answer a query, newest first; `before` continues a page.

    `records` may carry any filters (scope, state); its order and slices may not. On SQLite the FTS5
    table is walked from its end. On PostgreSQL the newest rows are read first, which finds a page
    of a broad match, and of a less broad one if as many more are read as the first promise; a rare
    one comes from the index, which gives all of them.
    """
    if not parse_query(query):
        return []
    if before is not None:
        records = records.filter(pk__lt=before)
    if connections[records.db].vendor == "sqlite":
        return _streamed(records, match_query(query) or "", limit)
    if before is None:
        before = (records.model._base_manager.order_by("-pk").values_list("pk").first() or (0,))[0]
    newest = records.filter(scanned(query, field))
    # by a number, as PostgreSQL overrates what a subquery leaves
    found = _page(newest.filter(pk__gt=before - NEWEST), limit)
    if 0 < len(found) < limit and before > NEWEST:
        count = min(2 * NEWEST * limit // len(found), WIDEST)
        found = _page(newest.filter(pk__gt=before - count), limit)
    if len(found) == limit:
        return found
    return _page(records.filter(**{f"{field}__matches": query}), limit)


def all_matching(model: type[Model], queries: Sequence[str]) -> dict[str, set[int]]:
    """The keys of all rows whose `search` answers each query, in one statement that reads nothing
    but the index; queries without an answer are left out.
    """
    connection = connections[router.db_for_read(model)]
    is_sqlite = connection.vendor == "sqlite"
    written = {query: match_query(query) if is_sqlite else tsquery(query) for query in queries}
    asked = [query for query, text in written.items() if text is not None]
    if not asked:
        return {}
    table = model._meta.db_table
    one = _ALL_SQLITE if is_sqlite else _ALL_POSTGRESQL
    sql = " UNION ALL ".join(one.format(n=n, t=table) for n in range(len(asked)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [written[query] for query in asked])
        found = {asked[n]: set(json.loads(ids)) for n, ids in cursor.fetchall() if ids}
    return {query: ids for query, ids in found.items() if ids}


# the keys in one piece: a row of each takes longer to hand over
_ALL_SQLITE = 'SELECT {n}, json_group_array(rowid) FROM "{t}_fts" WHERE "{t}_fts" MATCH %s'
_ALL_POSTGRESQL = (
    'SELECT {n}, json_agg("id")::text FROM "{t}" '
    "WHERE to_tsvector('simple', \"search\") @@ to_tsquery('simple', %s)"
)


def _page(records: QuerySet[Any], limit: int) -> list[int]:
    return list(records.order_by("-pk").values_list("pk", flat=True)[:limit])


def scanned(query: str, field: str = "search") -> Q:
    """The same condition read from the stored tokens themselves, for rows that are few anyway."""
    if not parse_query(query):
        return Q(pk__in=[])
    wanted = Q()
    for choices in parse_query(query):
        word = Q()
        for terms in choices:
            tokens = (f" {term.token}" + " " * (not term.opens) for term in terms)
            word |= Q(*(Q(**{f"{field}__contains": token}) for token in tokens))
        wanted &= word
    return wanted


def _streamed(records: QuerySet[Any], expression: str, limit: int) -> list[int]:
    meta = records.model._meta
    quote = connections[records.db].ops.quote_name
    fts = f"{meta.db_table}_fts"
    walked = records.extra(  # noqa: S610 names of our own tables
        tables=[fts],
        # the plus keeps the FTS5 table outside, so that it is walked only once
        where=[f"{quote(fts)} MATCH %s", f"+{quote(fts)}.rowid = {quote(meta.db_table)}.id"],
        params=[expression],
        order_by=[f"-{fts}.rowid"],
    )
    return list(walked.values_list("pk", flat=True)[:limit])


class SearchIndex(Operation):
    """Index a table's tokens: an FTS5 table kept by triggers, or a GIN index on PostgreSQL."""

    reversible = True

    def __init__(self, table: str, column: str = "search") -> None:
        self.table = table
        self.column = column

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the index and read the rows there are."""
        self._run(schema_editor, _SQLITE if self._is_sqlite(schema_editor) else _POSTGRESQL)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the index."""
        is_sqlite = self._is_sqlite(schema_editor)
        self._run(schema_editor, _SQLITE_DROP if is_sqlite else _POSTGRESQL_DROP)

    def describe(self) -> str:
        """Say it in one line."""
        return f"Index the search tokens of {self.table}"

    @staticmethod
    def _is_sqlite(schema_editor: BaseDatabaseSchemaEditor) -> bool:
        return schema_editor.connection.vendor == "sqlite"

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, statements: tuple[str, ...]) -> None:
        for statement in statements:
            schema_editor.execute(statement.format(t=self.table, c=self.column), params=None)


# detail=none and columnsize=0: no positions and no lengths, as nothing is ranked.
_SQLITE = (
    'CREATE VIRTUAL TABLE IF NOT EXISTS "{t}_fts" USING fts5("{c}", content=\'{t}\', '
    "content_rowid='id', tokenize='unicode61', detail=none, columnsize=0)",
    'INSERT INTO "{t}_fts"("{t}_fts") VALUES (\'rebuild\')',
    'CREATE TRIGGER IF NOT EXISTS "{t}_fts_insert" AFTER INSERT ON "{t}" BEGIN '
    'INSERT INTO "{t}_fts"(rowid, "{c}") VALUES (new.id, new."{c}"); END',
    'CREATE TRIGGER IF NOT EXISTS "{t}_fts_delete" AFTER DELETE ON "{t}" BEGIN '
    'INSERT INTO "{t}_fts"("{t}_fts", rowid, "{c}") VALUES (\'delete\', old.id, old."{c}"); END',
    'CREATE TRIGGER IF NOT EXISTS "{t}_fts_update" AFTER UPDATE OF "{c}" ON "{t}" '
    'WHEN old."{c}" IS NOT new."{c}" BEGIN '
    'INSERT INTO "{t}_fts"("{t}_fts", rowid, "{c}") VALUES (\'delete\', old.id, old."{c}"); '
    'INSERT INTO "{t}_fts"(rowid, "{c}") VALUES (new.id, new."{c}"); END',
)
_SQLITE_DROP = (
    'DROP TRIGGER IF EXISTS "{t}_fts_insert"',
    'DROP TRIGGER IF EXISTS "{t}_fts_delete"',
    'DROP TRIGGER IF EXISTS "{t}_fts_update"',
    'DROP TABLE IF EXISTS "{t}_fts"',
)
_POSTGRESQL = (
    'CREATE INDEX IF NOT EXISTS "{t}_{c}_fts" ON "{t}" USING gin (to_tsvector(\'simple\', "{c}"))',
)
_POSTGRESQL_DROP = ('DROP INDEX IF EXISTS "{t}_{c}_fts"',)


def search_index(table: str, column: str = "search") -> list[Operation]:
    """Migration operations that index the tokens of a table; safe to run again.

    SQLite loses triggers when Django remakes a table to alter it: kit.db.fairsqlite puts them back.
    """
    return [SearchIndex(table, column)]
