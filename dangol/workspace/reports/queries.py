"""Which reports a person may open, what they answer, and what was kept of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.workspace.models import Snapshot
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked
from dangol.workspace.reports.shape import Cell, Figures, Row, flat_figures

EXPORT = "workspace.export_report"


def may_open(user: User, report: Report) -> bool:
    """Whether the person holds the report's permission."""
    return not report.permission or user.has_perm(report.permission)


def reports_for(user: User) -> list[tuple[str, Report]]:
    """The reports a person may open, in their order."""
    allowed = [(name, report) for name, report in reports if may_open(user, report)]
    return sorted(allowed, key=lambda pair: pair[1].order)


def report_named(user: User, name: str) -> Report:
    """The report; unknown is 404, not allowed 403."""
    if name not in reports:
        raise Http404
    if not may_open(user, reports[name]):
        raise PermissionDenied
    return reports[name]


def figures_of(report: Report, asked: Asked, *, user: User, params: Mapping[str, str]) -> Figures:
    """The figures as they are now."""
    if report.figures:
        return report.figures(user, asked)
    assert report.rows  # noqa: S101
    columns = {key: str(label) for key, label in report.columns.items()}
    return flat_figures(columns, [dict(row) for row in report.rows(user, params)])


def snapshots_seen_by(user: User, names: Iterable[str] | None = None) -> QuerySet[Snapshot]:
    """What was kept of the reports a person may open, as far as they may see; newest first."""
    found = Snapshot.objects.none()
    for name, report in reports_for(user):
        if names is None or name in names:
            of_report = Snapshot.objects.filter(report=name)
            found |= of_report.visible_to(user, report.permission)
    return found.defer("figures").select_related("maker").order_by("-pk")


def without_strangers(figures: Figures, user: User) -> Figures:
    """Kept figures without people who are gone or whom this person may not see."""
    if not figures.model or not (wanted := figures.subjects):
        return figures
    rows: Any = apps.get_model(figures.model)._default_manager
    seen = set(rows.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))
    tables = tuple(
        replace(
            table, rows=tuple(row if row.subject in seen else _blank(row) for row in table.rows)
        )
        for table in figures.tables
    )
    return replace(figures, tables=tables)


def _blank(row: Row) -> Row:
    """The row without whom it was about; one about nobody stays as it is."""
    if row.subject is None:
        return row
    cells = tuple(Cell(None) for _cell in row.cells)
    return replace(row, label=_("볼 수 없는 고객"), url="", cells=cells, subject=None)
