"""SQLite whose writers queue in order: its own busy wait lets a busy job starve the pages.

A thread lock and a file lock (`flock`, POSIX) are taken before a transaction begins (all are
IMMEDIATE) or a single statement writes, and freed at its end. See docs/adr/0003-databases.md.
"""

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from dangol.kit.db.fairsqlite.schema import DatabaseSchemaEditor

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Queue:
    """A lock handed to whoever waits longest; `threading.Lock` lets its last holder win again."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def acquire(self, timeout: float) -> bool:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        if gate.acquire(timeout=timeout):
            return True
        with self._mutex:
            if gate in self._waiting:
                self._waiting.remove(gate)
                return False
        return True  # handed over in the last moment

    def release(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_queues: dict[str, Queue] = {}
# a child must not wait for its parent's threads
os.register_at_fork(after_in_child=_queues.clear)


class Cursor(base.SQLiteCursorWrapper):
    """Queues single statements that write outside a transaction."""

    wrapper: "DatabaseWrapper"

    def execute(self, query: str, params: Any = None) -> Any:
        with self.wrapper.turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.wrapper.turn(query):
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend with a fair write lock."""

    SchemaEditorClass = DatabaseSchemaEditor
    _held: int | None = None
    _queue: Queue

    def create_cursor(self, name: str | None = None) -> Cursor:
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def turn(self, query: str) -> Any:
        """The write lock for a statement that writes on its own, nothing for any other."""
        alone = self._held is None and not self.connection.in_transaction
        writes = query[:7].upper().startswith(WRITES)
        return self._turn() if alone and writes else nullcontext()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self._take()
        try:
            yield
        finally:
            self._free()

    def _start_transaction_under_autocommit(self) -> None:
        self._take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._free()
            raise

    def _take(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._held is not None or ":memory:" in name or "mode=memory" in name:
            return
        queue = _queues.setdefault(name, Queue())
        if not queue.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        try:
            self._held = os.open(f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except BaseException:
            queue.release()
            raise
        self._queue = queue
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX)
        except BaseException:
            self._free()
            raise

    def _free(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            fcntl.flock(held, fcntl.LOCK_UN)  # a forked child may have the file open as well
            os.close(held)
            self._queue.release()

    def _commit(self) -> Any:
        done = super()._commit()  # type: ignore[misc]
        self._free()  # a commit that failed is still to be rolled back
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._free()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._free()
