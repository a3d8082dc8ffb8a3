"""Pages of activities."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dangol.accounts.requests import UserRequest
from dangol.activities.acts.queries import activity_seen_by, names_beside
from dangol.activities.acts.shown import show
from dangol.kit.access import needs

VIEW = "activities.view_activity"


@require_GET
@needs(VIEW)
def activity_detail(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_seen_by(request.user, pk)
    if activity is None:
        raise Http404
    shown = show([activity], seen_by=request.user)[0]
    shown = shown.named(names_beside([shown], seen_by=request.user))
    context = {"activity": activity, "shown": shown}
    return render(request, "activities/acts/activity_detail.html", context)
