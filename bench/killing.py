"""Imports dirty rows into a running server, kills it with SIGKILL midway and starts it again.

`python -m bench.killing 1000000`; DANGOL_DATA_DIR and DANGOL_DATABASE_URL choose the office, which
is made when it is empty. Prints what came of the rows and how much memory the server took.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.db import close_old_connections, connections

from bench.dirty import write
from dangol.accounts.models import Grant, Role, User
from dangol.config import prepare
from dangol.customers.models import Customer
from dangol.imports import services
from dangol.imports.importers import importers
from dangol.imports.jobs import work_import
from dangol.imports.models import Import
from dangol.kit.access import Scope, permissions

EVERY = 10  # seconds between looks at the memory
KILL_AT = 0.4


class Watched:
    """`dangol serve` and the processes it starts; the most each of the two kinds took, in MB."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "dangol", "serve", "--port", str(port)]
        environment = {**os.environ, "DANGOL_JOB_LEASE": "5"}
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)

    def megabytes(self) -> tuple[int, int]:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task").glob("*/children")
        pids = [int(word) for file in children for word in file.read_text().split()]
        return _resident(pid), max(map(_resident, pids), default=0)


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def main(rows: int) -> dict[str, Any]:
    prepare.prepare(demo=False)
    file = write(Path(settings.DATA_DIR, f"dirty-{rows}.csv"), rows)
    run = _started(file)
    began, looks = time.perf_counter(), list[tuple[int, int]]()
    server = Watched()
    killed = _wait(run.pk, server, looks, until=lambda now: now.position >= rows * KILL_AT)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    server = Watched()
    done = _wait(run.pk, server, looks, until=lambda now: not now.is_busy)
    took = time.perf_counter() - began
    server.process.terminate()
    server.process.wait(60)
    third = max(len(looks) // 3, 1)
    return {
        "killed after row": killed.position,
        "ended": done.status,
        "created": done.created,
        "skipped": done.skipped,
        "refused": done.refused,
        "every row once": done.created + done.updated + done.skipped + done.refused == rows
        and Customer.objects.filter(import_id=run.pk).count() == done.created,
        "rows/s by the clock": round(rows / took),
        "MB, first third": max(looks[:third], default=(0, 0)),
        "MB, last third": max(looks[-third:], default=(0, 0)),
        "MB at most": [max(column) for column in zip(*looks, strict=True)],
    }


def _wait(pk: int, server: Watched, looks: list[tuple[int, int]], *, until: Any) -> Import:
    """Look at the memory until the import is there; its state then."""
    while True:
        for _second in range(EVERY * 2):
            time.sleep(0.5)
            close_old_connections()
            run = Import.objects.get(pk=pk)
            connections.close_all()
            if until(run) or server.process.poll() is not None:
                return run
        looks.append(server.megabytes())
        print(run.position, *looks[-1], file=sys.stderr, flush=True)


def _started(file: Path) -> Import:
    actor = User.objects.filter(username="admin").first() or _administrator()
    run = services.open_import(file, name=file.name, into="customers", actor=actor)
    given = importers["customers"].options_for(run, on_duplicate="skip", reason="측정", owner=actor)
    keys = services.proposal_of(run).keys
    run = services.set_mapping(run, mapping=keys, options=given)
    services.start_import(run, actor=actor)
    work_import.enqueue(import_id=run.pk, actor_id=actor.pk)
    connections.close_all()
    return run


def _administrator() -> User:
    role = Role.objects.get_or_create(name="측정")[0]
    for name, _permission in permissions:
        Grant.objects.get_or_create(role=role, permission=name, defaults={"scope": Scope.ALL})
    user = User.objects.create_user("admin", None, name="측정")
    user.roles.add(role)
    return user


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
