"""Which records can be talked about; apps say how theirs are found, called and opened."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from dangol.kit.registry import Registry


@dataclass(frozen=True)
class Commentable:
    """One kind of record under its label (`customers.customer`).

    `rows(user)` are the visible ones; `url(record)` is the page that shows the comments;
    `watchers(record)` are told of what others say.
    """

    label: str | Promise
    rows: Callable[[Any], "QuerySet[Any]"]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    watchers: Callable[[Any], Iterable[int | None]] = lambda record: ()


commentables: Registry[Commentable] = Registry()


def about(record: Model) -> Commentable:
    """How this record is talked about."""
    return commentables[record._meta.label_lower]
