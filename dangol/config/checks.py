"""`make test`: every check, quickest first, saying what ran and what was skipped."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
    "types": [f"{BIN}/mypy", "dangol"],
    "texts": [sys.executable, "-m", "dangol.config.messages", "--check"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "deploy": [sys.executable, "manage.py", "check"],
}

QUICK = "not browser and not servers"


def steps() -> dict[str, list[str] | str]:
    """Name of each part to its command, or to the reason why this machine cannot run it."""
    workers = str(min(4, os.cpu_count() or 2))
    parts: dict[str, list[str] | str] = dict(LINT)
    parts["tests on SQLite"] = [*PYTEST, "-n", workers, "-m", f"{QUICK} and not postgres"]
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


def _run(command: list[str], env: dict[str, str]) -> str:
    """Failed tests run once more, for neighbours come and go; the report then says so."""
    if subprocess.call(command, cwd=ROOT, env=env) == 0:  # noqa: S603 - our own command
        return "passed"
    again = [*command, "--last-failed", "--last-failed-no-failures=none"]
    if "pytest" in command and subprocess.call(again, cwd=ROOT, env=env) == 0:  # noqa: S603 - our own command
        return "passed at the second try"
    return "FAILED"


def main() -> int:
    """Run the parts; 0 if all that could run passed (with DANGOL_TEST_ALL, all of them)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["lint", "tests"])
    only = parser.parse_args().only
    report: list[tuple[str, str, float]] = []
    with tempfile.TemporaryDirectory(prefix="dangol-test-") as folder:
        env = {**os.environ, "DANGOL_DATA_DIR": folder, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
        env.pop("DANGOL_DATABASE_URL", None)
        for name, command in steps().items():
            if only and (name in LINT) != (only == "lint"):
                continue
            if isinstance(command, str):
                report.append((name, f"SKIPPED: {command}", 0))
                continue
            print(f"── {name}", flush=True)  # noqa: T201
            started = time.monotonic()
            result = _run(command, env)
            report.append((name, result, time.monotonic() - started))
    print("\n" + "\n".join(f"{name:24} {result}  {took:5.0f} s" for name, result, took in report))  # noqa: T201
    must_run_all = bool(os.environ.get("DANGOL_TEST_ALL"))
    bad = ("FAILED", "SKIPPED") if must_run_all else ("FAILED",)
    return int(any(result.startswith(bad) for _name, result, _took in report))


if __name__ == "__main__":
    sys.exit(main())
