"""Where a list stands: everything the address says, checked, and written back."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from dangol.kit.conditions import Condition, Group, Leaf, Vocabulary
from dangol.kit.conditions.tree import leaves
from dangol.kit.lists.columns import Column
from dangol.kit.lists.records import RecordList

RESERVED = ("q", "sort", "page", "size", "view", "list")
SIZES = (25, 50, 100)
QUERY_LIMIT = 100
PAGE_LIMIT = 1_000_000


@dataclass(frozen=True)
class ListState:
    """Search, conditions, order and page of a list, and what was wrong with the address."""

    vocabulary: Vocabulary
    condition: Group = field(default_factory=lambda: Group("all"))
    q: str = ""
    sort: str = ""
    page: int = 1
    size: int = 0
    view: str = ""
    problems: tuple[str, ...] = ()

    @cached_property
    def conditions(self) -> list[tuple[str, str]]:
        return self.vocabulary.to_address(self.condition)

    def pairs(self, *, place: bool = True) -> list[tuple[str, str]]:
        """The parameters; without `place`, only what decides which rows and in which order."""
        pairs = [("q", self.q)] if self.q else []
        pairs += self.conditions
        if self.sort:
            pairs.append(("sort", self.sort))
        if place:
            pairs += [("view", self.view)] if self.view else []
            pairs += [("size", str(self.size))] if self.size else []
            pairs += [("page", str(self.page))] if self.page > 1 else []
        return pairs

    def address(self, **changes: Any) -> str:
        """The query string, with changes; any change but of the page goes back to page one."""
        changes.setdefault("page", 1)
        return urlencode(replace(self, **changes).pairs())

    @property
    def meaning(self) -> str:
        """The query string of what decides the rows: what views, runs and links remember."""
        return urlencode(self.pairs(place=False))

    def without(self, item: Condition) -> str:
        """The address with one condition taken out."""
        return self.address(condition=Group("all", _others(self.condition.items, item)))

    def chosen(self, name: str) -> Leaf | None:
        """The question a quick menu changes: the attribute's first one."""
        wanted = self.vocabulary[name].default
        for item in self.condition.items:
            if isinstance(item, Leaf) and item.field == name and item.op == wanted:
                return item
        return None

    def asks(self, names: Iterable[str]) -> bool:
        """Whether any condition is about one of these attributes."""
        return any(leaf.field in names for leaf in leaves(self.condition))


def read_state(record_list: RecordList, params: QueryDict) -> ListState:
    """What the address says; what cannot be read is left out and named in `problems`."""
    vocabulary = record_list.vocabulary
    condition, problems = vocabulary.from_address(params, RESERVED)
    sort, trouble = _sort(params.get("sort", ""), record_list.all_columns)
    return ListState(
        vocabulary,
        condition,
        q=_words(params.get("q", "")),
        sort="" if sort == record_list.default_sort else sort,
        page=_number(params.get("page", ""), PAGE_LIMIT) or 1,
        size=_size(params.get("size", "")),
        view=str(_number(params.get("view", ""), 2**31) or ""),
        problems=(*problems, *trouble),
    )


def _words(text: str) -> str:
    """What was typed into the search box, as the databases can take it."""
    return " ".join(text.replace("\0", "").encode("utf-8", "ignore").decode().split())[:QUERY_LIMIT]


def _sort(text: str, columns: dict[str, Column]) -> tuple[str, tuple[str, ...]]:
    column = columns.get(text.removeprefix("-"))
    if not text or (column and column.sort):
        return text, ()
    return "", (_("‘%(name)s’ 순서로는 놓을 수 없습니다.") % {"name": text[:50]},)


def _number(text: str, limit: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 and int(text) <= limit else 0


def _size(text: str) -> int:
    size = _number(text, max(SIZES))
    return size if size in SIZES else 0


def _others(items: tuple[Condition, ...], item: Condition) -> tuple[Condition, ...]:
    return tuple(other for other in items if other is not item)
