"""Pages on which spaces and their categories are set up."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.knowledge.shelves import services
from dangol.knowledge.shelves.forms import SPACE_FIELDS, SectionForm, SpaceForm
from dangol.knowledge.shelves.models import Section, Space
from dangol.knowledge.shelves.queries import tree

MANAGE = "knowledge.manage_space"
LIST = "knowledge:space_list"


@require_GET
@needs(MANAGE)
def space_list(request: UserRequest) -> HttpResponse:
    spaces = list(Space.objects.select_related("department").order_by("order", "name"))
    shelves = tree(spaces)
    rows = [(space, shelves.get(space.pk, [])) for space in spaces]
    return render(request, "knowledge/space_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def space_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Space, pk=pk) if pk else None
    first = {name: getattr(row, name) for name in SPACE_FIELDS} if row else {}
    form = SpaceForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST" and submit(form, services.write_space, row, actor=request.user):
        return done(request, reverse(LIST), _("저장했습니다."))
    return side_form(request, form, _("공간 고치기") if row else _("공간 더하기"))


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def section_write(request: UserRequest, space_pk: int, pk: int | None = None) -> HttpResponse:
    space = get_object_or_404(Space, pk=space_pk)
    row = get_object_or_404(Section, pk=pk, space=space) if pk else None
    first: dict[str, Any] = {}
    if row:
        first = {name: getattr(row, name) for name in ("name", "text", "order")}
        first["parent"] = row.parent_id
    form = SectionForm(request.POST or None, user=request.user, space=space, initial=first)
    written = request.method == "POST" and submit(
        form, services.write_section, row, space=space, actor=request.user
    )
    if written:
        return done(request, reverse(LIST), _("저장했습니다."))
    return side_form(request, form, _("분류 고치기") if row else _("분류 더하기"))


@require_POST
@needs(MANAGE)
def space_remove(request: UserRequest, pk: int) -> HttpResponse:
    return _remove(request, services.remove_space, get_object_or_404(Space, pk=pk))


@require_POST
@needs(MANAGE)
def section_remove(request: UserRequest, pk: int) -> HttpResponse:
    return _remove(request, services.remove_section, get_object_or_404(Section, pk=pk))


def _remove(request: UserRequest, service: Any, row: Any) -> HttpResponse:
    try:
        service(row, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    return redirect(LIST)
