"""The condition builder of a list, in the side panel."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dangol.kit.access import needs_login
from dangol.kit.lists.state import ListState, read_state
from dangol.kit.pages import render_page
from dangol.workspace.builder import (
    Draft,
    acted,
    builder_context,
    condition_of,
    draft_from,
    draft_of,
)
from dangol.workspace.lists.views import list_named


@require_http_methods(["GET", "POST"])
@needs_login
def conditions(request: HttpRequest, key: str) -> HttpResponse:
    record_list = list_named(request, key)
    state = read_state(record_list, request.GET)
    if request.method == "GET":
        draft = draft_of(state.condition)
        draft = draft if draft.rows else draft.more(state.vocabulary, "")
        return _panel(request, record_list, state, draft)
    draft = draft_from(request.POST, state.vocabulary)
    if request.POST.get("do", "apply") != "apply":
        draft = acted(draft, request.POST, state.vocabulary)
        return _panel(request, record_list, state, draft)
    condition, draft = condition_of(draft, state.vocabulary)
    if any(row.error for row in draft.rows):
        return _panel(request, record_list, state, draft, status=422)
    url = f"{reverse(record_list.url_name)}?{state.address(condition=condition)}"
    location = {"path": url, "target": "#results", "swap": "outerHTML show:none"}
    headers = {"HX-Location": json.dumps(location), "HX-Trigger": '{"done": true}'}
    return HttpResponse(status=204, headers=headers)


def _panel(
    request: HttpRequest, record_list: Any, state: ListState, draft: Draft, *, status: int = 200
) -> HttpResponse:
    url = request.get_full_path()
    builder = builder_context(draft, state.vocabulary, url=url, target="#panel")
    context = {"list": record_list, "builder": builder}
    return render_page(
        request, "workspace/conditions.html", context, fragment="panel", status=status
    )
