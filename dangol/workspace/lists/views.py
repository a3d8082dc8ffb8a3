"""The page of a list, for any kind of record."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.kit.access import needs_login
from dangol.kit.conditions import Leaf, Option
from dangol.kit.errors import Conflict, Refused
from dangol.kit.lists import Column, Look, RecordList, lists
from dangol.kit.lists.paging import rows_of
from dangol.kit.lists.state import SIZES, read_state
from dangol.kit.lists.table import cell_html
from dangol.kit.personal import seen
from dangol.workspace.lists import services
from dangol.workspace.lists.page import build_page, choosable, sort_links
from dangol.workspace.lists.queries import SIZE, checked, setting_of, shown_columns

YES_NO = {"true": True, "false": False}


def list_page(
    request: HttpRequest, kind: type[RecordList], template: str = "workspace/list.html", **more: Any
) -> HttpResponse:
    """Answer a list page, whole or, for htmx, its results only.

    `template` extends `workspace/list.html`; `more` is context for its own blocks.
    """
    record_list = lists[kind.key]
    page = build_page(record_list, request)
    seen(request, "list", record_list.model, page.page.ids)
    htmx = request.htmx  # type: ignore[attr-defined]
    part = bool(htmx) and not htmx.boosted and not htmx.history_restore_request
    context = {"list": page, "part": part, **more}
    name = "workspace/list.html#results" if part else template
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def list_named(request: HttpRequest, key: str) -> RecordList:
    """The list of an address, if this person may see it."""
    if key not in lists:
        raise Http404
    record_list = lists[key]
    if not request.user.has_perm(record_list.right("view")):
        raise PermissionDenied
    return record_list


def back_to(record_list: RecordList, request: HttpRequest) -> HttpResponse:
    """To the list at the address this act came from; htmx follows and gets the results."""
    query = request.GET.urlencode()
    return redirect(f"{reverse(record_list.url_name)}{'?' if query else ''}{query}")


@require_GET
@needs_login
def list_sorts(request: HttpRequest, key: str) -> HttpResponse:
    record_list = list_named(request, key)
    links = sort_links(record_list, read_state(record_list, request.GET))
    return render(request, "workspace/list_sorts.html", {"sorts": links})


@require_http_methods(["GET", "POST"])
@needs_login
def list_columns(request: HttpRequest, key: str) -> HttpResponse:
    record_list = list_named(request, key)
    if request.method == "POST":
        return _keep_columns(request, record_list)
    setting = setting_of(request.user, key)
    view = setting.view(request.GET.get("view", ""))
    context = {
        "columns": choosable(record_list, shown_columns(record_list, setting, view)),
        "preference": setting.preference,
        "sizes": SIZES,
        "action": request.get_full_path(),
    }
    return render(request, "workspace/list_columns.html", context)


def _keep_columns(request: HttpRequest, record_list: RecordList) -> HttpResponse:
    """Remember columns, page size and density; the columns of a view are the view's."""
    reset = "reset" in request.POST
    size = request.POST.get("size", "")
    columns = [] if reset else checked(request.POST.getlist("columns"), record_list)
    view = setting_of(request.user, record_list.key).view(request.GET.get("view", ""))
    if view and view.columns:
        try:
            services.change_view(view, actor=request.user, columns=columns)
        except Refused as error:
            toast = json.dumps({"toast": {"text": str(error), "bad": True}})
            return HttpResponse(status=204, headers={"HX-Trigger": toast})
    services.keep_setting(
        record_list,
        actor=request.user,
        columns=columns,
        size=int(size) if size in map(str, SIZES) and not reset else SIZE,
        is_cosy=bool(request.POST.get("is_cosy")) and not reset,
    )
    return back_to(record_list, request)


def _offered(attribute: Any) -> Sequence[Option] | None:
    """The answers a quick menu offers; None where words or numbers answer."""
    if attribute.kind == "yes_no":
        return [Option(text, attribute.value_text(value)) for text, value in YES_NO.items()]
    return attribute.options() if hasattr(attribute, "options") else None


def _chosen(leaf: Leaf | None) -> Any:
    """The values as the boxes of a quick menu hold them."""
    if leaf is None:
        return ()
    return [text for text, value in YES_NO.items() if leaf.value is value] or leaf.value


@require_GET
@needs_login
def list_values(request: HttpRequest, key: str, name: str) -> HttpResponse:
    record_list = list_named(request, key)
    state = read_state(record_list, request.GET)
    attribute = state.vocabulary.attributes.get(name)
    options = _offered(attribute) if attribute else None
    if attribute is None or options is None:
        raise Http404
    context = {
        "name": name,
        "label": attribute.label,
        "options": options,
        "chosen": _chosen(state.chosen(name)),
        "input": "radio" if attribute.kind == "yes_no" else "checkbox",
        "has_me": attribute.kind == "person",
        "hidden": [pair for pair in state.pairs() if pair[0] not in (name, "page")],
        "url": reverse(record_list.url_name),
    }
    return render(request, "workspace/list_values.html", context)


@require_POST
@needs_login
def list_edit(request: HttpRequest, key: str, pk: int, name: str) -> HttpResponse:
    record_list = list_named(request, key)
    column = record_list.all_columns.get(name)
    if column is None or column.edit is None:
        raise Http404
    if not request.user.has_perm(record_list.right("change")):
        raise PermissionDenied
    rows = record_list.model._default_manager.visible_to(request.user, "change")  # type: ignore[attr-defined]
    record = get_object_or_404(rows, pk=pk)
    text, was = request.POST.get(name, ""), request.GET.get("was", "")
    try:
        services.correct_cell(record_list, column, record, text=text, was=was, actor=request.user)
    except Conflict as error:
        return HttpResponse(str(error), status=409, content_type="text/plain")
    except (Refused, ValidationError) as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return HttpResponse(said, status=422, content_type="text/plain")
    return HttpResponse(_cell(record_list, column, pk, request))


def _cell(record_list: RecordList, column: Column, pk: int, request: HttpRequest) -> str:
    row = rows_of(record_list.model, [pk], [column])[0]
    return cell_html(record_list, column, row, Look(request.user))
