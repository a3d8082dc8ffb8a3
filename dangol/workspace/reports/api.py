from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from dangol.kit.access import needs_login
from dangol.kit.personal import seen
from dangol.workspace.models import Snapshot
from dangol.workspace.reports import presenting, queries, services
from dangol.workspace.reports.asks import Asked
from dangol.workspace.reports.forms import asked_of
from dangol.workspace.reports.shape import Figures, from_json

router = Router(tags=["reports"])


class ReportName(Schema):
    name: str
    label: str


class TableOut(Schema):
    """`columns` names what each row holds; `row` is the label of a line, `key` its lasting name."""

    key: str
    title: str
    columns: dict[str, str]
    rows: list[dict[str, Any]]
    total: dict[str, Any] | None


class ReportOut(Schema):
    """`columns` and `rows` are those of the first table; a report may have several."""

    name: str
    label: str
    columns: dict[str, str]
    rows: list[dict[str, Any]]
    sentence: str
    tables: list[TableOut]


class SnapshotName(Schema):
    id: int
    name: str
    maker: str
    made_at: datetime


class SnapshotOut(SnapshotName):
    sentence: str
    tables: list[TableOut]


@router.get("", response=list[ReportName])
@needs_login
def list_reports(request: HttpRequest) -> Any:
    return [
        {"name": name, "label": str(report.label)}
        for name, report in queries.reports_for(_person(request))
    ]


@router.get("/{name}", response=ReportOut)
@needs_login
def read_report(request: HttpRequest, name: str) -> Any:
    """The parameters are those of the report's page."""
    report = queries.report_named(_person(request), name)
    _asked, figures = _answer(request, name)
    tables = _tables(figures)
    return {
        "name": name,
        "label": str(report.label),
        "columns": tables[0]["columns"],
        "rows": tables[0]["rows"],
        "sentence": figures.sentence,
        "tables": tables,
    }


@router.get("/{name}/snapshots", response=list[SnapshotName])
@needs_login
def list_snapshots(request: HttpRequest, name: str) -> Any:
    """The newest hundred that were kept of a report."""
    queries.report_named(_person(request), name)
    found = queries.snapshots_seen_by(_person(request), [name])[:100]
    return [_named(snapshot) for snapshot in found]


@router.post("/{name}/snapshots", response={201: SnapshotName})
@needs_login
def keep_snapshot(request: HttpRequest, name: str) -> Any:
    """Keep the figures of now; the parameters are those of the report."""
    report = queries.report_named(_person(request), name)
    asked, figures = _answer(request, name)
    snapshot = services.keep_snapshot(
        name,
        report,
        figures,
        asked=asked,
        address=request.GET.urlencode(),
        at=timezone.now(),
        actor=_person(request),
    )
    return 201, _named(snapshot)


@router.get("/{name}/snapshots/{snapshot_id}", response=SnapshotOut)
@needs_login
def read_snapshot(request: HttpRequest, name: str, snapshot_id: int) -> Any:
    snapshot = _snapshot(request, name, snapshot_id)
    figures = queries.without_strangers(from_json(snapshot.figures), _person(request))
    _note_sight(request, figures)
    return _named(snapshot) | {"sentence": figures.sentence, "tables": _tables(figures)}


@router.delete("/{name}/snapshots/{snapshot_id}", response={204: None})
@needs_login
def drop_snapshot(request: HttpRequest, name: str, snapshot_id: int) -> Any:
    services.drop_snapshot(_snapshot(request, name, snapshot_id), actor=_person(request))
    return 204, None


def _person(request: HttpRequest) -> Any:
    return request.user


def _snapshot(request: HttpRequest, name: str, pk: int) -> Snapshot:
    return get_object_or_404(queries.snapshots_seen_by(_person(request), [name]), pk=pk)


def _answer(request: HttpRequest, name: str) -> tuple[Asked, Figures]:
    user, params = _person(request), request.GET.dict()
    report = queries.report_named(user, name)
    asked = asked_of(report, params, user=user, today=timezone.localdate())
    figures = queries.figures_of(report, asked, user=user, params=params)
    _note_sight(request, figures)
    return asked, figures


def _note_sight(request: HttpRequest, figures: Figures) -> None:
    if figures.model:
        seen(request, "api", presenting.model_of(figures), figures.subjects)


def _named(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "id": snapshot.pk,
        "name": snapshot.name,
        "maker": snapshot.maker.name,
        "made_at": snapshot.made_at,
    }


def _tables(figures: Figures) -> list[dict[str, Any]]:
    made = []
    for table in figures.tables:
        keys = table.column_keys
        lines: list[dict[str, Any]] = [
            {"key": row.key, table.head_key: row.label}
            | {key: cell.value for key, cell in zip(keys, row.cells, strict=True)}
            for row in table.lines
        ]
        made.append(
            {
                "key": table.key,
                "title": table.title,
                "columns": {table.head_key: table.head}
                | dict(zip(keys, table.column_labels, strict=True)),
                "rows": lines[: len(table.rows)],
                "total": lines[-1] if table.total else None,
            }
        )
    return made
