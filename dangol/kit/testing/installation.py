"""A whole installation of its own for tests that start, stop and kill real processes."""

import fcntl
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[3]
DATABASE = "dangol.sqlite3"


def free_port() -> int:
    """A port nobody holds, below those the kernel lends: a killed server finds it free again."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


class Installation:
    """A data folder, a database, and the processes started on them."""

    def __init__(self, folder: Path, database_url: str = "", **settings: str) -> None:
        self.folder = folder
        self.database_url = database_url
        self.environment = {
            **os.environ,
            "DANGOL_DATA_DIR": str(folder),
            "DANGOL_DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "dangol.config.settings",
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        self.processes: list[subprocess.Popen[str]] = []

    def python(self, *words: str) -> str:
        """Run Python to its end; its output."""
        command = [sys.executable, *words]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(self, code: str) -> str:
        """Run some lines of Python with Django set up."""
        return self.python("-c", f"import django\ndjango.setup()\n{code}")

    def migrate(self, *apps: str) -> None:
        """Make the tables of these apps (and those they need), or of all.

        All tables of a new database are a copy of those the same code made before.
        """
        if apps or self._is_made():
            self._migrate(*apps)
            return
        with _tables() as kept:
            if self.database_url:
                self._copy_on_server(f"dangol_tables_{kept.stem}")
            elif kept.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                shutil.copy(kept, self.folder / DATABASE)
            else:
                self._migrate()
                shutil.copy(self.folder / DATABASE, beside := kept.with_suffix(".new"))
                beside.replace(kept)

    def _is_made(self) -> bool:
        if not self.database_url:
            return (self.folder / DATABASE).exists()
        return self.rows("SELECT to_regclass('django_migrations')") != [(None,)]

    def _copy_on_server(self, kept: str) -> None:
        """From a database kept on the server, or into it; nobody is connected to either."""
        place = urlsplit(self.database_url)
        mine, theirs = sql.Identifier(place.path[1:]), sql.Identifier(kept)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server = place._replace(path="/postgres").geturl()
        with psycopg.connect(server, autocommit=True) as connection:
            is_kept = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(is_kept, [kept]).fetchone():
                connection.execute(sql.SQL("DROP DATABASE {}").format(mine))
                connection.execute(copy.format(mine, theirs))
            else:
                self._migrate()
                connection.execute(copy.format(theirs, mine))

    def _migrate(self, *apps: str) -> None:
        code = "from django.core.management import call_command as call\n"
        for app in apps or ("",):
            code += f"call('migrate', {f'{app!r}, ' if app else ''}verbosity=0)\n"
        self.run(code)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start Python without waiting for its end."""
        process = subprocess.Popen(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(process)
        return process

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the database from outside."""
        with self._connection() as connection:
            return connection.execute(query).fetchall()

    def execute(self, statement: str) -> None:
        """Write to the database from outside."""
        with self._connection() as connection:
            connection.execute(statement)
            connection.commit()

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                yield connection
        else:
            with closing(sqlite3.connect(self.folder / DATABASE, timeout=20)) as connection:
                yield connection

    def wait_for(self, happened: Callable[[], Any], seconds: float = 90) -> Any:
        """Ask until it is so; what it says then."""
        end = time.monotonic() + seconds
        while not (answer := happened()):
            for process in self.processes:
                if process.poll() not in {None, 0, -signal.SIGKILL}:
                    raise AssertionError(process.communicate()[0])
            assert time.monotonic() < end, "It did not happen in time."
            time.sleep(0.05)
        return answer

    def stop(self) -> None:
        """Kill what still runs."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.communicate()
        self.processes.clear()


@contextmanager
def _tables() -> Iterator[Path]:
    """Where the tables that this code makes are kept; one process at a time looks or makes them."""
    seen = [(str(path), path.stat().st_mtime_ns) for path in sorted(ROOT.glob("dangol/**/*.py"))]
    name = sha256(repr(seen).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir(), f"dangol-tables-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for other in folder.glob("*.sqlite3"):
            if other.stem != name:
                other.unlink()
        yield folder / f"{name}.sqlite3"


@contextmanager
def installation(folder: Path, database_url: str = "", **settings: str) -> Iterator[Installation]:
    made = Installation(folder, database_url, **settings)
    try:
        yield made
    finally:
        made.stop()
