from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Router, Schema, Status

from dangol.accounts.requests import UserRequest
from dangol.activities.calendar import services
from dangol.activities.calendar.models import CalendarFeed
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Moment

router = Router(tags=["calendar"])
VIEW = "activities.view_activity"


class FeedOut(Schema):
    """The caller's feed; `read_at` is when a program last read it."""

    has_team: bool
    is_busy_only: bool
    made_at: Moment
    read_at: Moment | None


class FeedMade(FeedOut):
    """With the address, which is told only now."""

    address: str


class FeedIn(Body):
    has_team: bool = False
    is_busy_only: bool = False


def _mine(request: UserRequest) -> CalendarFeed:
    return get_object_or_404(CalendarFeed, person=request.user)


@router.get("/calendar/feed", response=FeedOut)
@needs(VIEW)
def read_feed(request: UserRequest) -> Any:
    return _mine(request)


@router.post("/calendar/feed", response={201: FeedMade})
@needs(VIEW)
def renew_feed(request: UserRequest, body: FeedIn) -> Any:
    """Make the address anew; one that was there before leads nowhere from now on."""
    feed, token = services.renew_feed(request.user, at=timezone.now(), **body.dict())
    path = reverse("activities:feed", args=[token])
    feed.address = request.build_absolute_uri(path)  # type: ignore[attr-defined]  # set at run time
    return Status(201, feed)


@router.put("/calendar/feed", response=FeedOut)
@needs(VIEW)
def change_feed(request: UserRequest, body: FeedIn) -> Any:
    """Change what it tells; its address stays."""
    return services.set_feed(_mine(request), **body.dict())


@router.delete("/calendar/feed", response={204: None})
@needs(VIEW)
def end_feed(request: UserRequest) -> Any:
    services.end_feed(_mine(request))
    return HttpResponse(status=204)
