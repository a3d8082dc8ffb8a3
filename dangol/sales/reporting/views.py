"""The deals behind a figure of the funnel reports, as they stood then."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.personal import seen
from dangol.sales.pipeline.queries import deals_seen_by, stage_row
from dangol.sales.reporting.history import behind_states
from dangol.sales.reporting.results import VIEW
from dangol.workspace.queries import person_name
from dangol.workspace.registry import reports
from dangol.workspace.reports.forms import asked_of

PAGE = 50
WHATS = ("open", "stuck", "came", "left")


@require_GET
@needs(VIEW)
def funnel_rows(request: UserRequest) -> HttpResponse:
    """Exactly what the figure counted, the largest first."""
    params = request.GET.dict()
    report = reports["coverage" if "goal" in params else "turnover"]
    context: dict[str, Any] = {"report": report}
    try:
        asked = asked_of(report, params, user=request.user, today=timezone.localdate())
    except ValidationError as error:
        context["problem"] = " ".join(error.messages)
        return render(request, "sales/funnel_rows.html", context, status=422)
    what = params.get("what", "")
    rows = behind_states(
        asked["staff"].ids,
        what=what if what in WHATS else "open",
        days=asked["period"],
        pipeline=int(asked["pipeline"]),
    )
    stage, owner = _number(params.get("stage")), _number(params.get("owner"))
    if stage:
        rows = rows.filter(**{"came_from" if what == "left" else "stage": stage})
    if owner:
        rows = rows.filter(owner=owner)
    rows = rows.filter(deal__in=deals_seen_by(request.user).order_by().values("pk"))
    start = (max(1, _number(params.get("page"))) - 1) * PAGE
    found = list(
        rows.select_related("deal__customer").order_by("-amount", "-pk")[start : start + PAGE + 1]
    )
    seen(request, "list", Customer, {row.deal.customer_id for row in found[:PAGE]})
    said = list(asked.said)
    if stage and (row := stage_row(stage)):
        said.append((_("단계"), row.name))
    if owner:
        said.append((_("담당"), person_name(owner)))
    context |= {
        "back": f"{reverse('workspace:report', args=[_name(report)])}?{urlencode(asked.pairs)}",
        "said": said,
        "lines": [(row, person_name(row.owner_id)) for row in found[:PAGE]],
        "first": start + 1,
        "last": start + len(found[:PAGE]),
        "previous": _turned(request, -1) if start else "",
        "next": _turned(request, 1) if len(found) > PAGE else "",
    }
    return render(request, "sales/funnel_rows.html", context)


def _name(report: Any) -> str:
    return next(name for name, one in reports if one is report)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _turned(request: UserRequest, by: int) -> str:
    params = request.GET.copy()
    params["page"] = str(max(1, _number(params.get("page"))) + by)
    return f"?{params.urlencode()}"
