"""A worker on its own: `python -m dangol.jobs` until SIGTERM or Ctrl+C."""

import os
import signal
import threading

import django


def run_worker(threads: int = 2, *, grace: float = 20, queues: tuple[str, ...] = ()) -> int:
    """Do jobs until told to stop, then finish the running ones; the exit code."""
    from dangol.jobs.worker import Worker  # noqa: PLC0415 (needs Django set up)

    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    worker = Worker(threads, queues=queues).start()
    told.wait()
    return 0 if worker.shutdown(grace) else 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
    django.setup()
    raise SystemExit(run_worker())
