"""Saved views: keep, rename, share, open first, delete."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dangol.kit.access import needs_login
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.lists import RecordList
from dangol.kit.lists.state import read_state
from dangol.kit.pages import render_page
from dangol.workspace.lists import services
from dangol.workspace.lists.forms import ViewForm
from dangol.workspace.lists.queries import setting_of, views_of
from dangol.workspace.lists.views import list_named
from dangol.workspace.models import SavedView


@require_http_methods(["GET", "POST"])
@needs_login
def view_add(request: HttpRequest, key: str) -> HttpResponse:
    record_list = list_named(request, key)
    meaning = read_state(record_list, request.GET).meaning
    form = ViewForm(request.POST if request.method == "POST" else None)

    def keep(*, name: str, is_shared: bool, is_first: bool) -> SavedView:
        view = services.keep_view(
            record_list, name=name, address=meaning, is_shared=is_shared, actor=request.user
        )
        if is_first:
            services.keep_setting(record_list, actor=request.user, view=view)
        return view

    view = submit(form, keep) if request.method == "POST" else None
    if view:
        return _to_view(request, record_list, view)
    return _panel(request, record_list, form, None)


@require_http_methods(["GET", "POST"])
@needs_login
def view_change(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(views_of(request.user), pk=pk)
    record_list = list_named(request, view.list_key)
    preference = setting_of(request.user, view.list_key).preference
    now = {
        "name": view.name,
        "is_shared": view.is_shared,
        "is_first": preference.view_id == view.pk,
    }
    form = ViewForm(request.POST if request.method == "POST" else None, initial=now)

    def keep(*, name: str, is_shared: bool, is_first: bool) -> SavedView:
        if (name, is_shared) != (view.name, view.is_shared):
            services.change_view(view, actor=request.user, name=name, is_shared=is_shared)
        if is_first != now["is_first"]:
            first = view if is_first else None
            services.keep_setting(record_list, actor=request.user, view=first)
        return view

    if request.method == "POST" and submit(form, keep):
        return _to_view(request, record_list, view)
    return _panel(request, record_list, form, view)


@require_POST
@needs_login
def view_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a view the conditions and columns the list has now."""
    view = get_object_or_404(views_of(request.user), pk=pk)
    record_list = list_named(request, view.list_key)
    columns = setting_of(request.user, view.list_key).preference.columns
    meaning = read_state(record_list, request.GET).meaning
    try:
        services.change_view(view, actor=request.user, address=meaning, columns=columns)
    except Refused as error:
        return HttpResponse(str(error), status=409, content_type="text/plain")
    return _to_view(request, record_list, view)


@require_POST
@needs_login
def view_drop(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(views_of(request.user), pk=pk)
    record_list = list_named(request, view.list_key)
    try:
        services.drop_view(view, actor=request.user)
    except (Refused, ValidationError) as error:
        return HttpResponse(str(error), status=409, content_type="text/plain")
    return _go(request, f"{reverse(record_list.url_name)}?view=0")


def _panel(
    request: HttpRequest, record_list: RecordList, form: ViewForm, view: SavedView | None
) -> HttpResponse:
    context = {
        "form": form,
        "view": view,
        "list": record_list,
        "can_share": request.user.has_perm("workspace.share_view"),
        "can_change": not view
        or view.owner_id == request.user.pk
        or request.user.has_perm("workspace.share_view"),
        "url": request.get_full_path(),
    }
    status = 422 if form.errors else 200
    return render_page(request, "workspace/view.html", context, fragment="panel", status=status)


def _to_view(request: HttpRequest, record_list: RecordList, view: SavedView) -> HttpResponse:
    query = "&".join(filter(None, [view.address, f"view={view.pk}"]))
    return _go(request, f"{reverse(record_list.url_name)}?{query}")


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
