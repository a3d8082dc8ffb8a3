"""Jobs for the tests."""

import os
import time
from collections.abc import Callable

from django.db import connection

from dangol.kit.jobs import Cancelled, current_job_id, job, progress

done: list[object] = []
before_progress: Callable[[], object] = lambda: None  # noqa: E731
after_progress: Callable[[], object] = lambda: None  # noqa: E731


@job()
def note(*, what: str) -> str:
    done.append(what)
    return what


@job()
def tick() -> None:
    done.append("tick")


@job(priority=10)
def urgent(*, what: str) -> None:
    done.append(what)


@job(queue="mail")
def post(*, what: str) -> None:
    done.append(what)


@job(retries=2, label="전화 걸기")
def fail(*, why: str) -> None:
    done.append(why)
    raise ValueError(why)


@job()
def leave() -> None:
    raise SystemExit(3)


@job(label="셋까지 세기")
def count_to_three(*, actor_id: int | None = None) -> int:
    for number in (1, 2, 3):
        progress(number * 30, f"{number}/3")
        done.append((current_job_id(), number))
        after_progress()
    return 3


@job()
def stubborn() -> None:
    """Swallows every error; a cancel comes through all the same."""
    try:
        before_progress()
        progress(50)
    except Exception:
        done.append("swallowed")
    except Cancelled:
        done.append("cleaned up")
        raise


@job()
def choke(*, letters: list[int]) -> None:
    text = "".join(map(chr, letters))
    progress(10, text)
    after_progress()
    raise ValueError(text)


@job()
def write_two_halves(*, source: str) -> None:
    """Safe to repeat: a half that is there is not written again. The first time it hangs midway."""
    insert = "INSERT INTO effect (source, half) VALUES (%s, %s) ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(insert, [source, 1])
        if cursor.rowcount == 1:
            time.sleep(60)
        cursor.execute(insert, [source, 2])


@job()
def sign(*, number: int) -> None:
    time.sleep(0.02)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO signed (number, pid) VALUES (%s, %s)", [number, os.getpid()])


@job()
def take_time(*, seconds: float) -> None:
    time.sleep(seconds)


@job()
def report_for_ever() -> None:
    for second in range(600):
        progress(second % 100, f"{second}")
        time.sleep(0.1)


@job()
def report_for(*, seconds: float, actor_id: int) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        progress(int(100 - 100 * left / seconds))
        time.sleep(0.1)
