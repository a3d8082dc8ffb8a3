from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema

from dangol.kit.access import needs_login
from dangol.workspace.registry import reports

router = Router(tags=["reports"])


class ReportName(Schema):
    name: str
    label: str


class ReportOut(Schema):
    """`columns` names what each row holds."""

    name: str
    label: str
    columns: dict[str, str]
    rows: list[dict[str, Any]]


@router.get("", response=list[ReportName])
@needs_login
def list_reports(request: HttpRequest) -> Any:
    return [
        {"name": name, "label": str(report.label)}
        for name, report in reports
        if not report.permission or request.user.has_perm(report.permission)
    ]


@router.get("/{name}", response=ReportOut)
@needs_login
def read_report(request: HttpRequest, name: str) -> Any:
    """The parameters are those of the report's page."""
    if name not in reports:
        raise Http404
    report = reports[name]
    if report.permission and not request.user.has_perm(report.permission):
        raise PermissionDenied
    return {
        "name": name,
        "label": str(report.label),
        "columns": {key: str(label) for key, label in report.columns.items()},
        "rows": [dict(row) for row in report.rows(request.user, request.GET.dict())],
    }
