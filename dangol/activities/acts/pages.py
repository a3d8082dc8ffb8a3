"""What the pages of activities have in common."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dangol.accounts.requests import UserRequest
from dangol.activities.acts.composing import Written
from dangol.activities.acts.models import Activity
from dangol.activities.acts.queries import activity_seen_by
from dangol.kit.errors import Refused

VIEW, ADD, CHANGE, DELETE = (
    f"activities.{verb}_activity" for verb in ("view", "add", "change", "delete")
)


def activity_of(request: UserRequest, pk: int, verb: str = "view") -> Activity:
    """The activity of an address; 404 when the user may not see (change, delete) it."""
    activity = activity_seen_by(request.user, pk, verb)
    if activity is None:
        raise Http404
    return activity


def toast(text: str, *, undo: str = "", bad: bool = False, **events: Any) -> dict[str, str]:
    """The header that shows a line at the foot, and further events of the page."""
    said = {"text": text, "undo": undo, "bad": bad}
    return {"HX-Trigger": json.dumps({"toast": said, **events})}


def said_of(written: Written) -> tuple[str, str]:
    """What was written, in words, and where that is undone."""
    if written.activity:
        text = _("기록했습니다.")
        if written.plan:
            text = _("기록하고 %(day)s 할 일을 만들었습니다.") % {"day": _day(written.plan)}
        return text, reverse("activities:activity_undo", args=[written.activity.pk])
    if written.plan:
        text = _("%(day)s 할 일을 만들었습니다.") % {"day": _day(written.plan)}
        return text, reverse("activities:activity_undo", args=[written.plan.pk])
    return _("메모를 남겼습니다."), ""


def _day(plan: Activity) -> str:
    due = timezone.localtime(plan.due_at)
    hour = "" if plan.is_all_day else f" {due:%H:%M}"
    return f"{date_format(due, 'MONTH_DAY_FORMAT')}{hour}"


def act(request: UserRequest, service: Callable[[], Any], *, url: str, text: str) -> HttpResponse:
    """Do it and say so; a refusal is said the same way and changes nothing."""
    bad = False
    try:
        service()
    except Refused as error:
        text, bad = str(error), True
    except ValidationError as error:
        text, bad = " ".join(error.messages), True
    if request.htmx:
        return HttpResponse(status=204, headers=toast(text, bad=bad, activities=True))
    (messages.error if bad else messages.success)(request, text)
    return redirect(url)


def refresh(text: str, *, undo: str = "") -> HttpResponse:
    """Close the panel, say what was done, and let the parts that show activities follow."""
    return HttpResponse(status=204, headers=toast(text, undo=undo, done=True, activities=True))
