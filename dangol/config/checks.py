"""`make test`: every check, quickest first, saying what ran and what was skipped.

Some tests wait for processes, locks and pages, so two parts run at once, each in a data folder of
its own; a line says which part it is of.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from dangol.config.messages import compile_catalogues

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PYTEST = [
    sys.executable, "-m", "pytest", "dangol", "--durations=15",
    "-o", "addopts=-q --strict-markers", "-o", "cache_dir=$DANGOL_DATA_DIR/failed",
]  # fmt: skip
LINT: dict[str, list[str]] = {
    "style": [f"{BIN}/ruff", "check", "dangol", "bench"],
    "format": [f"{BIN}/ruff", "format", "--check", "-q", "dangol", "bench"],
    "imports": [f"{BIN}/lint-imports", "--no-cache"],
    "texts": [sys.executable, "-m", "dangol.config.messages", "--check"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "deploy": [sys.executable, "manage.py", "check"],
}

QUICK = "not browser and not servers"
AT_ONCE = 2


def steps() -> dict[str, list[str] | str]:
    """Name of each part to its command, or to the reason why this machine cannot run it."""
    workers = str(min(4, os.cpu_count() or 2))
    parts: dict[str, list[str] | str] = {**LINT, "types": [f"{BIN}/mypy", "dangol"]}
    url = os.environ.get("DANGOL_TEST_DATABASE_URL")
    server = [sys.executable, "-m", "dangol.kit.testing.postgres", "--"]
    on_postgres = [*PYTEST, "-n", workers, "-m", QUICK]
    if url:
        parts["tests on PostgreSQL"] = ["env", f"DANGOL_DATABASE_URL={url}", *on_postgres]
    elif _has("initdb", "usr/lib/postgresql/*/bin/initdb"):
        parts["tests on PostgreSQL"] = [*server, *on_postgres]
    else:
        parts["tests on PostgreSQL"] = (
            "no PostgreSQL server programs, and DANGOL_TEST_DATABASE_URL is not set"
        )
    parts["tests on SQLite"] = [*PYTEST, "-n", workers, "-m", f"{QUICK} and not postgres"]
    if _has("chromium", "usr/bin/chromium"):
        parts["tests in a browser"] = [*PYTEST, "-n", workers, "-m", "browser"]
    else:
        parts["tests in a browser"] = "no /usr/bin/chromium"
    if _has("dovecot", "usr/sbin/dovecot"):
        parts["tests with mail servers"] = [*PYTEST, "-m", "servers"]
    else:
        parts["tests with mail servers"] = "no dovecot"
    return parts


def _has(program: str, pattern: str) -> bool:
    return bool(shutil.which(program) or any(Path("/").glob(pattern)))


class Result(NamedTuple):
    """What became of a part, in how many seconds, and which tests failed at its last try."""

    name: str
    said: str
    took: float = 0
    failed: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n  ".join((f"{self.name:24} {self.said}  {self.took:5.0f} s", *self.failed))


def _run(name: str, command: list[str] | str, folder: str) -> Result:
    """Failed tests run once more, for neighbours come and go; the report then says so."""
    if isinstance(command, str):
        return Result(name, f"SKIPPED: {command}")
    started = time.monotonic()
    data = Path(folder, name.replace(" ", "-"))
    data.mkdir()
    env = {**os.environ, "DANGOL_DATA_DIR": str(data), "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    env["COLUMNS"] = "200"  # pytest cuts the reasons of its summary to it
    env.pop("DANGOL_DATABASE_URL", None)
    again = [*command, "--last-failed", "--last-failed-no-failures=none"]
    said, (code, failed) = "passed", _call(name, command, env)
    if code and "pytest" in command:
        said, (code, again_failed) = "passed at the second try", _call(name, again, env)
        failed = again_failed or failed
    return Result(name, "FAILED" if code else said, time.monotonic() - started, failed)


def _call(name: str, command: list[str], env: dict[str, str]) -> tuple[int, tuple[str, ...]]:
    """Run it, passing on its lines as they come; its exit code and the tests it says failed."""
    failed = []
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        for line in running.stdout or ():
            print(f"{name} │ {line}", end="", flush=True)  # noqa: T201 - our output
            if line.startswith(("FAILED dangol", "ERROR dangol")):
                failed.append(line.strip())
    return running.returncode, tuple(failed)


def main() -> int:
    """Run the parts; 0 if all that could run passed (with DANGOL_TEST_ALL, all of them)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["lint", "tests"])
    only = parser.parse_args().only
    parts = {
        name: command
        for name, command in steps().items()
        if not only or name.startswith("tests") == (only == "tests")
    }
    with tempfile.TemporaryDirectory(prefix="dangol-test-") as folder:
        results = [_run(name, parts.pop(name), folder) for name in LINT if name in parts]
        compile_catalogues()  # once, before two parts would at the same time
        with ThreadPoolExecutor(AT_ONCE) as pool:
            long = [pool.submit(_run, name, command, folder) for name, command in parts.items()]
        results += [one.result() for one in long]
    print("", *results, sep="\n")  # noqa: T201 - our output
    must_run_all = bool(os.environ.get("DANGOL_TEST_ALL"))
    bad = ("FAILED", "SKIPPED") if must_run_all else ("FAILED",)
    return int(any(result.said.startswith(bad) for result in results))


if __name__ == "__main__":
    sys.exit(main())
