"""The calendar: days, weeks, months; moving by hand, key or form."""

import json
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.activities.acts.kinds import kind_of
from dangol.activities.acts.models import Activity
from dangol.activities.acts.queries import activity_seen_by, shown_names
from dangol.activities.acts.services import move_activity, times_now
from dangol.activities.calendar import layout, queries, services
from dangol.activities.calendar.forms import MoveForm, PreferenceForm
from dangol.activities.calendar.models import CalendarPreference
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Conflict, Refused
from dangol.kit.korean.dates import parse_date
from dangol.kit.pages import render_page
from dangol.kit.personal import seen
from dangol.workspace.queries import person_name

VIEW, CHANGE = "activities.view_activity", "activities.change_activity"
VIEWS = dict(CalendarPreference.View.choices)
YEARS = range(2000, 2101)


@require_GET
@needs(VIEW)
def calendar(request: UserRequest) -> HttpResponse:
    preference = queries.preference_of(request.user)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else preference.view
    now = timezone.now()
    on = _day(request.GET.get("on", ""), timezone.localdate(now))
    whose = request.GET.get("whose", queries.ME)
    sunday_first = preference.first_day == CalendarPreference.FirstDay.SUNDAY
    first, last = layout.span_of(view, on, sunday_first=sunday_first)
    ids = queries.whose_ids(request.user, whose)
    month = on.month if view == "month" else 0
    days = queries.calendar_of(request.user, ids, first, last, now=now, view=view, month=month)
    before, after = layout.neighbours(view, on)
    context = {
        "view": view,
        "views": list(VIEWS.items()),
        "on": on,
        "today": timezone.localdate(now),
        "title": _title(view, on, first, last),
        "before": before,
        "after": after,
        "days": days,
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)],
        "whose": whose if ids is None or ids != [request.user.pk] else queries.ME,
        "others": queries.others(request.user),
        "hours": range(24),
        "now_at": layout.local(now).hour * 60 + layout.local(now).minute,
        "preference": preference,
        "may_add": request.user.has_perm("activities.add_activity"),
    }
    return render_page(request, "activities/calendar/calendar.html", context, fragment="calendar")


def _title(view: str, on: date, first: date, last: date) -> str:
    if view == "month":
        return date_format(on, "YEAR_MONTH_FORMAT")
    if view == "day":
        return f"{date_format(on, 'DATE_FORMAT')} {date_format(on, 'l')}"
    return f"{date_format(first, 'DATE_FORMAT')} – {date_format(last, 'MONTH_DAY_FORMAT')}"


def _day(text: str, otherwise: date) -> date:
    found = parse_date(text) if text else None
    return found if found and found.year in YEARS else otherwise


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def event(request: UserRequest, pk: int) -> HttpResponse:
    """One event in the side panel, with the form that moves it (the way without dragging)."""
    activity = _event_of(request, pk)
    may_move = activity.is_open and _may_change(request, pk)
    form = MoveForm(request.POST or None, user=request.user, initial=_initial(activity))
    if request.method == "POST":
        if not may_move:
            raise Http404
        if form.is_valid() and _moved(activity, form, request):
            return _done(_("옮겼습니다."))
    if activity.customer_id:
        seen(request, "view", Customer, [activity.customer_id])
    context = {
        "activity": activity,
        "kind": kind_of(activity.kind_id),
        "owner": person_name(activity.owner_id),
        "customer": shown_names(
            {activity.customer_id} if activity.customer_id else set(), request.user
        ).get(activity.customer_id or 0, ""),
        "form": form,
        "may_move": may_move,
    }
    template = "activities/calendar/event.html" + ("#panel" if request.htmx else "")
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
@needs(CHANGE)
def event_move(request: UserRequest, pk: int) -> HttpResponse:
    """Move by hand or key: `day`, and `hour` and `end_hour` when they change.

    `version` is the one the page shows; moved meanwhile, it stays where it is now (409).
    """
    activity = activity_seen_by(request.user, pk, "change")
    if activity is None:
        raise Http404
    data = request.POST if request.POST else request.GET
    form = MoveForm(data, user=request.user)
    if not form.is_valid():
        raise Http404
    undo = _undo_address(activity)
    row = _moved(activity, form, request)
    if row is None:
        text = " ".join(str(text) for texts in form.errors.values() for text in texts)
        is_stale = form.has_error(NON_FIELD_ERRORS, "stale")
        return _done(text, bad=True, status=409 if is_stale else 204)
    return _done(_("옮겼습니다."), undo=f"{undo}&version={row.version}")


def _moved(activity: Activity, form: MoveForm, request: UserRequest) -> Activity | None:
    """The to-do in its new place, or None and why not among the errors of the form."""
    before = times_now(activity)
    times = form.times(before.starts_at, is_all_day=before.is_all_day)
    version = form.cleaned_data["version"]
    try:
        return move_activity(activity, actor=request.user, version=version, **times)
    except Conflict:
        text = _("그사이 다른 사람이 이 일정을 바꾸었습니다. 지금의 시간을 보고 다시 옮겨 주세요.")
        form.add_error(None, ValidationError(text, code="stale"))
    except Refused as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
    return None


def _undo_address(activity: Activity) -> str:
    """Where the toast's 되돌리기 posts: the same act with the times of before."""
    before = times_now(activity)
    starts, due = timezone.localtime(before.starts_at), timezone.localtime(before.due_at)
    said = {"day": starts.date().isoformat(), "end_day": due.date().isoformat(), "hour": ""}
    if not before.is_all_day:
        said["hour"] = f"{starts:%H:%M}"
        if before.ends_at:
            said["end_hour"] = f"{due:%H:%M}"
    return reverse("activities:event_move", args=[activity.pk], query=said)


def _done(text: str, *, undo: str = "", bad: bool = False, status: int = 204) -> HttpResponse:
    """Say it, close the panel, and let the calendar show it."""
    said = {"toast": {"text": text, "undo": undo, "bad": bad}, "activities": True, "done": True}
    return HttpResponse(status=status, headers={"HX-Trigger": json.dumps(said)})


def _event_of(request: UserRequest, pk: int) -> Activity:
    activity = activity_seen_by(request.user, pk)
    if activity is None:
        raise Http404
    return activity


def _may_change(request: UserRequest, pk: int) -> bool:
    return bool(
        request.user.has_perm(CHANGE) and activity_seen_by(request.user, pk, "change") is not None
    )


def _initial(activity: Activity) -> dict[str, Any]:
    times = times_now(activity)
    starts, due = timezone.localtime(times.starts_at), timezone.localtime(times.due_at)
    found: dict[str, Any] = {"day": starts.date(), "version": activity.version}
    if due.date() != starts.date():
        found["end_day"] = due.date()
    if not times.is_all_day:
        found["hour"] = starts.time().replace(second=0, microsecond=0)
        if times.ends_at:
            found["end_hour"] = due.time().replace(second=0, microsecond=0)
    return found


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def calendar_settings(request: UserRequest) -> HttpResponse:
    """First day of the week, first view, lunar days."""
    now = queries.preference_of(request.user)
    initial = {name: getattr(now, name) for name in ("first_day", "view", "has_lunar")}
    form = PreferenceForm(request.POST or None, initial=initial)
    if form.is_valid():
        services.write_preference(request.user, **form.cleaned_data)
        return done(request, reverse("activities:calendar"), _("저장했습니다."))
    return side_form(request, form, _("달력 설정"))
