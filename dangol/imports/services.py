"""What people do with an import: bring a file, say how to read it, start, stop, undo it."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.imports import running
from dangol.imports.errors import FileProblem
from dangol.imports.importers import Importer, importers
from dangol.imports.mapping import NEW_FIELD, Why, names_checker, plain, propose, signature
from dangol.imports.models import Import, RememberedMapping
from dangol.imports.queries import proposal_of
from dangol.imports.reading import Layout, check_width, columns, head, layout_of
from dangol.imports.refusals import write_csv
from dangol.imports.tables import MAX_BYTES, table_of
from dangol.kit.errors import Refused

Status = Import.Status


def open_import(path: Path, *, name: str, into: str, actor: Any) -> Import:
    """Keep a copy of the file, recognise how to read it and propose where its columns go.

    Refused (FileProblem) when it is no table; nothing is kept then.
    """
    if path.stat().st_size > MAX_BYTES:
        raise FileProblem(too_large())
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    run = Import(into=into, owner=actor, name=name[:255], size=path.stat().st_size, digest=digest)
    return _read(run, path, sheet="")


def too_large() -> str:
    """Say how large a file may be."""
    return _("파일이 %(n)dMB를 넘습니다. 나누어서 올려 주세요.") % {"n": MAX_BYTES // 1024**2}


def _read(run: Import, path: Path, *, sheet: str, layout: Layout | None = None) -> Import:
    importer = importers[run.into]
    with TemporaryDirectory() as folder:
        table = table_of(path, Path(folder) / "table.csv", sheet)
        source = table.path or path
        with source.open("rb") as file:
            found = layout or layout_of(file, names_checker(importer.fields()))
            _describe(run, importer, file, found)
        run.sheets, run.sheet = table.sheets, table.sheet
        if not run.file:
            with path.open("rb") as file:
                run.file.save(path.name, File(file), save=False)
        if table.path:
            with table.path.open("rb") as file:
                run.table.save("table.csv", File(file), save=False)
    run.save()
    return run


def _describe(run: Import, importer: Importer, file: BinaryIO, layout: Layout) -> None:
    """Take down the columns and propose a mapping."""
    rows = head(file, layout, 200)
    names = columns(rows, layout)
    check_width(names)
    if not names:
        raise FileProblem(_("제목 줄에 아무것도 없습니다. 제목이 있는 줄을 골라 주세요."))
    memory = RememberedMapping.objects.filter(into=run.into, signature=signature(names)).first()
    proposal = propose(
        names,
        rows[layout.first_data_row - 1 :],
        importer.fields(),
        importer.presets(),
        memory.columns if memory else None,
    )
    if memory is None:
        importer.arrange(proposal, names)
    run.reading, run.columns, run.mapping = layout.as_json(), names, proposal.keys
    run.revision += 1
    run.checked = {}


def set_reading(run: Import, *, sheet: str = "", **parts: Any) -> Import:
    """Read the file another way: other header row, encoding, separator or sheet."""
    _only_drafts(run)
    layout = replace(run.layout, **parts)
    if sheet and sheet != run.sheet:
        with TemporaryDirectory() as folder:
            copy = Path(folder) / Path(str(run.file.name)).name
            with run.file.open("rb") as file, copy.open("wb") as target:
                for block in file.chunks():
                    target.write(block)
            return _read(run, copy, sheet=sheet)
    with run.source.open("rb") as file:
        _describe(run, importers[run.into], file, layout)
    run.save()
    return run


def set_mapping(run: Import, *, mapping: Sequence[str], options: dict[str, Any]) -> Import:
    """Say where each column goes and what to do with duplicates; counts begin anew."""
    _only_drafts(run)
    fields = {field.key: field for field in importers[run.into].fields()}
    if len(mapping) != len(run.columns) or not set(mapping) - {""} <= {*fields, NEW_FIELD}:
        raise Refused(_("없는 항목이 골라져 있습니다. 새로 고침한 뒤 다시 골라 주세요."))
    once = [key for key in mapping if key in fields and not fields[key].many]
    if double := next((key for key in once if once.count(key) > 1), ""):
        raise Refused(
            _("‘%(field)s’에 열이 두 개 연결되었습니다. 하나만 남겨 주세요.")
            % {"field": fields[double].label}
        )
    if not any(mapping):
        raise Refused(_("연결된 열이 없습니다. 가져올 열을 하나 이상 골라 주세요."))
    run.mapping, run.options, run.checked = list(mapping), options, {}
    run.revision += 1
    run.save()
    return run


def add_unknown(run: Import) -> Import:
    """Let every column nobody knows become a field of its own when the import starts."""
    _only_drafts(run)
    proposal = proposal_of(run)
    for n, match in enumerate(proposal.matches):
        if match.why == Why.UNKNOWN and not run.mapping[n] and proposal.samples[n]:
            run.mapping[n] = NEW_FIELD
    run.save(update_fields=["mapping"])
    return run


def _only_drafts(run: Import) -> None:
    if run.status != Status.DRAFT:
        raise Refused(_("이미 시작한 가져오기는 바꿀 수 없습니다. 파일을 새로 올려 주세요."))


@transaction.atomic
def start_import(run: Import, *, actor: Any) -> Import:
    """Queue the import; its own fields are made and the mapping is remembered."""
    _only_drafts(run)
    importer = importers[run.into]
    if NEW_FIELD in run.mapping:
        run.mapping = importer.add_fields(run, actor=actor)
    RememberedMapping.objects.update_or_create(
        into=run.into,
        signature=signature(run.columns),
        defaults={
            "columns": dict(zip(map(plain, run.columns), run.mapping, strict=True)),
        },
    )
    run.status, run.started_at = Status.WAITING, timezone.now()
    run.revision += 1
    run.save()
    return run


def stop_import(run: Import) -> Import:
    """Stop after the rows that are being written; what is in stays and can be undone."""
    stopped = Import.objects.filter(pk=run.pk, status__in=(Status.WAITING, Status.RUNNING))
    if not stopped.update(status=Status.STOPPED, finished_at=timezone.now()):
        raise Refused(_("진행 중인 가져오기가 아닙니다."))
    run.refresh_from_db()
    return run


def resume_import(run: Import) -> Import:
    """Go on after the last row that is in."""
    again = Import.objects.filter(pk=run.pk, status__in=(Status.STOPPED, Status.FAILED))
    if not again.update(status=Status.WAITING, finished_at=None, problem=""):
        raise Refused(_("멈추거나 실패한 가져오기만 이어서 할 수 있습니다."))
    run.refresh_from_db()
    return run


def begin_undo(run: Import) -> Import:
    """Queue the undoing of everything this import did."""
    ended = (Status.DONE, Status.STOPPED, Status.FAILED)
    if not Import.objects.filter(pk=run.pk, status__in=ended).update(
        status=Status.UNDOING, percent=0, kept=[]
    ):
        raise Refused(_("끝나거나 멈춘 가져오기만 되돌릴 수 있습니다."))
    run.refresh_from_db()
    return run


def discard_import(run: Import) -> None:
    """Forget a draft, its file too."""
    _only_drafts(run)
    _delete_files(run)
    run.delete()


def _delete_files(run: Import) -> None:
    for kept in (run.file, run.table):
        if kept:
            kept.delete(save=False)


def run_import(
    path: Path | str,
    *,
    into: str = "customers",
    on_duplicate: str = "skip",
    owner: Any,
    reason: str,
    actor: Any,
    mapping: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Import a file from start to end, as `dangol import` does; the counts and the refused file.

    `mapping` says by column name where it goes, instead of the proposal. Columns nobody knows are
    left out. Refused rows, if there are any, are written into the current folder.
    """
    if into not in importers:
        raise Refused(_("‘%(into)s’(으)로는 가져올 수 없습니다.") % {"into": into})
    path = Path(path)
    run = open_import(path, name=path.name, into=into, actor=actor)
    importer = importers[into]
    keys = proposal_of(run).keys if mapping is None else [mapping.get(c, "") for c in run.columns]
    options = importer.options_for(run, on_duplicate=on_duplicate, reason=reason, owner=owner)
    run = start_import(set_mapping(run, mapping=keys, options=options), actor=actor)
    run = running.work(run.pk, actor=actor)
    refused_file = ""
    if run.refused:
        target = Path.cwd() / f"{path.stem}-refused.csv"
        write_csv(run, target)
        refused_file = str(target)
    return {
        "created": run.created,
        "updated": run.updated,
        "skipped": run.skipped,
        "refused": run.refused,
        "refused_file": refused_file,
        "import_id": run.pk,
    }


def prune_files(*, before: Any) -> int:
    """Delete the files of imports that ended before this moment: they hold personal data."""
    old = Import.objects.filter(created_at__lt=before).exclude(file="")
    ended = [run for run in old if not run.is_busy]
    for run in ended:
        _delete_files(run)
        run.refusals.all().delete()
        run.save(update_fields=["file", "table"])
    return len(ended)
