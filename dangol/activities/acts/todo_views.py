"""Pages of one activity: completing, correcting, calling off."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.activities.acts import files, series, services
from dangol.activities.acts.chaining import Next, proposal_of
from dangol.activities.acts.composing import complete_and_follow, moment_of
from dangol.activities.acts.forms import ActivityForm, CompleteForm
from dangol.activities.acts.kinds import kind_of
from dangol.activities.acts.models import Activity
from dangol.activities.acts.pages import ADD, CHANGE, DELETE, VIEW, act, activity_of, refresh
from dangol.activities.acts.queries import names_beside
from dangol.activities.acts.shown import show, with_signals
from dangol.activities.acts.signals import signals_of
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.personal import seen


@require_GET
@needs(VIEW)
def activity_detail(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_of(request, pk)
    shown = with_signals(show([activity], seen_by=request.user))[0]
    shown = shown.named(names_beside([shown], seen_by=request.user))
    if activity.customer_id:
        seen(request, "view", Customer, [activity.customer_id])
    mine = Activity.objects.visible_to(request.user, "change").filter(pk=pk).exists()
    context = {
        "activity": activity,
        "shown": shown,
        "may_change": mine and request.user.has_perm(CHANGE),
        "may_delete": request.user.has_perm(DELETE),
        "files": list(activity.files.select_related("added_by").order_by("pk")),
    }
    return render(request, "activities/acts/activity_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def activity_complete(request: UserRequest, pk: int) -> HttpResponse:
    """Ask for result and minutes, propose what follows, and make history of the to-do."""
    activity = activity_of(request, pk, "change")
    kind, today = kind_of(activity.kind_id), timezone.localdate()
    proposal = proposal_of(activity, today=today)
    initial: dict[str, Any] = {
        "minutes": activity.minutes if activity.minutes is not None else kind and kind.minutes,
        "purpose": activity.purpose_id,
        "with_next": proposal is not None,
        "next_kind": proposal.kind.key if proposal else "call",
        "next_day": proposal.due if proposal else None,
        "next_title": proposal.title if proposal else "",
    }
    form = CompleteForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST":
        completed = submit(form, _complete, activity, request=request)
        if completed:
            undo = reverse("activities:activity_reopen", args=[pk])
            if request.htmx:
                return refresh(_("완료했습니다."), undo=undo)
            return redirect(activity)
    body = "activities/acts/complete_fields.html"
    return side_form(request, form, activity.called, body=body, activity=activity)


def _complete(activity: Activity, *, request: UserRequest, **data: Any) -> Activity:
    now, (day, hour) = timezone.now(), (data.pop("day"), data.pop("hour"))
    today = timezone.localdate(now)
    happened = None if day == today and not hour else moment_of(day, hour, today=today)
    follows = {name: data.pop(f"next_{name}") for name in ("kind", "day", "title")}
    wanted = data.pop("with_next") and follows["day"]
    after = Next(follows["kind"] or "call", follows["day"], follows["title"]) if wanted else None
    return complete_and_follow(
        activity, at=now, occurred_at=happened, after=after, actor=request.user, **data
    )


@require_POST
@needs(CHANGE)
def activity_reopen(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_of(request, pk, "change")
    return act(
        request,
        lambda: services.reopen(activity, actor=request.user),
        url=activity.get_absolute_url(),
        text=_("다시 할 일로 두었습니다."),
    )


@require_POST
@needs(CHANGE)
def activity_cancel(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_of(request, pk, "change")
    at, reason = timezone.now(), request.POST.get("reason", "")
    return act(
        request,
        lambda: services.cancel_activity(activity, at=at, reason=reason, actor=request.user),
        url=activity.get_absolute_url(),
        text=_("취소했습니다."),
    )


@require_POST
@needs(DELETE)
def activity_remove(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_of(request, pk, "delete")
    customer = activity.customer
    url = customer.get_absolute_url() if customer else reverse("activities:todo_list")
    return act(
        request,
        lambda: services.remove_activity(activity, actor=request.user),
        url=url,
        text=_("지웠습니다."),
    )


@require_http_methods(["GET", "POST"])
@needs(ADD)
def todo_add(request: UserRequest) -> HttpResponse:
    """A to-do with everything about it; `customer` of the address is whom it is for."""
    asked = request.GET.get("customer", "")
    customer = None
    if asked:
        number = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
        customer = get_object_or_404(customers_seen_by(request.user), pk=number)
    now = timezone.localtime()
    initial = {"owner": request.user.pk, "day": request.GET.get("day") or now.date()}
    initial |= {"hour": request.GET["hour"]} if request.GET.get("hour") else {}
    stub = Activity(customer=customer, kind_id=0, owner=request.user)
    form = ActivityForm(request.POST or None, user=request.user, activity=stub, initial=initial)
    if request.method == "POST" and (made := submit(form, _plan, customer, request=request)):
        return done(request, made.get_absolute_url(), _("할 일을 만들었습니다."))
    return side_form(request, form, _("할 일 더하기"), customer=customer)


def _plan(customer: Customer | None, *, request: UserRequest, **data: Any) -> Activity:
    rule = data.pop("repeat", "")
    values, due = _values(data)
    values |= {"customer": customer, "due": due}
    if rule:
        return series.repeat(rule, actor=request.user, **values)
    return services.plan_activity(actor=request.user, **values)


def _values(data: dict[str, Any]) -> tuple[dict[str, Any], date | datetime]:
    """What a form of an activity says, as services take it, and when."""
    day, hour, until = data.pop("day"), data.pop("hour"), data.pop("end_hour", None)
    before = data.pop("reminder", None)
    due: Any = timezone.make_aware(datetime.combine(day, hour)) if hour else day
    if hour and until:
        data["ends"] = timezone.make_aware(datetime.combine(day, until))
    if before is not None:
        start = due if hour else timezone.make_aware(datetime.combine(day, datetime.min.time()))
        start = start if hour else start.replace(hour=9)
        data["reminder_at"] = start - timedelta(minutes=before)
    if "counterpart" in data:
        pk = data.pop("counterpart")
        data["counterpart"] = Customer.objects.get(pk=pk) if pk else None
    return data, due


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def activity_edit(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_of(request, pk, "change")
    form = ActivityForm(
        request.POST or None,
        user=request.user,
        activity=activity,
        initial=_initial(activity),
    )
    if request.method == "POST":
        version = int(v) if (v := request.POST.get("version", "")).isdecimal() else None
        if submit(form, _edit, activity, request=request, version=version):
            return done(request, activity.get_absolute_url(), _("고쳤습니다."))
    body = "activities/acts/edit_fields.html"
    return side_form(request, form, _("활동 고치기"), body=body, activity=activity)


def _initial(activity: Activity) -> dict[str, Any]:
    names = ("title", "text", "minutes", "direction", "priority", "result", "next_step")
    found: dict[str, Any] = {name: getattr(activity, name) for name in names}
    at = activity.begins_at or activity.due_at
    local = timezone.localtime(at) if at else timezone.localtime()
    found |= {"day": local.date()}
    if activity.is_done or not activity.is_all_day:
        found["hour"] = local.time().replace(second=0, microsecond=0)
    if activity.ends_at and not activity.is_all_day:
        found["end_hour"] = timezone.localtime(activity.ends_at).time()
    for name in ("kind", "purpose", "counterpart", "owner"):
        found[name] = getattr(activity, f"{name}_id")
    if activity.reminder_at and activity.starts_at:
        start = local if not activity.is_all_day else local.replace(hour=9)
        found["reminder"] = int((start - activity.reminder_at).total_seconds() // 60)
    found["repeat"] = series.rule_of(activity)
    found["signals"] = [row.id for row in signals_of([activity.pk]).get(activity.pk, [])]
    return found


def _edit(
    activity: Activity, *, request: UserRequest, version: int | None, **data: Any
) -> Activity:
    rule = data.pop("repeat", "")
    if rule and rule != series.rule_of(activity):
        series.begin(activity, rule, actor=request.user)
        version = None
    values, due = _values(data)
    values["occurred_at" if activity.is_done else "due"] = due
    return services.edit_activity(
        activity, at=timezone.now(), actor=request.user, version=version, **values
    )


@require_POST
@needs(CHANGE)
def series_follow(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_of(request, pk, "change")
    return act(
        request,
        lambda: series.change_following(activity, actor=request.user),
        url=activity.get_absolute_url(),
        text=_("다음부터 이대로 되풀이합니다."),
    )


@require_POST
@needs(CHANGE)
def series_end(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_of(request, pk, "change")
    return act(
        request,
        lambda: series.end_series(activity, at=timezone.now(), actor=request.user),
        url=activity.get_absolute_url(),
        text=_("반복을 끝냈습니다."),
    )


@require_POST
@needs(CHANGE)
def file_attach(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_of(request, pk, "change")
    return act(
        request,
        lambda: files.attach_all(
            activity, files=request.FILES.getlist("file")[:20], actor=request.user
        ),
        url=activity.get_absolute_url(),
        text=_("파일을 붙였습니다."),
    )


@require_GET
@needs(VIEW)
def file_open(request: UserRequest, pk: int, file_pk: int) -> HttpResponseBase:
    row = get_object_or_404(activity_of(request, pk).files, pk=file_pk)
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name)


@require_POST
@needs(CHANGE)
def file_detach(request: UserRequest, pk: int, file_pk: int) -> HttpResponse:
    activity = activity_of(request, pk, "change")
    files.detach(get_object_or_404(activity.files, pk=file_pk), actor=request.user)
    return done(request, activity.get_absolute_url(), _("파일을 지웠습니다."))
