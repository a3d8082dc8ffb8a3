"""The activities behind a cell of a report."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dangol.accounts.requests import UserRequest
from dangol.activities.acts.kinds import PURPOSES, kind_of
from dangol.activities.models import Activity
from dangol.activities.reports.purposes import LABELS, VIEW
from dangol.activities.reports.queries import activities_behind
from dangol.activities.reports.stages import stage_source
from dangol.codes.queries import code_by_key, label_of
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.personal import seen
from dangol.workspace.queries import person_name
from dangol.workspace.registry import reports
from dangol.workspace.reports.forms import asked_of

PAGE = 50


class Line(NamedTuple):
    """One activity as the page lists it."""

    activity: Activity
    kind: str
    icon: str
    purpose: str
    owner: str


@require_GET
@needs(VIEW)
def effort_rows(request: UserRequest) -> HttpResponse:
    """Exactly what the cell counted, newest first."""
    params = request.GET.dict()
    report = reports["effort"]
    try:
        asked = asked_of(report, params, user=request.user, today=timezone.localdate())
    except ValidationError as error:
        context = {"problem": " ".join(error.messages), "report": report}
        return render(request, "activities/reports/effort_rows.html", context, status=422)
    medium, purpose = params.get("medium", ""), params.get("purpose", "")
    rows = activities_behind(
        request.user,
        asked["period"],
        asked["staff"].ids,
        medium=medium,
        purpose=purpose,
        stage=params.get("stage"),
        contacts=params.get("contacts") == "1",
    )
    start = (_number(params.get("page")) - 1) * PAGE
    found = list(rows.select_related("customer")[start : start + PAGE + 1])
    seen(request, "list", Customer, {a.customer_id for a in found[:PAGE] if a.customer_id})
    context = {
        "report": report,
        "back": f"{reverse('workspace:report', args=['effort'])}?{_address(request, cell=False)}",
        "said": [*asked.said, *_cell(medium, purpose, params.get("stage"))],
        "lines": [_line(row) for row in found[:PAGE]],
        "first": start + 1,
        "last": start + len(found[:PAGE]),
        "previous": _turned(request, -1) if start else "",
        "next": _turned(request, 1) if len(found) > PAGE else "",
    }
    return render(request, "activities/reports/effort_rows.html", context)


def _cell(medium: str, purpose: str, stage: str | None) -> list[tuple[str, str]]:
    """What the cell stands for, in words."""
    words = []
    if medium:
        words.append((_("매체"), str(LABELS.get(medium, medium))))
    if purpose:
        code = code_by_key(PURPOSES, purpose)
        words.append((_("접촉목적"), code.label if code else purpose))
    if stage is not None:
        names = dict(stage_source().rows())
        words.append((_("영업단계"), str(names.get(stage, stage)) or _("(단계 없음)")))
    return words


def _line(row: Activity) -> Line:
    kind = kind_of(row.kind_id)
    return Line(
        row,
        kind.label if kind else "",
        kind.icon if kind else "activity",
        label_of(row.purpose_id),
        person_name(row.owner_id),
    )


def _number(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 6 else 1


def _address(request: UserRequest, *, cell: bool) -> str:
    params = request.GET.copy()
    for name in ("page",) if cell else ("page", "medium", "purpose", "stage"):
        params.pop(name, None)
    return params.urlencode()


def _turned(request: UserRequest, by: int) -> str:
    page = _number(request.GET.get("page")) + by
    return f"?{_address(request, cell=True)}&page={page}"
