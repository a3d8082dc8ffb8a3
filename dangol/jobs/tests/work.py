"""Jobs for the tests."""

from dangol.kit.jobs import Cancelled, current_job_id, job, progress

done: list[object] = []


@job()
def note(*, what: str) -> str:
    done.append(what)
    return what


@job(priority=10)
def urgent(*, what: str) -> None:
    done.append(what)


@job(queue="mail")
def post(*, what: str) -> None:
    done.append(what)


@job(retries=2)
def fail(*, why: str) -> None:
    done.append(why)
    raise ValueError(why)


@job()
def leave() -> None:
    raise SystemExit(3)


@job()
def count_to_three(*, actor_id: int | None = None) -> int:
    for number in (1, 2, 3):
        progress(number * 30, f"{number}/3")
        done.append((current_job_id(), number))
    return 3


@job()
def stubborn() -> None:
    try:
        for _ in range(2):
            progress(50)
    except Exception:
        pass
    except Cancelled:
        done.append("cleaned up")
        raise
