"""What can be merged: apps above add sources of further fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise

from dangol.accounts.models import User
from dangol.kit.registry import Registry

Facts = dict[int, dict[str, str]]


@dataclass(frozen=True)
class MergeField:
    """One fact a text may name. `name` is how it is written: always the Korean word.

    `sample` stands in where no customer is at hand; `mask` hides it from those without the right
    to see personal data; `label` is what the menu calls it.
    """

    name: str
    label: str | Promise
    group: str | Promise
    sample: str
    mask: Callable[[str], str] | None = None


class Setting(NamedTuple):
    """Who sends, and on which day."""

    sender: User | None
    today: date


@dataclass(frozen=True)
class MergeSource:
    """Fields that are read together.

    `fields()` may grow with the office's own fields; `facts(customer_ids, names, setting)` reads
    those named in a fixed number of queries, at most two, and leaves out what is empty.
    """

    fields: Callable[[], Sequence[MergeField]]
    facts: Callable[[Sequence[int], frozenset[str], Setting], Facts]


merge_fields: Registry[MergeSource] = Registry()
