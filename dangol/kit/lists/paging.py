"""Which rows a page shows, found so that a million rows cost no more than a thousand."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple
from zlib import crc32

from django.core.cache import cache
from django.db import connections
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from dangol.kit.conditions import Asker
from dangol.kit.lists.columns import Column, unique_reads
from dangol.kit.lists.records import RecordList
from dangol.kit.lists.state import ListState
from dangol.kit.search import matching_ids, scanned

COUNT_LIMIT = 10_000
SEARCH_LIMIT = 100
SAMPLE = 2_000
KEPT_SECONDS = 60
WALK_SHARE = 10  # sorting a match costs ten times the skipping of an index entry


class Total(NamedTuple):
    """How many rows there are: exactly, about (beyond 10,000), or at least (a broad search)."""

    number: int
    exact: bool = True
    at_least: bool = False


class Page(NamedTuple):
    """The ids of one page in order, and whether another follows."""

    ids: list[int]
    first: int
    more: bool


def matching(record_list: RecordList, state: ListState, user: Any) -> "Matches":
    """The rows the list shows to this user, in no order."""
    rows = record_list.rows(user)
    q = state.q if record_list.search else ""
    is_narrow = bool(q or state.condition.items) and _is_narrow(rows, q)
    if is_narrow:
        rows = rows.model._base_manager.filter(pk__in=rows.values("pk")[:COUNT_LIMIT])
    if state.condition.items:
        asker = Asker(user, timezone.localdate())
        rows = rows.filter(state.vocabulary.q(state.condition, asker))
    return Matches(rows, q, record_list.search, is_narrow=is_narrow)


def _is_narrow(scope: "QuerySet[Any]", q: str) -> bool:
    """Whether the person sees so few rows that those are best looked through one by one.

    SQLite would as soon begin with 200,000 customers of one stage; a limited subquery it cannot
    turn round. PostgreSQL knows better but for a search, which names every row it finds.
    """
    if not scope.query.where or not (q or _is_sqlite(scope)):
        return False
    return scope[: COUNT_LIMIT + 1].count() <= COUNT_LIMIT


class Order(NamedTuple):
    """How rows are put in order: a column, then the id in the direction its index has it."""

    column: str
    down: bool
    newest: bool = True

    def turned(self) -> "Order":
        """The same order from the end."""
        return Order(self.column, not self.down, not self.newest)

    def terms(self) -> list[Any]:
        pk = "-pk" if self.newest else "pk"
        if self.column == "pk":
            return [pk]
        return [F(self.column).desc() if self.down else F(self.column).asc(), pk]


def order_of(record_list: RecordList, state: ListState) -> Order:
    """The order asked for; newest first without one."""
    sort = state.sort or record_list.default_sort
    column = record_list.all_columns.get(sort.removeprefix("-"))
    if not column or not column.sort:
        return Order("pk", down=True)
    down = sort.startswith("-")
    return Order(column.sort.removeprefix("-"), down, down == column.sort.startswith("-"))


class Matches:
    """The rows of a list, and how many they are; counted only if somebody asks."""

    def __init__(
        self, rows: "QuerySet[Any]", q: str = "", field: str = "", *, is_narrow: bool = False
    ) -> None:
        self.rows = rows
        if q:
            is_read = is_narrow and not _is_sqlite(rows)
            self.rows = rows.filter(scanned(q, field) if is_read else Q(**{f"{field}__matches": q}))
        self.narrowed, self.q, self.field = rows, q, field
        self.is_narrow = is_narrow

    @cached_property
    def total(self) -> Total:
        if not self.q or self.is_narrow:
            return total_of(self.rows)
        found = len(self._newest(SEARCH_LIMIT + 1))
        return Total(
            min(found, SEARCH_LIMIT), exact=found <= SEARCH_LIMIT, at_least=found > SEARCH_LIMIT
        )

    def _newest(self, limit: int) -> list[int]:
        return matching_ids(self.narrowed, self.q, limit=limit, field=self.field)

    def page(self, order: Order, *, number: int, size: int) -> Page:
        """The ids of a page; one more is looked for to know whether there is a next page."""
        start = (number - 1) * size
        ids = self.ids(order, start, start + size + 1)
        return Page(ids[:size], start + 1, len(ids) > size)

    def ids(self, order: Order, start: int, stop: int) -> list[int]:
        """The ids from `start` to `stop`, empty values last.

        Empty values are asked for apart: `NULLS LAST` would use no index.
        """
        if self.q and not self.is_narrow and order == Order("pk", down=True):
            return self._newest(stop)[start:]
        if order.column == "pk" or not _nullable(self.rows.model, order.column):
            return self._slice(self.rows, order, start, stop)
        filled = self.rows.filter(**{f"{order.column}__isnull": False})
        ids = self._slice(filled, order, start, stop)
        if len(ids) == stop - start:
            return ids
        passed = start + len(ids)
        if start and not ids:
            passed = filled.count()
        rest = self.rows.filter(**{f"{order.column}__isnull": True})
        rest = rest.order_by("-pk" if order.newest else "pk")
        ids += rest.values_list("pk", flat=True)[max(0, start - passed) : stop - passed]
        return ids

    def _slice(self, rows: "QuerySet[Any]", order: Order, start: int, stop: int) -> list[int]:
        ordered = rows.order_by(*order.terms()).values_list("pk", flat=True)
        index = self._index_to_walk(rows, order, stop)
        return _walk(ordered[start:stop], index) if index else list(ordered[start:stop])

    def _index_to_walk(self, rows: "QuerySet[Any]", order: Order, stop: int) -> str:
        """The index of the order, where reading along it beats sorting all that match.

        SQLite takes an index of a filter if there is any and sorts 100,000 rows for fifty
        (docs/adr/0030-walking-the-sort-index.md). PostgreSQL knows its rows and needs no advice.
        """
        if not _is_sqlite(rows) or self.is_narrow or not rows.query.where:
            return ""
        index = _index_of(rows.model, order.column)
        if not index or self.total.at_least:
            return index
        return index if self.total.number**2 * WALK_SHARE > stop * _last_id(rows.model) else ""

    def beside(self, order: Order, record_id: int, *, after: bool) -> int | None:
        """The id of the row before or after this one in the order; None at the ends."""
        if not after:
            order = order.turned()
        rows, pk = self.rows, {"pk__lt" if order.newest else "pk__gt": record_id}
        if order.column == "pk":
            return self._first(rows.filter(**pk), order)
        one = rows.model._base_manager.filter(pk=record_id)
        value = one.values_list(order.column, flat=True).first()
        is_empty, is_filled = ({f"{order.column}__isnull": empty} for empty in (True, False))
        if value is None:
            found = self._first(rows.filter(**is_empty, **pk), order)
            return found if found or after else self._first(rows.filter(**is_filled), order)
        beyond = f"{order.column}__{'lt' if order.down else 'gt'}"
        return (
            self._first(rows.filter(**{order.column: value}, **pk), order)
            or self._first(rows.filter(**{beyond: value}), order)
            or (self._first(rows.filter(**is_empty), order) if after else None)
        )

    def _first(self, rows: "QuerySet[Any]", order: Order) -> int | None:
        return next(iter(self._slice(rows, order, 0, 1)), None)


def _is_sqlite(rows: "QuerySet[Any]") -> bool:
    return bool(connections[rows.db].vendor == "sqlite")


def _index_of(model: type[Model], column: str) -> str:
    """The index that begins with this column and holds every row."""
    for index in model._meta.indexes:
        if index.fields_orders and index.fields_orders[0][0] == column and not index.condition:
            return index.name
    return ""


def _walk(ids: "QuerySet[Any]", index: str) -> list[int]:
    """The ids by this index of SQLite's, which Django cannot say."""
    sql, params = ids.query.sql_with_params()
    table = f'FROM "{ids.model._meta.db_table}"'
    with connections[ids.db].cursor() as cursor:
        cursor.execute(sql.replace(table, f'{table} INDEXED BY "{index}"', 1), params)
        return [row[0] for row in cursor.fetchall()]


def rows_of(model: type[Model], ids: Sequence[int], columns: Sequence[Column]) -> list[Any]:
    """The rows of these ids in this order, with only what the columns read."""
    reads = unique_reads(columns)
    related = {name.rpartition("__")[0] for name in reads if "__" in name}
    found = model._base_manager.filter(pk__in=ids).only(*reads)
    if related:
        found = found.select_related(*related)
    for column in columns:
        found = found.prefetch_related(*column.prefetch)
    by_id = {row.pk: row for row in found}
    return [by_id[pk] for pk in ids if pk in by_id]


def total_of(rows: "QuerySet[Any]") -> Total:
    """How many rows there are: exact up to 10,000, then estimated and kept for a minute."""
    key = f"list-total-{crc32(str(rows.query).encode()):x}"
    if estimated := cache.get(key):
        return Total(estimated, exact=False)
    counted = rows.order_by()[: COUNT_LIMIT + 1].count()
    if counted <= COUNT_LIMIT:
        return Total(counted)
    estimated = max(_estimate(rows), COUNT_LIMIT + 1)
    cache.set(key, estimated, KEPT_SECONDS)
    return Total(estimated, exact=False)


def _estimate(rows: "QuerySet[Any]") -> int:
    """From an even sample of all ids: the share that is among the rows, of the ids there are."""
    first = rows.model._base_manager.order_by("pk").values_list("pk", flat=True).first() or 0
    last = _last_id(rows.model)
    step = max((last - first + 1) // SAMPLE, 1)
    return rows.filter(pk__in=list(range(first, last + 1, step))).count() * step


def _last_id(model: type[Model]) -> int:
    return model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def _nullable(model: type[Model], column: str) -> bool:
    return "__" in column or bool(model._meta.get_field(column).null)
