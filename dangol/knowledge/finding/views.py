"""The searches behind a figure of the report."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.korean.text import clean
from dangol.knowledge.finding.models import Missed

DAYS = 400


@require_GET
@needs("knowledge.view_article")
def missed_list(request: UserRequest) -> HttpResponse:
    """On which days, and where, words were looked for in vain."""
    words = clean(request.GET.get("words", ""))[:60]
    if not words:
        return redirect("workspace:report", "knowledge_missed")
    rows = Missed.objects.filter(words=words)
    if request.GET.get("place") in Missed.Place.values:
        rows = rows.filter(place=request.GET["place"])
    for name, lookup in (("from", "on__gte"), ("to", "on__lte")):
        if day := _day(request.GET.get(name, "")):
            rows = rows.filter(**{lookup: day})
    context = {"words": words, "rows": rows.order_by("-on", "place")[:DAYS]}
    return render(request, "knowledge/missed_list.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
