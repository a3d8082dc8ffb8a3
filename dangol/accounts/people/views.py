"""Staff: list, add, edit, leave."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts import jobs
from dangol.accounts.models import User
from dangol.accounts.people import queries, services
from dangol.accounts.people.forms import HandOverForm, PersonForm
from dangol.accounts.people.handover import handover_counts
from dangol.accounts.signin.services import is_locked, unlock
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.korean.text import clean
from dangol.kit.pages import render_page

PAGE = 50


@require_GET
@needs("accounts.manage_people")
def people(request: HttpRequest) -> HttpResponse:
    q = clean(request.GET.get("q", ""))[:100]
    department = _number(request.GET.get("department"))
    active = request.GET.get("left") != "1"
    rows = queries.people(q=q, department=department, active=active)
    context = {
        **window(request, rows),
        "q": q,
        "department": department,
        "active": active,
        "departments": queries.department_choices(),
    }
    return render_page(request, "accounts/people.html", context, fragment="results")


def window(request: HttpRequest, rows: Any) -> dict[str, Any]:
    """One page of rows and the addresses before and after it, without counting them all."""
    page = max(_number(request.GET.get("page")) or 1, 1)
    start = (page - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    query = request.GET.copy()
    addresses = {}
    for name, number, there in (
        ("previous", page - 1, page > 1),
        ("next", page + 1, len(found) > PAGE),
    ):
        query["page"] = str(number)
        addresses[name] = f"?{query.urlencode()}" if there else ""
    found = found[:PAGE]
    last = start + len(found)
    return {"rows": found, "range": f"{start + 1}–{last}" if found else "", **addresses}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


@require_http_methods(["GET", "POST"])
@needs("accounts.manage_people")
def person_add(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if added := submit(form, services.add_person, actor=request.user):
        return _show_password(request, *added)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/person_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@needs("accounts.manage_people")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(User.objects.select_related("department"), pk=pk)
    names = ("username", "name", "department_id", "position", "title", "email", "phone")
    initial = {name.removesuffix("_id"): getattr(record, name) for name in names}
    initial["roles"] = record.roles.all()
    form = PersonForm(request.POST or None, initial=initial, person=record)
    if submit(form, services.change_person, record, actor=request.user):
        messages.success(request, _("저장했습니다."))
        return redirect("accounts:person", pk)
    context = {
        "form": form,
        "person": record,
        "is_locked": is_locked(record),
        "changes": queries.access_changes(person=record)[:10],
        "tries": queries.sign_ins(person=record)[:10],
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/person_form.html", context, status=status)


@require_POST
@needs("accounts.manage_people")
def person_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Unlock, a new password, no second step, shut or open an account."""
    record, actor = get_object_or_404(User, pk=pk), cast(User, request.user)
    try:
        match request.POST.get("act"):
            case "unlock":
                unlock(record, actor=actor)
                messages.success(request, _("잠금을 풀었습니다."))
            case "password":
                password = services.reissue_password(record, actor=actor)
                return _show_password(request, record, password)
            case "second_step":
                services.drop_second_step(record, actor=actor)
                messages.success(request, _("2단계 인증을 지웠습니다."))
            case "deactivate":
                services.deactivate_person(record, actor=actor)
                messages.success(request, _("계정을 중지했습니다. 기록은 그대로 남습니다."))
            case "reactivate":
                return _show_password(request, *services.reactivate_person(record, actor=actor))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("accounts:person", pk)


def _show_password(request: HttpRequest, record: User, password: str) -> HttpResponse:
    """The one time a password is shown; it is nowhere in the address, the session or the log."""
    context = {"person": record, "password": password}
    response = render(request, "accounts/person_password.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
@needs("accounts.manage_people")
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody is in charge of, and to whom it goes."""
    record = get_object_or_404(User, pk=pk)
    form = HandOverForm(request.POST or None, person=record)
    if submit(form, _begin_hand_over, record, actor=request.user):
        text = _("계정을 중지하고 업무를 넘기고 있습니다. 창을 닫아도 계속됩니다.")
        messages.success(request, text)
        return redirect("accounts:person", pk)
    context = {"form": form, "person": record, "counts": handover_counts(record)}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/hand_over.html", context, status=status)


def _begin_hand_over(record: User, *, to: User, actor: Any) -> bool:
    services.deactivate_person(record, actor=actor)
    jobs.hand_over.enqueue(person_id=record.pk, to_id=to.pk, actor_id=actor.pk)
    return True


@require_GET
@needs("accounts.view_log")
def access_log(request: HttpRequest) -> HttpResponse:
    """Every grant, change and withdrawal of rights (PI-16)."""
    context = window(request, queries.access_changes())
    return render(request, "accounts/access_log.html", context)


@require_GET
@needs("accounts.view_log")
def sign_in_log(request: HttpRequest) -> HttpResponse:
    context = window(request, queries.sign_ins())
    return render(request, "accounts/sign_in_log.html", context)
