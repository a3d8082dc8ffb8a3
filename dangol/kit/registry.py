"""Plug points: an app keeps a registry, apps above fill it when Django starts."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Things by name, in the order they came; a name is taken once."""

    def __init__(self) -> None:
        self._items: dict[str, T] = {}

    def add(self, name: str) -> Callable[[T], T]:
        def register(item: T) -> T:
            if self._items.setdefault(name, item) is not item:
                raise ValueError(f"{name!r} is already registered.")
            return item

        return register

    def __getitem__(self, name: str) -> T:
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(self._items.items())
