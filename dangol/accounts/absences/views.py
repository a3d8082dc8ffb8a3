"""Who is away: one's own absences, and those of the people one leads."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.absences import queries, services
from dangol.accounts.absences.forms import AbsenceForm
from dangol.accounts.absences.models import Absence
from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.kit.access import Scope, needs
from dangol.kit.forms import submit

VIEW, ADD = "accounts.view_absence", "accounts.add_absence"
CHANGE, DELETE = "accounts.change_absence", "accounts.delete_absence"


@require_GET
@needs(VIEW)
def absences(request: UserRequest) -> HttpResponse:
    rows = queries.absences_seen_by(request.user, today=timezone.localdate())
    return render(request, "accounts/absences.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(ADD)
def absence_add(request: UserRequest) -> HttpResponse:
    initial = {"person": request.user.pk, "starts_on": timezone.localdate()}
    form = AbsenceForm(
        request.POST or None, initial=initial, user=request.user, people=_people(request.user)
    )
    if submit(form, services.add_absence, actor=request.user):
        messages.success(request, _("저장했습니다."))
        return redirect("accounts:absences")
    return _form(request, {"form": form})


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def absence(request: UserRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Absence.objects.visible_to(request.user, "change"), pk=pk)
    names = ("person", "starts_on", "ends_on", "substitute")
    form = AbsenceForm(
        request.POST or None,
        initial={name: getattr(record, name) for name in names},
        user=request.user,
        people=_people(request.user),
    )
    if submit(form, services.change_absence, record, actor=request.user):
        messages.success(request, _("저장했습니다."))
        return redirect("accounts:absences")
    return _form(request, {"form": form, "absence": record})


@require_POST
@needs(DELETE)
def absence_remove(request: UserRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Absence.objects.visible_to(request.user, "delete"), pk=pk)
    services.remove_absence(record, actor=request.user)
    messages.success(request, _("부재를 지웠습니다."))
    return redirect("accounts:absences")


def _people(user: User) -> Any:
    """Whose absences this person may write: their own, or those of whom they may change."""
    everyone = User.objects.filter(is_active=True).order_by("name")
    match user.scope_of(CHANGE):
        case Scope.ALL:
            return everyone
        case Scope.BELOW | Scope.DEPARTMENT as scope:
            return everyone.filter(pk__in=user.colleague_ids(scope))
    return everyone.filter(pk=user.pk)


def _form(request: UserRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    return render(request, "accounts/absence_form.html", context, status=status)
