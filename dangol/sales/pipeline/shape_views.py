"""The funnel, the calendar and the map of open deals."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.personal import seen
from dangol.sales.pipeline.queries import board_of, deals_seen_by, pipelines
from dangol.sales.pipeline.setup import first_pipeline
from dangol.sales.pipeline.shapes import funnel_of, map_of, month_of
from dangol.workspace.queries import people

VIEW = "sales.view_deal"


def _asked(request: UserRequest) -> dict[str, Any]:
    """The pipeline and the owner asked for, and the deals that leaves."""
    first_pipeline()
    wanted, owner = request.GET.get("pipeline", ""), request.GET.get("owner", "")
    ids = {str(pk) for pk, _name in pipelines()}
    pipeline = int(wanted) if wanted in ids else pipelines()[0][0]
    deals = deals_seen_by(request.user).filter(pipeline_id=pipeline)
    owner = owner[:15] if owner.isdecimal() else ""
    if owner:
        deals = deals.filter(owner_id=int(owner))
    return {
        "deals": deals, "pipeline": pipeline, "owner": owner, "pipelines": pipelines(),
        "people": people(), "asked": f"pipeline={pipeline}&owner={owner}",
    }  # fmt: skip


@require_GET
@needs(VIEW)
def funnel(request: UserRequest) -> HttpResponse:
    context = _asked(request)
    owner = int(context["owner"]) if context["owner"] else None
    columns = board_of(request.user, context["pipeline"], owner=owner, most=0)
    context |= {
        "bands": funnel_of(columns),
        "total": sum(column.total for column in columns),
        "weighted": sum(column.weighted for column in columns),
        "count": sum(column.number for column in columns),
    }
    return render(request, "sales/funnel.html", context)


@require_GET
@needs(VIEW)
def deal_calendar(request: UserRequest) -> HttpResponse:
    context = _asked(request)
    month = _month(request.GET.get("month", ""), timezone.localdate())
    weeks = month_of(context["deals"], month)
    seen(request, "list", Customer,
         {deal.customer_id for week in weeks for day in week for deal in day.deals})  # fmt: skip
    context |= {
        "weeks": weeks,
        "month": month,
        "today": timezone.localdate(),
        "before": month - timedelta(days=1),
        "after": month + timedelta(days=32),
    }
    return render(request, "sales/deal_calendar.html", context)


def _month(text: str, today: date) -> date:
    """The first day of `2026-03`; this month for anything else."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return month if 2000 <= month.year <= 2100 else today.replace(day=1)


@require_GET
@needs(VIEW)
def deal_map(request: UserRequest) -> HttpResponse:
    context = _asked(request)
    tiles, homeless = map_of(context["deals"])
    return render(request, "sales/deal_map.html", context | {"tiles": tiles, "homeless": homeless})
