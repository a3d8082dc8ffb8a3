"""`make bench`: makes customers by the hundred thousand and prints what each page and act costs.

BENCH_SIZES (100k,1m), BENCH_DATABASES (sqlite,postgres) and BENCH_PARTS choose; the bare limits are
measured in the same run, so the ratios hold on any machine. Each part runs in a process of its own.

BENCH_KEEP names a folder that keeps the filled offices (one for each database and size): the next
run begins with them. PostgreSQL is a server that ends with the run unless BENCH_POSTGRES_URL names
an empty database of one that stays.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from dangol.kit.testing.postgres import temporary_server

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("filling", "filling_activities", "activities", "reports", "pages", "acts", "merging")
PARTS += ("start", "sending", "importing", "desk", "orders", "deals")
PARTS += ("voices", "knowledge", "chat", "flooding")
SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}


def main() -> int:
    """Measure every chosen database and size; prints one Markdown table each."""
    sizes = os.environ.get("BENCH_SIZES", "100k,1m").split(",")
    databases = os.environ.get("BENCH_DATABASES", "sqlite,postgres").split(",")
    for database in databases:
        for size in sizes:
            with _office(database, size) as folder, _server(database) as url:
                report = _measure(size, Path(folder), url)
                print(_table(database, size, report), flush=True)
    return 0


def _office(database: str, size: str) -> AbstractContextManager[str]:
    """The folder to measure in, a kept one if there is one to keep it in."""
    stays = database == "sqlite" or os.environ.get("BENCH_POSTGRES_URL")
    if not (stays and (kept := os.environ.get("BENCH_KEEP"))):
        return tempfile.TemporaryDirectory(prefix="dangol-bench-")
    folder = Path(kept, f"{database}-{size}")
    folder.mkdir(parents=True, exist_ok=True)
    return nullcontext(str(folder))


def _server(database: str) -> AbstractContextManager[str]:
    if database != "postgres":
        return nullcontext("")
    if url := os.environ.get("BENCH_POSTGRES_URL"):
        return nullcontext(url)
    return temporary_server()


def _measure(size: str, folder: Path, url: str) -> dict[str, Any]:
    environment = {
        **os.environ,
        "DANGOL_DATA_DIR": str(folder),
        "DANGOL_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "dangol.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    report: dict[str, Any] = {}
    chosen = os.environ.get("BENCH_PARTS", ",".join(PARTS)).split(",")
    filled = folder / "filled"
    if filled.exists():
        chosen = [part for part in chosen if not part.startswith("filling")]
    for part in [part for part in PARTS if part in chosen]:
        command = [sys.executable, "-m", f"bench.{part}", str(SIZES[size])]
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
        )
        report |= json.loads(done.stdout.splitlines()[-1])
        if part == "filling_activities":
            filled.touch()
    return report


def _table(database: str, size: str, report: dict[str, Any]) -> str:
    bare = report.pop("bare page", [0, 0, float("nan"), 0, 0])
    lines = [
        f"\n### {database}, {size} customers\n",
        "| request | CPU ms | wall ms | p95 ms | queries | KB | × bare page |",
        "|---|---|---|---|---|---|---|",
        _line("bare page", bare, bare),
    ]  # without the pages part there is nothing to compare with
    lines += [_line(name, f, bare) for name, f in report.items() if isinstance(f, list)]
    lines += ["", "| act | figure |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in report.items() if isinstance(value, str)]
    return "\n".join(lines)


def _line(name: str, figures: list[float], bare: list[float]) -> str:
    wall, p95, cpu, queries, size = figures
    return (
        f"| {name} | {cpu:.1f} | {wall:.1f} | {p95:.1f} | {queries:.0f} | {size / 1024:.0f} "
        f"| {cpu / bare[2]:.2f} |"
    )


if __name__ == "__main__":
    sys.exit(main())
