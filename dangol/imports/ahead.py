"""Clean rows in a process of its own, ahead of the one that writes them.

Reading and cleaning is more than half of the work and needs no database, so a second processor can
do it, and the server that runs the job keeps its own for the people who use it. Should the process
die, the rest is cleaned here; should this one die, the other finds its pipe closed and ends.
"""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import translation

from dangol.accounts.models import User
from dangol.imports.importers import Session, Verdict, importers
from dangol.imports.models import Import
from dangol.imports.reading import Row, data_rows

CHUNK = 2_000
WORTH_BYTES = 3_000_000
_PROGRAM = """
import sys
import django
django.setup()
from dangol.imports.ahead import main
run, position, actor, database = sys.argv[1:]
main(int(run), int(position), int(actor), database)
"""
ROOT = Path(__file__).resolve().parents[2]

Chunk = tuple[list[Verdict], int]


def cleaned(run: Import, session: Session, actor: Any) -> Iterator[Chunk]:
    """Chunks of cleaned rows that are not in yet, and how far into the file they reach, in %."""
    position = run.position
    if run.source.size >= WORTH_BYTES:
        for verdicts, percent in _from_process(run, actor):
            yield verdicts, percent
            position = verdicts[-1].row.number
    for rows, percent in chunks(run, after=position):
        yield session.clean(rows), percent


def chunks(run: Import, *, after: int = 0) -> Iterator[tuple[list[Row], int]]:
    """Rows after this one by the chunk, and how far into the file they reach, in %."""
    with run.source.open("rb") as file:
        size = max(run.source.size, 1)
        rows = data_rows(file, run.layout, after=after)
        while chunk := list(islice(rows, CHUNK)):
            yield chunk, min(file.tell() * 100 // size, 99)


def _from_process(run: Import, actor: Any) -> Iterator[Chunk]:
    words = [str(run.pk), str(run.position), str(actor.pk if actor else 0)]
    words.append(str(connection.settings_dict["NAME"]))
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _PROGRAM, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        while process.stdout:
            yield pickle.load(process.stdout)  # noqa: S301 - our own process
    except (EOFError, pickle.UnpicklingError):
        return
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def main(run_id: int, position: int, actor_id: int, database: str) -> None:
    """Write pickled chunks to standard output until the file ends, as the other process."""
    if str(connection.settings_dict["NAME"]) != database:
        return
    run = Import.objects.get(pk=run_id)
    actor = User.objects.filter(pk=actor_id).first()
    translation.activate(actor.language if actor else settings.LANGUAGE_CODE)
    session = importers[run.into].session(run, actor=actor, is_dry=False)
    connection.close()
    for rows, percent in chunks(run, after=position):
        pickle.dump((session.clean(rows), percent), sys.stdout.buffer, protocol=5)
        sys.stdout.buffer.flush()
