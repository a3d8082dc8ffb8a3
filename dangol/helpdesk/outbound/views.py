"""Call lists: their progress, the next customer, and what is said on the telephone."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.helpdesk.calls.desktop import about_customer
from dangol.helpdesk.lines.queries import dialing_line
from dangol.helpdesk.outbound import queries, services
from dangol.helpdesk.outbound.forms import (
    LIST_FIELDS,
    DialListForm,
    ResultForm,
    ScriptForm,
    answers_of,
)
from dangol.helpdesk.outbound.jobs import fill_list
from dangol.helpdesk.outbound.lists import TargetList
from dangol.helpdesk.outbound.models import DialList, DialTarget, Script
from dangol.helpdesk.outbound.presets import PRESETS
from dangol.helpdesk.outbound.setting import install_preset
from dangol.helpdesk.outbound.tries import TryList
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.workspace.lists.views import list_page

VIEW, ADD, CHANGE = (f"helpdesk.{verb}_diallist" for verb in ("view", "add", "change"))
SHOWN = 100


def _list(request: UserRequest, pk: int, verb: str = "view") -> DialList:
    row: DialList = get_object_or_404(queries.lists_seen_by(request.user, verb), pk=pk)
    return row


@require_GET
@needs(VIEW)
def dial_lists(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    rows = queries.lists_seen_by(request.user)[:SHOWN]
    context = {
        "rows": [(row, queries.progress_of(row, now=now)) for row in rows],
        "presets": PRESETS.items(),
        "scripts": Script.objects.order_by("-is_active", "name")[:SHOWN],
        "may_add": request.user.has_perm(ADD),
    }
    return render(request, "helpdesk/dial_lists.html", context)


@require_GET
@needs(VIEW)
def dial_targets(request: UserRequest) -> HttpResponse:
    return list_page(request, TargetList, "helpdesk/dial_targets.html")


@require_GET
@needs(VIEW)
def dial_tries(request: UserRequest) -> HttpResponse:
    return list_page(request, TryList, "helpdesk/dial_targets.html")


@require_GET
@needs(VIEW)
def dial_list(request: UserRequest, pk: int) -> HttpResponse:
    row, now = _list(request, pk), timezone.now()
    tries = DialTarget.objects.filter(dial_list=row).exclude(result=None)
    newest = list(tries.select_related("customer", "result", "agent").order_by("-pk")[:15])
    seen(request, "list", Customer, [target.customer_id for target in newest])
    may_change = DialList.objects.visible_to(request.user, "change").filter(pk=pk).exists()
    context = {
        "row": row,
        "progress": queries.progress_of(row, now=now),
        "newest": newest,
        "is_shut": queries.list_is_shut(row, today=timezone.localdate(now)),
        "held": queries.held_by(row, request.user),
        "may_change": may_change and request.user.has_perm(CHANGE),
    }
    return render(request, "helpdesk/dial_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def dial_list_add(request: UserRequest) -> HttpResponse:
    return _write(request, None)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def dial_list_edit(request: UserRequest, pk: int) -> HttpResponse:
    return _write(request, _list(request, pk, "change"))


def _write(request: UserRequest, row: DialList | None) -> HttpResponse:
    shown = row or DialList()
    first = model_to_dict(shown, LIST_FIELDS)
    form = DialListForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST":
        saved = submit(form, services.write_list, row, actor=request.user)
        if saved:
            if saved.segment_id:
                fill_list.enqueue(list_id=saved.pk, actor_id=request.user.pk)
            return done(request, saved.get_absolute_url(), _("콜 명단을 저장했습니다."))
    return side_form(request, form, _("콜 명단"))


@require_POST
@needs(CHANGE)
def dial_list_move(request: UserRequest, pk: int) -> HttpResponse:
    row, status = _list(request, pk, "change"), request.POST.get("status", "")
    try:
        services.move_list(row, status, today=timezone.localdate(), actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    return redirect(row)


@require_POST
@needs(VIEW)
def dial_next(request: UserRequest, pk: int) -> HttpResponse:
    """The next customer of the list, or a word why there is none."""
    row = _list(request, pk)
    try:
        target = services.take_next(row, at=timezone.now(), actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(row)
    if target is None:
        messages.success(request, _("지금 걸 수 있는 고객이 없습니다."))
        return redirect(row)
    return redirect("helpdesk:dial_target", pk=row.pk, target_pk=target.pk)


def _held(request: UserRequest, pk: int, target_pk: int) -> DialTarget:
    rows = _list(request, pk).targets.select_related("dial_list__script", "customer")
    target = rows.filter(pk=target_pk, agent=request.user, status=DialTarget.Status.HELD).first()
    if target is None:
        raise Http404
    return target


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def dial_target(request: UserRequest, pk: int, target_pk: int) -> HttpResponse:
    """The customer on the line: who they are, what to say, and how it ended."""
    target = _held(request, pk, target_pk)
    form = ResultForm(request.POST or None, user=request.user)
    if request.method == "POST":
        given = answers_of(request)
        saved = submit(
            form, services.note_result, target, at=timezone.now(), actor=request.user, answers=given
        )
        if saved:
            messages.success(request, _("결과를 적었습니다."))
            return dial_next(request, pk) if "next" in request.POST else redirect(target.dial_list)
    context = _talk(request, target) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "helpdesk/dial_target.html", context, status=status)


def _talk(request: UserRequest, target: DialTarget) -> dict[str, Any]:
    user, today, row = request.user, timezone.localdate(), target.dial_list
    script = queries.script_for(row.script, target.customer, user=user, today=today)
    return {
        "row": row,
        "target": target,
        "steps": list(enumerate(script)),
        "given": answers_of(request) if request.method == "POST" else {},
        "opening": queries.opening_of(row, target.customer),
        "may_dial": dialing_line() is not None,
        "tries": list(target.tries.select_related("result", "agent").order_by("-pk")),
        **about_customer(request, target.customer),
    }


@require_POST
@needs(VIEW)
def dial_let_go(request: UserRequest, pk: int, target_pk: int) -> HttpResponse:
    target = _held(request, pk, target_pk)
    services.let_go(target, at=timezone.now(), actor=request.user)
    return redirect(target.dial_list)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def script_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Script, pk=pk) if pk else None
    names = ("name", "text", "queue", "is_active")
    first = {name: getattr(row, name) for name in names} if row else {"is_active": True}
    form = ScriptForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST" and submit(form, services.write_script, row, actor=request.user):
        messages.success(request, _("대본을 저장했습니다."))
        return redirect("helpdesk:dial_lists")
    status = 422 if form.errors else 200
    context = {"form": form, "script": row}
    return render(request, "helpdesk/script.html", context, status=status)


@require_POST
@needs(ADD)
def preset_install(request: UserRequest, key: str) -> HttpResponse:
    if key not in PRESETS:
        raise Http404
    url = install_preset(key, actor=request.user)
    messages.success(request, _("%(name)s 틀을 마련했습니다.") % {"name": PRESETS[key].label})
    return redirect(url or "helpdesk:dial_lists")
