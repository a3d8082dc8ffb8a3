import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from dangol.imports import jobs, services
from dangol.imports.errors import FileProblem
from dangol.imports.importers import importers
from dangol.imports.mapping import NEW_FIELD
from dangol.imports.models import Import
from dangol.imports.queries import imports_seen_by
from dangol.imports.refusals import csv_lines
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Line, Moment, Page, Paging
from dangol.kit.api.paging import part_of
from dangol.kit.personal import seen

router = Router(tags=["imports"])
VIEW, ADD = "imports.view_import", "imports.add_import"


class ImportOut(Schema):
    id: int
    into: str
    name: str
    status: str
    percent: int
    created: int
    updated: int
    skipped: int
    refused: int
    problem: str
    created_at: Moment
    finished_at: Moment | None


class ImportIn(Body):
    """Sent as multipart/form-data beside `file`; `mapping` is JSON: column name to field."""

    into: Annotated[str, Field(max_length=30)] = "customers"
    on_duplicate: Literal["skip", "fill", "overwrite", "create"] = "skip"
    reason: Annotated[Line, Field(min_length=1)]
    mapping: Annotated[str, Field(max_length=50_000)] = ""


@router.get("", response=Page[ImportOut])
@needs(VIEW)
def list_imports(request: HttpRequest, paging: Query[Paging]) -> Any:
    return part_of(request, imports_seen_by(request.user), paging)


@router.post("", response={202: ImportOut})
@needs(ADD)
def start_import(request: HttpRequest, file: File[UploadedFile], body: Form[ImportIn]) -> Any:
    if body.into not in importers:
        raise ValidationError({"into": _("이 종류로는 가져올 수 없습니다.")})
    if not request.user.has_perm(importers[body.into].permission):
        raise PermissionDenied
    if (file.size or 0) > services.MAX_BYTES:
        raise ValidationError({"file": services.too_large()})
    return Status(202, _start(request, file, body))


@router.get("/{import_id}", response=ImportOut)
@needs(VIEW)
def read_import(request: HttpRequest, import_id: Id) -> Any:
    return _import(request, import_id)


@router.get("/{import_id}/refused")
@needs(VIEW)
def read_refused(request: HttpRequest, import_id: Id) -> StreamingHttpResponse:
    """Refused rows as CSV, with the reason of each."""
    run = _import(request, import_id)
    seen(request, "export", Import, [run.pk], reason=_("거절된 줄 내려받기"))
    response = StreamingHttpResponse(csv_lines(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{run.pk}.csv"'
    return response


def _start(request: HttpRequest, file: UploadedFile, body: ImportIn) -> Import:
    """Read the file as proposed, or as the mapping says, and queue the import."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{Path(file.name or '').suffix[:10]}"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        try:
            run = services.open_import(
                path, name=file.name or "", into=body.into, actor=request.user
            )
        except FileProblem as problem:
            raise ValidationError({"file": str(problem)}) from None
    try:
        return _begin(request, run, body)
    except BaseException:
        services.discard_import(run)
        raise


@transaction.atomic
def _begin(request: HttpRequest, run: Import, body: ImportIn) -> Import:
    importer = importers[run.into]
    options = importer.options_for(
        run, on_duplicate=body.on_duplicate, reason=body.reason, owner=request.user
    )
    run = services.set_mapping(run, mapping=_mapping(run, body.mapping), options=options)
    run = services.start_import(run, actor=request.user)
    jobs.work_import.enqueue(import_id=run.pk, actor_id=request.user.pk)
    return run


def _mapping(run: Import, text: str) -> list[str]:
    """The field of each column; columns nobody named are left out."""
    if not text:
        return ["" if key == NEW_FIELD else key for key in run.mapping]
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not all(isinstance(key, str) for key in given.values()):
        raise ValidationError({"mapping": _('{"열 이름": "항목"} 모양의 JSON으로 적으세요.')})
    return [given.get(column, "") for column in run.columns]


def _import(request: HttpRequest, import_id: int) -> Import:
    return get_object_or_404(imports_seen_by(request.user), pk=import_id)
