"""Reading the logs, and the monthly review."""

from datetime import date
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dangol.audit import queries, services, unusual
from dangol.audit.filters import narrowed_accesses, narrowed_changes
from dangol.audit.forms import AccessFilter, ChangeFilter, LogFilter, ReviewForm
from dangol.audit.models import Access, Change, Review
from dangol.audit.presenting import access_lines, change_lines
from dangol.audit.registry import subjects
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.logs import log_page
from dangol.kit.pages import render_page
from dangol.kit.personal import seen

FIRST_YEAR = 2020


@require_GET
@needs("audit.view_access")
def access_list(request: HttpRequest) -> HttpResponse:
    form = AccessFilter(request.GET)
    rows = narrowed_accesses(form.cleaned_data) if form.is_valid() else Access.objects.none()
    page = log_page(request, rows)
    month = queries.month_before(timezone.localdate())
    context = {
        "form": form,
        "lines": access_lines(page.rows),
        "page": page,
        "is_filtered": _is_filtered(form),
        "unreviewed": None if Review.objects.filter(month=month).exists() else month,
    }
    return render_page(request, "audit/access_list.html", context, fragment="results")


@require_GET
@needs("audit.view_access")
def change_list(request: HttpRequest) -> HttpResponse:
    form = ChangeFilter(request.GET)
    rows = narrowed_changes(form.cleaned_data) if form.is_valid() else Change.objects.none()
    page = log_page(request, rows)
    _tell_seen(request, page.rows)
    context = {
        "form": form,
        "lines": change_lines(page.rows),
        "page": page,
        "is_filtered": _is_filtered(form),
    }
    return render_page(request, "audit/change_list.html", context, fragment="results")


@require_GET
@needs("audit.view_access")
def view_counts(request: HttpRequest) -> HttpResponse:
    month = _month_asked(request)
    context = {
        "month": month,
        "counts": queries.views_per_person(month),
        "target": queries.VIEWS_WANTED,
        "earlier": queries.month_before(month),
        "later": queries.month_after(month, today=timezone.localdate()),
    }
    return render(request, "audit/view_counts.html", context)


@require_GET
@needs("audit.view_access")
def review_latest(request: HttpRequest) -> HttpResponse:
    month = queries.month_before(timezone.localdate())
    return redirect("audit:review", month.year, month.month)


@require_http_methods(["GET", "POST"])
@needs("audit.view_access")
def review(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first, today = _month(year, month), timezone.localdate()
    done = Review.objects.filter(month=first).select_related("reviewer").first()
    form = ReviewForm(request.POST or None)
    if submit(form, services.sign_off_review, month=first, today=today, actor=request.user):
        messages.success(request, _("점검을 마쳤습니다."))
        return redirect("audit:review", year, month)
    context = {
        "month": first,
        "done": done,
        "is_over": first < today.replace(day=1),
        "form": form,
        "summary": queries.summary_of(first),
        "earlier": queries.month_before(first),
        "later": queries.month_after(first, today=today),
        "reviews": Review.objects.select_related("reviewer").order_by("-month")[:12],
    }
    status = 422 if form.is_bound else 200
    return render(request, "audit/review.html", context, status=status)


@require_GET
@needs("audit.view_access")
def review_findings(request: HttpRequest, year: int, month: int) -> HttpResponse:
    groups = unusual.by_kind(unusual.findings(_month(year, month)))
    return render(request, "audit/findings.html", {"groups": groups})


def _month(year: int, month: int) -> date:
    if not (FIRST_YEAR <= year <= timezone.localdate().year and 1 <= month <= 12):
        raise Http404
    return date(year, month, 1)


def _month_asked(request: HttpRequest) -> date:
    """The month of the address, else this one."""
    try:
        asked = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
    return _month(asked.year, asked.month)


def _is_filtered(form: LogFilter) -> bool:
    return form.is_valid() and any(form.cleaned_data.values())


def _tell_seen(request: HttpRequest, changes: list[Any]) -> None:
    """Values of people's records are personal data wherever they are read."""
    for label, _subject in subjects:
        ids = {row.record_id for row in changes if row.model == label and row.record_id}
        seen(request, "list", apps.get_model(label), sorted(ids))
