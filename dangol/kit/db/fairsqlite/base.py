"""SQLite whose writers queue in order: its own busy wait lets a busy job starve the pages.

A thread lock and a file lock (`flock`, POSIX) are taken before BEGIN IMMEDIATE and freed at its
end. Measured in docs/adr/0003-databases.md.
"""

import fcntl
import os
import threading
from typing import Any

from django.db.backends.sqlite3 import base

_locks: dict[str, threading.Lock] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend with a fair write lock."""

    _held: int | None = None
    _lock: threading.Lock

    def _start_transaction_under_autocommit(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._held is None and ":memory:" not in name and "mode=memory" not in name:
            self._lock = _locks.setdefault(name, threading.Lock())
            self._lock.acquire()
            try:
                held = os.open(f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                fcntl.flock(held, fcntl.LOCK_EX)
            except BaseException:
                self._lock.release()
                raise
            self._held = held
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._free()
            raise

    def _free(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None
            self._lock.release()

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._free()

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
