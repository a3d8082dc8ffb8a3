"""The address of the feed: making and ending it, and what programs get there."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dangol.accounts.requests import UserRequest
from dangol.activities.calendar import services
from dangol.activities.calendar.feed import feed_of
from dangol.activities.calendar.forms import FeedForm
from dangol.activities.calendar.models import CalendarFeed
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.events import publish
from dangol.kit.personal import PersonalDataSeen, client_address

VIEW = "activities.view_activity"


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def feed_settings(request: UserRequest) -> HttpResponse:
    """Make, change, renew or end one's feed; the address is shown once."""
    feed = CalendarFeed.objects.filter(person=request.user).first()
    initial = {"has_team": feed.has_team, "is_busy_only": feed.is_busy_only} if feed else None
    form = FeedForm(request.POST or None, initial=initial)
    address = ""
    if request.method == "POST" and form.is_valid():
        match request.POST.get("act"):
            case "end" if feed:
                services.end_feed(feed)
                return redirect("activities:feed_settings")
            case "save" if feed:
                services.set_feed(feed, **form.cleaned_data)
                return redirect("activities:feed_settings")
            case _:
                feed, token = services.renew_feed(
                    request.user, at=timezone.now(), **form.cleaned_data
                )
                path = reverse("activities:feed", args=[token])
                address = request.build_absolute_uri(path)
    context = {"feed": feed, "form": form, "address": address}
    response = render(request, "activities/calendar/feed.html", context)
    if address:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar for programs: whoever knows the address reads it, nobody writes it."""
    row = CalendarFeed.objects.select_related("person")
    found = row.filter(token_hash=services.hashed(token)).first()
    if found is None or not found.person.has_perm(VIEW):
        raise Http404
    now = timezone.now()
    with translation.override(found.person.language):
        made = feed_of(found, now=now)
    etag = f'"{made.etag}"'
    changed = int(made.changed_at.timestamp()) if made.changed_at else None
    response = HttpResponse(made.text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="dangol.ics"'
    response.headers["ETag"] = etag
    if changed:
        response.headers["Last-Modified"] = http_date(changed)
    response.headers["Cache-Control"] = "private, no-cache"
    if services.note_reading(found, at=now) and made.customers:
        _tell(request, found, made.customers)
    # by the ETag alone: leaving the window of days changes the text without any newer row
    return get_conditional_response(request, etag=etag, response=response) or response


def _tell(request: HttpRequest, feed: CalendarFeed, customers: set[int]) -> None:
    """One line of the access log a day; a program asks every few minutes."""
    publish(
        PersonalDataSeen(
            act="list",
            model=Customer._meta.label_lower,
            record_ids=sorted(customers),
            reason=_("달력 구독"),
            address=client_address(request),
            actor_id=feed.person_id,
        )
    )
