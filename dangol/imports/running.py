"""The work itself: chunk by chunk, each with its position in one transaction.

A chunk that is committed is in for good, one that is not never happened: whoever kills the server
in between loses nothing and doubles nothing.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dangol.imports import bulk
from dangol.imports.ahead import chunks, cleaned, let_go
from dangol.imports.events import ImportFinished
from dangol.imports.importers import CREATE, REFUSE, SKIP, UPDATE, Session, Verdict, importers
from dangol.imports.memory import give_back, unmapped
from dangol.imports.models import Import, Refusal
from dangol.imports.reading import data_rows
from dangol.kit.events import publish
from dangol.kit.jobs import progress
from dangol.kit.korean.identifiers import mask_resident_numbers

SAMPLES = 100
Status = Import.Status


def work(run_id: int, *, actor: Any) -> Import:
    """Import the rows after the last position until the file ends or somebody stops it."""
    ready = Import.objects.filter(pk=run_id, status__in=(Status.WAITING, Status.RUNNING))
    ready.update(status=Status.RUNNING)
    run = Import.objects.get(pk=run_id)
    if run.status != Status.RUNNING:
        return run
    with translation.override(actor.language if actor else settings.LANGUAGE_CODE), unmapped():
        return _work(run, actor)


def _work(run: Import, actor: Any) -> Import:
    session = importers[run.into].session(run, actor=actor, is_dry=False)
    for number, (verdicts, percent) in enumerate(cleaned(run, session, actor), start=1):
        with transaction.atomic():
            locked = Import.objects.select_for_update().get(pk=run.pk)
            if locked.status != Status.RUNNING or locked.position != run.position:
                return locked
            _write(session, verdicts)
            run = _advance(locked, verdicts, session.withdrawn(), percent)
        if number % 10 == 0:
            give_back()
        progress(percent, _line(run))
        let_go(verdicts)
    return _finish(run, actor=actor)


def _write(session: Session, verdicts: list[Verdict]) -> None:
    """Write a chunk; a row the database will not take is found by halving and refused."""
    session.match(verdicts)
    try:
        with transaction.atomic():
            session.write([v for v in verdicts if v.act in (CREATE, UPDATE)])
    except (DataError, IntegrityError):
        if len(verdicts) == 1:
            verdicts[0].refuse(-1, _("데이터베이스가 받지 않는 값이 있는 줄입니다."))
            return
        verdicts[:] = [*_half(session, verdicts, 0), *_half(session, verdicts, 1)]


def _half(session: Session, verdicts: list[Verdict], which: int) -> list[Verdict]:
    """Clean and write one half anew: what was matched may not have happened."""
    middle = len(verdicts) // 2
    rows = [verdict.row for verdict in (verdicts[middle:] if which else verdicts[:middle])]
    again = session.clean(rows)
    _write(session, again)
    return again


def _advance(
    run: Import, verdicts: Sequence[Verdict], withdrawn: Sequence[Verdict], percent: int
) -> Import:
    refused = [verdict for verdict in (*withdrawn, *verdicts) if verdict.act == REFUSE]
    bulk.insert(
        Refusal,
        ("row", "cells", "reasons"),
        [
            (
                verdict.row.number,
                [mask_resident_numbers(cell) for cell in verdict.row.cells],
                {str(column): text for column, text in verdict.reasons.items()},
            )
            for verdict in refused
        ],
        run=run.pk,
    )
    acts = [verdict.act for verdict in verdicts]
    run.created += acts.count(CREATE) - len(withdrawn)
    run.updated += acts.count(UPDATE)
    run.skipped += acts.count(SKIP)
    run.refused += len(refused)
    run.position, run.percent = verdicts[-1].row.number, percent
    run.save(update_fields=["created", "updated", "skipped", "refused", "position", "percent"])
    return run


def _line(run: Import) -> str:
    return _("새로 %(created)s · 고침 %(updated)s · 오류 %(refused)s") % {
        "created": f"{run.created:,}",
        "updated": f"{run.updated:,}",
        "refused": f"{run.refused:,}",
    }


@transaction.atomic
def _finish(run: Import, *, actor: Any) -> Import:
    done = Import.objects.filter(pk=run.pk, status=Status.RUNNING)
    if done.update(status=Status.DONE, percent=100, finished_at=timezone.now()):
        _tell(run, actor)
    return Import.objects.get(pk=run.pk)


def _tell(run: Import, actor: Any, *, is_undo: bool = False) -> None:
    publish(
        ImportFinished(
            import_id=run.pk,
            into=run.into,
            created=run.created,
            updated=run.updated,
            skipped=run.skipped,
            refused=run.refused,
            is_undo=is_undo,
            actor_id=actor and actor.pk,
        )
    )


def fail(run_id: int, problem: str) -> None:
    """Say on the import that its job gave up; it can be resumed."""
    Import.objects.filter(pk=run_id, status__in=(Status.WAITING, Status.RUNNING)).update(
        status=Status.FAILED, problem=problem[:500], finished_at=timezone.now()
    )


def check(run_id: int, revision: int, *, actor: Any) -> dict[str, Any]:
    """Count over the whole file what would happen, without writing a record.

    Ends early when the mapping changes or the import starts: `revision` is another one then.
    """
    run = Import.objects.get(pk=run_id)
    session = importers[run.into].session(run, actor=actor, is_dry=True)
    counts: dict[str, Any] = dict.fromkeys((CREATE, UPDATE, SKIP, REFUSE), 0)
    counts |= {"rows": 0, "percent": 0, "is_done": False, "refusals": [], "doubles": []}
    mine = Import.objects.filter(pk=run_id, revision=revision, status=Status.DRAFT)
    for rows, percent in chunks(run):
        verdicts = session.clean(rows)
        session.match(verdicts)
        withdrawn = session.withdrawn()
        for counted in (CREATE, "rows"):
            counts[counted] -= len(withdrawn)
        _count(counts, [*withdrawn, *verdicts], session)
        counts["percent"] = percent
        if not mine.update(checked=counts):
            return counts
        progress(percent)
    counts |= {"percent": 100, "is_done": True}
    mine.update(checked=counts)
    return counts


def note_problem(run_id: int, revision: int, problem: str) -> None:
    """Say in the preview why the file cannot be read to its end."""
    checked = {"problem": problem, "is_done": True}
    Import.objects.filter(pk=run_id, revision=revision).update(checked=checked)


def _count(counts: dict[str, Any], verdicts: Sequence[Verdict], session: Session) -> None:
    counts["rows"] += len(verdicts)
    for verdict in verdicts:
        counts[verdict.act] += 1
        kind = {REFUSE: "refusals", SKIP: "doubles", UPDATE: "doubles"}.get(verdict.act)
        if kind and len(counts[kind]) < SAMPLES:
            counts[kind].append(as_json(verdict, session))


def as_json(verdict: Verdict, session: Session) -> dict[str, Any]:
    """A row of the preview: its fields as they will be, and what is wrong with them."""
    return {
        "row": verdict.row.number,
        "act": verdict.act,
        "reasons": {str(column): text for column, text in verdict.reasons.items()},
        "remarks": verdict.remarks,
        "shown": session.shown(verdict),
    }


def preview(run: Import, *, actor: Any, count: int = 30) -> list[dict[str, Any]]:
    """The first rows as they will be."""
    session = importers[run.into].session(run, actor=actor, is_dry=True)
    with run.source.open("rb") as file:
        verdicts = session.clean(list(islice(data_rows(file, run.layout), count)))
    session.match(verdicts)
    return [as_json(verdict, session) for verdict in verdicts]


def undo(run_id: int, *, actor: Any) -> Import:
    """Take back what an import did, batch by batch; safe to run again after a crash."""
    run = Import.objects.get(pk=run_id)
    importer = importers[run.into]
    total, done = max(run.created + run.updated, 1), 0
    for step in (importer.undo_updated, importer.undo_created):
        while True:
            with transaction.atomic():
                run = Import.objects.select_for_update().get(pk=run_id)
                if run.status != Status.UNDOING:
                    return run
                count, kept = step(run, actor=actor)
                done += count
                _keep(run, kept, min(done * 100 // total, 99))
            if not count:
                break
            progress(run.percent)
    return _finish_undo(run, actor=actor)


def _keep(run: Import, kept: list[dict[str, Any]], percent: int) -> None:
    run.kept, run.percent = [*run.kept, *kept], percent
    run.save(update_fields=["kept", "percent"])


@transaction.atomic
def _finish_undo(run: Import, *, actor: Any) -> Import:
    undoing = Import.objects.filter(pk=run.pk, status=Status.UNDOING)
    if undoing.update(status=Status.UNDONE, percent=100, finished_at=timezone.now()):
        _tell(run, actor, is_undo=True)
    return Import.objects.get(pk=run.pk)
