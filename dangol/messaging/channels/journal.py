"""A line on disk before a message leaves, and one after: what survives `kill -9`.

One file per batch in the data folder, locked while its worker lives. A process that is killed
loses nothing of it; after a power cut (another boot id) what was not answered is in doubt.
"""

import contextlib
import fcntl
import os
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from dangol.kit.jobs import writable

SEPARATOR = "\x1f"


class Line(NamedTuple):
    """What is known of one message; an outcome of "" is begun and not answered."""

    outcome: str = ""
    reason: str = ""
    detail: str = ""
    provider_id: str = ""


def folder() -> Path:
    """Where the journals of this installation lie."""
    path = Path(settings.DATA_DIR) / "outbox"
    path.mkdir(parents=True, exist_ok=True)
    return path


class Journal:
    """The journal of one batch; `open` begins one, `read` takes over a dead worker's."""

    def __init__(self, name: str, descriptor: int) -> None:
        self.name = name
        self._file = descriptor
        self._waiting = b""

    @classmethod
    def open(cls, name: str) -> "Journal":
        """Begin a journal and hold it."""
        descriptor = os.open(folder() / name, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        made = cls(name, descriptor)
        os.write(descriptor, f"boot{SEPARATOR}{_boot()}\n".encode())
        os.fsync(descriptor)
        return made

    @classmethod
    def read(cls, name: str) -> "Journal | None":
        """A dead worker's journal; None while it is held by a living one.

        Raises FileNotFoundError if this machine has none.
        """
        descriptor = os.open(folder() / name, os.O_RDWR | os.O_APPEND)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return cls(name, descriptor)

    def begin(self, message_id: int) -> None:
        """Note that this one may leave from now on."""
        self._write(f"{message_id}\n", at_once=True)

    def done(self, message_id: int, line: Line) -> None:
        """Note what became of it; written together with the next beginning."""
        words = SEPARATOR.join(writable(word).replace("\n", " ") for word in line)
        self._write(f"{message_id}{SEPARATOR}{words}\n", at_once=False)

    def note(self, key: str, text: str) -> None:
        """Keep a fact of the batch, such as the number a provider gave it."""
        self._write(f"{key}{SEPARATOR}{text}\n", at_once=True)

    def _write(self, text: str, *, at_once: bool) -> None:
        self._waiting += text.encode()
        if at_once:
            os.write(self._file, self._waiting)
            self._waiting = b""

    def entries(self) -> dict[int, Line]:
        """What is known of each message that was begun."""
        found: dict[int, Line] = {}
        for key, words in self._lines():
            if key.isdecimal():
                found[int(key)] = Line(*words) if words else found.get(int(key), Line())
        return found

    def notes(self) -> dict[str, str]:
        """The facts of the batch."""
        return {key: words[0] for key, words in self._lines() if words and not key.isdecimal()}

    @property
    def has_survived(self) -> bool:
        """Whether the machine ran all the time, so that no line can be missing."""
        return self.notes().get("boot") == _boot()

    def _lines(self) -> list[tuple[str, list[str]]]:
        size = os.fstat(self._file).st_size
        text = os.pread(self._file, size, 0).decode(errors="replace")
        lines = [line.split(SEPARATOR) for line in text.split("\n")[:-1]]
        return [(line[0], line[1:]) for line in lines]

    def close(self) -> None:
        """The results are in the database: the journal has done its work."""
        with contextlib.suppress(FileNotFoundError):
            (folder() / self.name).unlink()
        os.close(self._file)

    def release(self) -> None:
        """Let go of it, for the next who looks."""
        if self._waiting:
            os.write(self._file, self._waiting)
        os.close(self._file)


def _boot() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else ""
