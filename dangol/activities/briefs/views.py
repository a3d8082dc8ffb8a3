"""Pages of reports of work."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.activities.briefs import queries, services
from dangol.activities.briefs.forms import BriefForm
from dangol.activities.models import Brief
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.workspace.comments.views import comments_context

VIEW, ADD = "activities.view_brief", "activities.add_brief"
PAGE = 20


def _asked(request: UserRequest) -> tuple[str, date]:
    """The kind and day of the address; today's when they make no sense."""
    kind = request.GET.get("kind", "")
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = timezone.localdate()
    near = 2000 <= day.year <= timezone.localdate().year + 1
    known = kind if kind in Brief.Kind.values else str(Brief.Kind.DAY)
    return known, day if near else timezone.localdate()


@require_GET
@needs(VIEW)
def brief_list(request: UserRequest) -> HttpResponse:
    """One's own reports, and for a leader who has handed theirs in."""
    kind, day = _asked(request)
    days = queries.span_of(kind, day)
    mine = queries.briefs_seen_by(request.user).filter(writer=request.user)
    waiting = queries.briefs_seen_by(request.user).filter(
        leader=request.user, status=Brief.Status.SUBMITTED
    )
    found = queries.standings(request.user, kind, day)
    context = {
        "kind": kind,
        "kinds": Brief.Kind.choices,
        "days": days,
        "page": Paginator(mine, PAGE).get_page(request.GET.get("page")),
        "waiting": waiting[:PAGE],
        "standings": found,
        "handed": sum(1 for one in found if one.brief),
        "before": _address(kind, days.first - timedelta(days=1)),
        "after": _address(kind, days.last + timedelta(days=1)),
    }
    return render(request, "activities/briefs/brief_list.html", context)


def _address(kind: str, day: date) -> str:
    return "?" + urlencode({"kind": kind, "day": day.isoformat()})


@require_http_methods(["GET", "POST"])
@needs(ADD)
def brief_write(request: UserRequest) -> HttpResponse:
    """A draft made of what was done, until one's own words stand there."""
    kind, day = _asked(request)
    now = timezone.localtime()
    days = queries.span_of(kind, day)
    own = Brief.objects.filter(writer=request.user, kind=kind, first=days.first).first()
    if own and not own.is_open:
        return redirect(own)
    draft = queries.draft_of(request.user, kind, day, now=now)
    data = request.POST if request.method == "POST" else None
    form = BriefForm(data, user=request.user)
    form.initial = _initial(form, own, draft)
    if request.method == "POST":
        is_submitted = request.POST.get("act") == "submit"
        made = submit(
            form, services.write_brief, kind, day, at=now, submit=is_submitted, actor=request.user
        )
        if made:
            text = _("업무보고를 제출했습니다.") if is_submitted else _("저장했습니다.")
            messages.success(request, text)
            return redirect(made if is_submitted else request.get_full_path())
    context = {"form": form, "kind": kind, "days": days, "figures": draft.figures, "brief": own}
    status = 422 if form.errors else 200
    return render(request, "activities/briefs/brief_form.html", context, status=status)


def _initial(form: BriefForm, own: Brief | None, draft: queries.Draft) -> dict[str, Any]:
    leader = own.leader_id if own else next(iter(form.leaders), None)
    if own:
        return {name: getattr(own, name) for name in services.TEXTS} | {"leader": leader}
    return {"done": draft.done, "plan": draft.plan, "leader": leader}


@require_GET
@needs(VIEW)
def brief(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, _brief(request, pk))


def _brief(request: UserRequest, pk: int) -> Brief:
    return get_object_or_404(queries.briefs_seen_by(request.user), pk=pk)


def _page(
    request: UserRequest, found: Brief, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    mine = found.writer_id == request.user.pk
    edit = urlencode({"kind": found.kind, "day": found.first.isoformat()})
    context = {
        "brief": found,
        "figures": found.figures,
        "may_answer": found.leader_id == request.user.pk and found.status == "submitted",
        "edit": f"{reverse('activities:brief_write')}?{edit}" if mine and found.is_open else "",
        "answer_problem": problem,
        "typed": request.POST.get("answer", ""),
        **comments_context(found, request.user),
    }
    return render(request, "activities/briefs/brief.html", context, status=status)


@require_POST
@needs(VIEW)
def brief_answer(request: UserRequest, pk: int) -> HttpResponse:
    """Confirm, or return with a reason."""
    found = _brief(request, pk)
    confirm = request.POST.get("act") == "confirm"
    answer = request.POST.get("answer", "")[:500]
    try:
        services.answer_brief(found, confirm=confirm, answer=answer, actor=request.user)
    except ValidationError as error:
        return _page(request, found, status=422, problem=" ".join(error.messages))
    except Refused as error:
        return _page(request, found, status=409, problem=str(error))
    messages.success(request, _("확인했습니다.") if confirm else _("반려했습니다."))
    return redirect(found)
