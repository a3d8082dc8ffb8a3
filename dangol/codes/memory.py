"""Small tables that every request needs are read once and kept in the process for some seconds."""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from django.db import transaction

T = TypeVar("T")
FRESH_SECONDS = 5.0
_all: list["Remembered[object]"] = []


class Remembered(Generic[T]):
    """What a function reads, kept until it is told to forget or grows stale.

    The process that changes a row forgets at once; the others follow within FRESH_SECONDS.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._kept: tuple[float, T] | None = None
        _all.append(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        kept, now = self._kept, monotonic()
        if kept is None or now - kept[0] > FRESH_SECONDS:
            kept = self._kept = now, self._read()
        return kept[1]

    def forget(self) -> None:
        """Read again next time, and once more after the commit: another thread may read between."""
        self._drop()
        transaction.on_commit(self._drop)

    def _drop(self) -> None:
        self._kept = None


def remembered(read: Callable[[], T]) -> Remembered[T]:
    """Make a function without arguments keep what it read."""
    return Remembered(read)


def forget_all() -> None:
    """Start cold, as tests must: their rows vanish without a word."""
    for kept in _all:
        kept._drop()
