"""One request, many times: wall and CPU of server plus database, and how many queries."""

import io
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection
from django.test.utils import CaptureQueriesContext


class Figures(NamedTuple):
    """Milliseconds per request; CPU counts this process and the PostgreSQL backend."""

    wall_median: float
    wall_p95: float
    cpu: float
    queries: int
    size: int


def backend_cpu() -> float:
    """CPU seconds of the PostgreSQL process behind our connection; SQLite runs in our own."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        pid = cursor.fetchone()[0]
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def timed(act: Callable[[], Any], *, times: int = 40, warm: int = 3) -> Figures:
    """Run `act` a few times to warm up, then measured; `act` returns the size of its answer."""
    for _ in range(warm):
        size = act()
    with CaptureQueriesContext(connection) as captured:
        size = act()
    queries = len(captured)  # the next request clears the log
    walls = []
    cpu_before, backend_before = time.process_time(), backend_cpu()
    for _ in range(times):
        started = time.perf_counter()
        act()
        walls.append((time.perf_counter() - started) * 1000)
    cpu = time.process_time() - cpu_before + backend_cpu() - backend_before
    walls.sort()
    return Figures(
        wall_median=statistics.median(walls),
        wall_p95=walls[int(len(walls) * 0.95) - 1],
        cpu=cpu * 1000 / times,
        queries=queries,
        size=int(size or 0),
    )


def timed_in_turn(acts: dict[str, Callable[[], Any]], *, times: int = 40) -> dict[str, Figures]:
    """Every act in each of many rounds: what else the machine does slows all of them alike."""
    rounds = {name: timed(act, times=1) for name, act in acts.items()}  # warm, and the queries
    walls: dict[str, list[float]] = {name: [] for name in acts}
    cpus: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(times):
        for name, act in acts.items():
            before, started = time.process_time() + backend_cpu(), time.perf_counter()
            act()
            walls[name].append((time.perf_counter() - started) * 1000)
            cpus[name].append((time.process_time() + backend_cpu() - before) * 1000)
    return {
        name: found._replace(
            wall_median=statistics.median(walls[name]),
            wall_p95=sorted(walls[name])[int(times * 0.95) - 1],
            # the backend's clock ticks in hundredths of a second, so its share is a mean
            cpu=statistics.mean(cpus[name]),
        )
        for name, found in rounds.items()
    }


class Stopwatch:
    """Rows a second by the clock, and by the CPU of this process and its children."""

    def __init__(self) -> None:
        self.started, self.spent = time.perf_counter(), sum(os.times()[:4])

    def rate(self, rows: int) -> str:
        took = time.perf_counter() - self.started
        cpu = sum(os.times()[:4]) - self.spent
        return f"{rows / cpu:,.0f} rows per CPU second ({rows / took:,.0f} rows/s by the clock)"


class Browser:
    """Calls a WSGI application directly, signed in by a session cookie."""

    def __init__(self, application: Any, cookie: str = "") -> None:
        self.application = application
        self.cookie = cookie
        self.status = 0

    def get(self, path: str, **headers: str) -> int:
        return self._call("GET", path, b"", headers)

    def post(self, path: str, body: bytes, **headers: str) -> int:
        return self._call("POST", path, body, headers)

    def _call(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> int:
        url, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": url.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "HTTP_COOKIE": self.cookie,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        answer = self.application(environ, self._start)
        size = sum(len(part) for part in answer)
        if hasattr(answer, "close"):
            answer.close()
        return size

    def _start(self, status: str, headers: Any, error: Any = None) -> None:
        self.status = int(status.split()[0])
        if self.status >= 400:
            raise RuntimeError(f"answered {status}")
