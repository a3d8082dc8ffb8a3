"""What a list of one kind of record declares."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Attribute, Vocabulary
from dangol.kit.lists.bulk import BulkAction
from dangol.kit.lists.columns import Column
from dangol.kit.registry import Registry


class Custom(NamedTuple):
    """An office's own fields of one kind of record, as columns and attributes."""

    columns: list[Column]
    attributes: list[Attribute]


class FirstStep(NamedTuple):
    """What a list offers to do: an empty one to begin with, any to take its conditions along."""

    label: Any
    url_name: str
    permission: str = ""


class RecordList:
    """The list of one kind of record; subclass, declare, done (docs/recipes/add-a-list.md).

    `rows(user)` are the rows the user may see; the engine narrows, sorts, pages and exports them.
    """

    key: ClassVar[str]
    model: ClassVar[type[Model]]
    url_name: ClassVar[str]
    title: ClassVar[Any]
    unit: ClassVar[Any] = _("%(n)s건")
    columns: ClassVar[Sequence[Column]]
    attributes: ClassVar[Sequence[Attribute]] = ()
    default_columns: ClassVar[Sequence[str]]
    default_sort: ClassVar[str] = ""
    search: ClassVar[str] = ""
    search_hint: ClassVar[Any] = _("이름·전화 뒷자리·초성")
    quick: ClassVar[Sequence[str]] = ()
    bulk: ClassVar[Sequence[BulkAction]] = ()
    empty_title: ClassVar[Any] = _("아직 아무것도 없습니다.")
    empty_text: ClassVar[Any] = ""
    first_steps: ClassVar[Sequence[FirstStep]] = ()
    takers: ClassVar[Sequence[FirstStep]] = ()  # pages that begin with the list's conditions
    report: ClassVar[str] = ""  # of workspace.registry, asked `among` the rows of the list

    def __init_subclass__(cls) -> None:
        lists.add(cls.key)(cls())

    def rows(self, user: Any) -> "QuerySet[Any]":
        """The rows the user may see."""
        return self.model._default_manager.visible_to(user)  # type: ignore[attr-defined]

    @cached_property
    def right(self) -> Callable[[str], str]:
        """The permission of a verb: `right("export")` is `customers.export_customer`."""
        meta = self.model._meta
        return lambda verb: f"{meta.app_label}.{verb}_{meta.model_name}"

    @property
    def all_columns(self) -> dict[str, Column]:
        """Every column by name, the office's own last."""
        return {column.name: column for column in (*self.columns, *custom(self).columns)}

    @property
    def vocabulary(self) -> Vocabulary:
        """What can be filtered by, the office's own fields last."""
        return Vocabulary((*self.attributes, *custom(self).attributes))


lists: Registry[RecordList] = Registry()
_sources: list[Callable[[str], Custom]] = []


def provide_custom(source: Callable[[str], Custom]) -> None:
    """Tell where an office's own fields of `app.model` come from; called once, at start."""
    _sources.append(source)


def custom(record_list: RecordList) -> Custom:
    """The office's own fields of this list's records."""
    label = record_list.model._meta.label_lower
    for source in _sources:
        return source(label)
    return Custom([], [])
