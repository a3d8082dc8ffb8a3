"""Which rules led to what is happening now: a context of the running batch, not of a thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

DEPTH_LIMIT = 5
_path: ContextVar[tuple[int, ...]] = ContextVar("rules", default=())


def path() -> tuple[int, ...]:
    """Ids of the rules whose effect this is, the first one first; empty for what people do."""
    return _path.get()


@contextmanager
def caused_by(*rule_ids: int) -> Iterator[None]:
    """Everything published inside is an effect of these rules."""
    token = _path.set(rule_ids)
    try:
        yield
    finally:
        _path.reset(token)
