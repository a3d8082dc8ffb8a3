"""The administrator's list of jobs, and the progress of one for whoever began it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from dangol.jobs import queries, services
from dangol.jobs.models import Job
from dangol.kit.access import needs, needs_login
from dangol.kit.errors import Refused
from dangol.kit.pages import render_page


@require_GET
@needs(queries.PERMISSION)
def job_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "running")
    if state not in queries.STATES:
        raise Http404
    before, after = (_number(request.GET.get(name)) for name in ("before", "after"))
    context = {
        "state": state,
        "tabs": _tabs(),
        "page": queries.page_of(state, before=before, after=after),
    }
    return render_page(request, "jobs/job_list.html", context, fragment="results")


@require_GET
@needs_login
def job_progress(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(queries.jobs_seen_by(request.user), pk=job_id)
    response = render(request, "jobs/progress.html", {"job": job})
    if job.is_finished:
        trigger_client_event(response, "jobdone", {"id": job.pk, "status": job.status})
    return response


@require_POST
@needs_login
def job_cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(queries.jobs_seen_by(request.user), pk=job_id)
    act = partial(services.cancel_job, job, now=timezone.now(), actor=request.user)
    return _do(request, act, _("취소했습니다."))


@require_POST
@needs(queries.PERMISSION)
def job_retry(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job, pk=job_id)
    act = partial(services.retry_job, job, now=timezone.now(), actor=request.user)
    return _do(request, act, _("다시 실행합니다."))


def _do(request: HttpRequest, act: Callable[[], None], done: str) -> HttpResponse:
    """Act, say so, and let what shows the job look again."""
    text, bad = done, False
    try:
        act()
    except Refused as refusal:
        text, bad = str(refusal), True
    if not request.htmx:  # type: ignore[attr-defined]
        messages.add_message(request, messages.ERROR if bad else messages.SUCCESS, text)
        return redirect("jobs:list" if request.user.has_perm(queries.PERMISSION) else "/")
    response = trigger_client_event(HttpResponse(status=204), "toast", {"text": text, "bad": bad})
    return trigger_client_event(response, "refresh")


def _tabs() -> list[dict[str, Any]]:
    labels = {
        "running": _("실행 중"),
        "waiting": _("대기"),
        "failed": _("재시도 대기"),
        "dead": _("실패"),
        "ended": _("끝남"),
    }
    counts = queries.counts()
    return [{"state": name, "label": labels[name], "count": counts[name]} for name in labels]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
