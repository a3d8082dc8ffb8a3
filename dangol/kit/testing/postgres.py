"""A throw-away PostgreSQL: `python -m dangol.kit.testing.postgres -- COMMAND …`.

The command finds the server in DANGOL_DATABASE_URL; its exit code is passed on.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg import sql

# a crash may lose everything: it lives as long as the tests
FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses= "
    "-c shared_buffers=128MB -c max_connections=100 -c autovacuum_naptime=10s -c lc_messages=C"
)


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the PATH, or where Debian hides the newest."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")
    newest = max(folders, key=lambda path: float(path.parts[-3]), default=None)
    return newest.parent if newest else None


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a fresh server on a socket in a temporary folder; yields the URL of its database."""
    programs = find_programs()
    if programs is None:
        raise LookupError("PostgreSQL's initdb and pg_ctl are not installed.")
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        cluster = folder / "cluster"
        _run(
            programs / "initdb", "-D", cluster, "-U", "dangol", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        control = (programs / "pg_ctl", "-D", cluster, "-w")
        _run(*control, "-o", f"-k {folder} {FAST}", "-l", folder / "log", "start")
        try:
            _run(programs / "createdb", "-h", folder, "-U", "dangol", "dangol")
            yield f"postgresql://dangol@{quote(str(folder), safe='')}/dangol"
        finally:
            _run(*control, "-m", "immediate", "stop")


def _run(*command: object) -> None:
    """Run one of PostgreSQL's programs, which refuse to be root."""
    words = [str(word) for word in command]
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        words,
        user=user,
        group=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{words[0]} failed: {done.stdout}")


@contextmanager
def fresh_database() -> Iterator[str]:
    """Yield the URL of an empty database, on the server the tests were given or on one started now.

    Without a server and its programs, the calling test is skipped.
    """
    given = os.environ.get("DANGOL_TEST_DATABASE_URL") or os.environ.get("DANGOL_DATABASE_URL", "")
    if given.startswith("postgres"):
        with _database_on(given) as url:
            yield url
    elif find_programs() is None:
        pytest.skip("PostgreSQL is neither given (DANGOL_TEST_DATABASE_URL) nor installed")
    else:
        with temporary_server() as url:
            yield url


@contextmanager
def _database_on(server: str) -> Iterator[str]:
    name = f"dangol_{secrets.token_hex(6)}"
    quoted = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


def main(arguments: Sequence[str]) -> int:
    """Run the command with a fresh server; the exit code is its own."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print(__doc__, file=sys.stderr)  # noqa: T201
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped
    with temporary_server() as url:
        environment = {**os.environ, "DANGOL_DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
