"""Roles and rights."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dangol.accounts.models import Role
from dangol.accounts.roles import queries, services
from dangol.accounts.roles.forms import NewRoleForm, RoleForm, grants_form, posted_grants
from dangol.kit.access import Scope, needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.records import change


@require_http_methods(["GET", "POST"])
@needs("accounts.manage_roles")
def roles(request: HttpRequest) -> HttpResponse:
    """The grid; a POST carries the cells that were changed."""
    if request.method == "POST":
        try:
            n = _save_grid(request)
        except Refused as error:
            messages.error(request, str(error))
        else:
            text = ngettext("권한 %(n)d개를 바꿨습니다.", "권한 %(n)d개를 바꿨습니다.", n)
            messages.success(request, text % {"n": n})
        return redirect("accounts:roles")
    shown = list(queries.roles())
    context = {"roles": shown, "groups": queries.grid(shown), "columns": len(shown) + 1}
    return render(request, "accounts/roles.html", context)


@transaction.atomic
def _save_grid(request: HttpRequest) -> int:
    wanted = posted_grants(request.POST.items())
    found = Role.objects.in_bulk(wanted)
    return sum(
        services.set_grants(found[pk], grants, actor=request.user)
        for pk, grants in wanted.items()
        if pk in found
    )


@require_http_methods(["GET", "POST"])
@needs("accounts.manage_roles")
def role_add(request: HttpRequest) -> HttpResponse:
    form = NewRoleForm(request.POST or None)
    if role := submit(form, services.add_role, actor=request.user):
        return redirect("accounts:role", role.pk)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/role_add.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@needs("accounts.manage_roles")
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """One role: its name and every right as a select."""
    record = get_object_or_404(Role, pk=pk)
    initial = {"name": record.name, "description": record.description}
    form = RoleForm(request.POST or None, initial=initial)
    grants = grants_form(record, request.POST or None)
    chosen = grants.cleaned_data if grants.is_valid() else None
    if chosen and submit(form, _save_role, record, grants=chosen, actor=request.user):
        messages.success(request, _("저장했습니다."))
        return redirect("accounts:role", pk)
    context = {
        "role": record,
        "form": form,
        "groups": _by_group(grants),
        "people": record.people.filter(is_active=True).order_by("name"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/role.html", context, status=status)


def _by_group(grants: Form) -> list[tuple[Any, list[tuple[queries.Line, Any]]]]:
    groups = queries.grid([])
    return [(label, [(line, grants[line.permission]) for line in lines]) for label, lines in groups]


@transaction.atomic
def _save_role(
    record: Role, *, name: str, description: str, grants: dict[str, str], actor: Any
) -> Role:
    change(record, actor=actor, name=name, description=description)
    wanted = {key: Scope(value) if value else None for key, value in grants.items()}
    services.set_grants(record, wanted, actor=actor)
    return record


@require_POST
@needs("accounts.manage_roles")
def role_remove(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Role, pk=pk)
    try:
        services.remove_role(record, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("accounts:role", pk)
    messages.success(request, _("역할을 지웠습니다."))
    return redirect("accounts:roles")
