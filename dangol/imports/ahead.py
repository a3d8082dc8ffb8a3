"""Clean rows in a process of its own, ahead of the one that writes them.

Reading and cleaning is more than half of the work and needs no database, so a second processor can
do it, and the server that runs the job keeps its own for the people who use it. Should the process
die or talk nonsense, another one goes on and at last this one; should this one die, the other finds
its pipe closed and ends.
"""

import gc
import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from struct import Struct
from typing import IO, Any
from zlib import crc32

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

TRIES = 3
HEAD = Struct("<QI")  # length and checksum of a message
MAX_MESSAGE = 1 << 30
log = logging.getLogger(__name__)

Chunk = tuple[list[Verdict], int]


class Broken(Exception):
    """The other process ended before the file did, or sent what cannot be."""


def cleaned(run: Import, session: Session, actor: Any) -> Iterator[Chunk]:
    """Chunks of cleaned rows that are not in yet, and how far into the file they reach, in %."""
    position = run.position
    tries = TRIES if run.source.size >= WORTH_BYTES else 0
    for _try in range(tries):
        try:
            for verdicts, percent in _from_process(run, actor, after=position):
                yield verdicts, percent
                position = verdicts[-1].row.number
            return
        except Broken as problem:
            log.warning("Import %s: cleaning ahead ended after row %s: %s", run, position, problem)
    for rows, percent in chunks(run, after=position):
        yield session.clean(rows), percent


def let_go(verdicts: list[Verdict]) -> None:
    """A verdict and its draft hold each other: apart, they go at once and not with the garbage."""
    for verdict in verdicts:
        verdict.draft = None


def chunks(run: Import, *, after: int = 0) -> Iterator[tuple[list[Row], int]]:
    """Rows after this one by the chunk, and how far into the file they reach, in %."""
    with run.source.open("rb") as file:
        size = max(run.source.size, 1)
        rows = data_rows(file, run.layout, after=after)
        while chunk := list(islice(rows, CHUNK)):
            yield chunk, min(file.tell() * 100 // size, 99)


def _from_process(run: Import, actor: Any, *, after: int) -> Iterator[Chunk]:
    words = [str(run.pk), str(after), str(actor.pk if actor else 0)]
    words.append(str(connection.settings_dict["NAME"]))
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _PROGRAM, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        while data := _receive(process.stdout):
            yield _loaded(data)
    finally:
        process.kill()
        process.communicate()


def _loaded(data: bytes) -> Chunk:
    """The chunk of a message; looking for garbage among what is being made takes four fifths."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(data)  # noqa: S301 - our own process, and the sum is right
    finally:
        if was_enabled:
            gc.enable()


def _receive(stream: IO[bytes] | None) -> bytes:
    """One message, empty for the end; Broken when it is cut short or its sum is wrong."""
    head = stream.read(HEAD.size) if stream else b""
    if len(head) < HEAD.size:
        raise Broken("the process died")
    size, checksum = HEAD.unpack(head)
    data = stream.read(size) if stream and size < MAX_MESSAGE else b""
    if len(data) != size or crc32(data) != checksum:
        raise Broken("a message is damaged")
    return data


def _send(channel: IO[bytes], data: bytes) -> None:
    channel.write(HEAD.pack(len(data), crc32(data)) + data)
    channel.flush()


def main(run_id: int, position: int, actor_id: int, database: str) -> None:
    """Send cleaned chunks to standard output until the file ends, as the other process."""
    if str(connection.settings_dict["NAME"]) != database:
        return
    run = Import.objects.get(pk=run_id)
    actor = User.objects.filter(pk=actor_id).first()
    translation.activate(actor.language if actor else settings.LANGUAGE_CODE)
    session = importers[run.into].session(run, actor=actor, is_dry=False)
    connection.close()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as channel:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library may print
        for rows, percent in chunks(run, after=position):
            verdicts = session.clean(rows)
            _send(channel, pickle.dumps((verdicts, percent), protocol=5))
            let_go(verdicts)
        _send(channel, b"")
