"""Departments, as a tree."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.models import Department
from dangol.accounts.people import queries, services
from dangol.accounts.people.forms import DepartmentForm
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit


@require_GET
@needs("accounts.manage_people")
def departments(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/departments.html", {"tree": queries.department_tree()})


@require_http_methods(["GET", "POST"])
@needs("accounts.manage_people")
def department_add(request: HttpRequest) -> HttpResponse:
    form = DepartmentForm(request.POST or None, initial={"parent": request.GET.get("under")})
    if submit(form, services.add_department, actor=request.user):
        return redirect("accounts:departments")
    return _form(request, {"form": form})


@require_http_methods(["GET", "POST"])
@needs("accounts.manage_people")
def department(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Department, pk=pk)
    initial = {"name": record.name, "parent": record.parent_id}
    form = DepartmentForm(request.POST or None, initial=initial, department=record)
    if submit(form, services.move_department, record, actor=request.user):
        return redirect("accounts:departments")
    return _form(request, {"form": form, "department": record})


@require_POST
@needs("accounts.manage_people")
def department_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Move among its siblings, or delete."""
    record = get_object_or_404(Department, pk=pk)
    try:
        match request.POST.get("act"):
            case "up" | "down" as way:
                step = -1 if way == "up" else 1
                services.order_department(record, step=step, actor=request.user)
            case "remove":
                services.remove_department(record, actor=request.user)
                messages.success(request, _("부서를 지웠습니다."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("accounts:departments")


def _form(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200  # type: ignore[attr-defined]
    return render(request, "accounts/department_form.html", context, status=status)
