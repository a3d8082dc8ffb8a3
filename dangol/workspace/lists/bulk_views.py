"""Bulk acts and exports: ask, run, watch, stop, take back, download."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.kit.access import needs_login, permissions
from dangol.kit.errors import Refused
from dangol.kit.forms import plain_values
from dangol.kit.lists import BulkAction, RecordList, lists
from dangol.kit.pages import render_page
from dangol.kit.personal import client_address
from dangol.workspace.lists import services
from dangol.workspace.lists.forms import ExportForm
from dangol.workspace.lists.jobs import run_list, undo_run
from dangol.workspace.lists.queries import (
    runs_of,
    selected,
    setting_of,
    shown_columns,
    state_of,
)
from dangol.workspace.lists.views import list_named
from dangol.workspace.models import ListRun

AT_ONCE = 500


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What was picked: ids, or all that match the address; the address must be readable."""
    given = request.POST if request.method == "POST" else request.GET
    if given.get("all") == "1":
        return {"ids": None, "address": given.get("address", "")}
    ids = [int(pk) for pk in given.getlist("ids") if pk.isdecimal() and len(pk) < 19]
    return {"ids": ids[:AT_ONCE], "address": ""}


def _checked(record_list: RecordList, asked: dict[str, Any]) -> None:
    """Refuse conditions that were left out: the act would reach more than its maker saw."""
    problems = state_of(record_list, asked["address"]).problems
    if problems:
        raise Refused(" ".join(problems))


@require_http_methods(["GET", "POST"])
@needs_login
def bulk(request: HttpRequest, key: str, action: str) -> HttpResponse:
    record_list = list_named(request, key)
    act = next((item for item in record_list.bulk if item.key == action), None)
    if act is None:
        raise Http404
    if not request.user.has_perm(act.permission):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = act.form(data, user=request.user) if act.form else forms.Form(data)
    return _ask(request, record_list, form, act)


@require_http_methods(["GET", "POST"])
@needs_login
def export(request: HttpRequest, key: str) -> HttpResponse:
    record_list = list_named(request, key)
    right = record_list.right("export")
    if right not in permissions or not request.user.has_perm(right):
        raise PermissionDenied
    asked = _asked(request)
    run = ListRun(actor=cast(Any, request.user), list_key=key, **asked)
    data = request.POST if request.method == "POST" else None
    total = selected(record_list, run).count() if data else 0
    return _ask(request, record_list, ExportForm(data, total=total), None)


def _ask(
    request: HttpRequest, record_list: RecordList, form: forms.Form, act: BulkAction | None
) -> HttpResponse:
    asked = _asked(request)
    if request.method == "POST" and form.is_valid():
        try:
            _checked(record_list, asked)
            return _start(request, record_list, form, act, asked)
        except Refused as error:
            form.add_error(None, str(error))
    context = {
        "list": record_list,
        "act": act,
        "title": act.label if act else _("내보내기"),
        "form": form,
        "asked": asked,
        "url": request.path,
        "back": reverse(record_list.url_name),
        "counted": _counted(record_list, asked),
        "view": request.POST.get("view") or request.GET.get("view", ""),
    }
    status = 422 if form.errors else 200
    return render_page(request, "workspace/bulk.html", context, fragment="panel", status=status)


def _counted(record_list: RecordList, asked: dict[str, Any]) -> str:
    if asked["ids"] is None:
        return _("조건에 맞는 기록 모두")
    return str(record_list.unit) % {"n": f"{len(asked['ids']):,}"}


def _start(
    request: HttpRequest,
    record_list: RecordList,
    form: forms.Form,
    act: BulkAction | None,
    asked: dict[str, Any],
) -> HttpResponse:
    values = plain_values(form.cleaned_data)
    if act is None:
        values = _export_values(record_list, request.user, asked, form)
    run = services.start_run(
        record_list,
        action=act.key if act else services.EXPORT,
        actor=request.user,
        values=values,
        reason=values.get("reason", ""),
        client=client_address(request),
        **asked,
    )
    if asked["ids"] is not None:
        return _done(request, services.carry_out(run))
    run_list.enqueue(run_id=run.pk, actor_id=request.user.pk)
    return _to(request, reverse("workspace:run", args=[run.pk]))


def _export_values(
    record_list: RecordList, user: Any, asked: dict[str, Any], form: forms.Form
) -> dict[str, Any]:
    setting = setting_of(user, record_list.key)
    columns = shown_columns(record_list, setting, setting.view(form.data.get("view", "")))
    if form.cleaned_data["columns"] == "all":
        columns = list(record_list.all_columns.values())
    names = [column.name for column in columns if column.exported]
    return form.cleaned_data | {"columns": names}


def _done(request: HttpRequest, run: ListRun) -> HttpResponse:
    """Back to the list with a line that says what was done, and a way back."""
    if run.action == services.EXPORT:
        return _to(request, reverse("workspace:run", args=[run.pk]))
    text = ngettext("%(n)s건을 바꾸었습니다.", "%(n)s건을 바꾸었습니다.", run.done) % {
        "n": f"{run.done:,}"
    }
    if run.refused:
        text += " " + _("%(n)s건은 바꿀 수 없었습니다.") % {"n": f"{run.refused:,}"}
    undo = reverse("workspace:run_undo", args=[run.pk]) if services.can_undo(run) else ""
    messages.success(request, text, extra_tags=undo)
    return _to(request, _back(run))


def _back(run: ListRun) -> str:
    url = reverse(lists[run.list_key].url_name)
    return f"{url}?{run.address}" if run.address else url


def _to(request: HttpRequest, url: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


@require_GET
@needs_login
def run(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(runs_of(request.user), pk=pk)
    record_list = lists[found.list_key]
    is_export = found.action == services.EXPORT
    label = _("내보내기") if is_export else services.action_of(record_list, found.action).label
    context = {
        "run": found,
        "list": record_list,
        "label": label,
        "is_export": is_export,
        "can_undo": services.can_undo(found),
        "back": _back(found),
        "refusals": _refusals(found) if found.refused else [],
    }
    return render_page(request, "workspace/run.html", context, fragment="state")


def _refusals(found: ListRun) -> list[tuple[int, str]]:
    """The first hundred refused rows and why."""
    rows = found.batches.exclude(refused=[]).values_list("refused", flat=True)[:100]
    return [(pk, why) for batch in rows for pk, why in batch][:100]


@require_POST
@needs_login
def run_stop(request: HttpRequest, pk: int) -> HttpResponse:
    services.stop_run(get_object_or_404(runs_of(request.user), pk=pk))
    return redirect("workspace:run", pk=pk)


@require_POST
@needs_login
def run_undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(runs_of(request.user), pk=pk)
    try:
        services.begin_undo(found)
    except Refused as error:
        return HttpResponse(str(error), status=409, content_type="text/plain")
    if found.total <= AT_ONCE:
        services.take_back(found)
        messages.success(request, _("되돌렸습니다."))
        return _to(request, _back(found))
    undo_run.enqueue(run_id=found.pk, actor_id=request.user.pk)
    return _to(request, reverse("workspace:run", args=[pk]))


@require_GET
@needs_login
def run_file(request: HttpRequest, pk: int) -> FileResponse:
    found = get_object_or_404(runs_of(request.user).exclude(file=""), pk=pk)
    stored = str(found.file.name)
    if not found.file.storage.exists(stored):
        raise Http404
    suffix = stored.rpartition(".")[2]
    name = f"{lists[found.list_key].title} {found.created_at:%Y-%m-%d}.{suffix}"
    return FileResponse(found.file.open(), as_attachment=True, filename=name)
