"""Pages of segments."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.customers.parties.page import customer_of
from dangol.kit.access import needs
from dangol.kit.conditions import Group
from dangol.kit.conditions.tree import dump
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.lists.state import RESERVED
from dangol.kit.personal import seen
from dangol.segments import queries, services
from dangol.segments.forms import FreezeForm, SegmentForm, StaticForm
from dangol.segments.jobs import count_segment
from dangol.segments.language import read_kindly, vocabulary
from dangol.segments.lists import SegmentList
from dangol.segments.models import Segment
from dangol.segments.page import facts_of, judged, segment_page
from dangol.segments.queries import segments_seen_by
from dangol.segments.why import why
from dangol.workspace.builder import acted, condition_of, draft_from, draft_of
from dangol.workspace.lists.views import list_page

VIEW, ADD, CHANGE, DELETE = (f"segments.{v}_segment" for v in ("view", "add", "change", "delete"))


def _segment(request: UserRequest, pk: int, verb: str = "view") -> Segment:
    return get_object_or_404(segments_seen_by(request.user, verb), pk=pk)


@require_GET
@needs(VIEW)
def segment_list(request: UserRequest) -> HttpResponse:
    may_add = request.user.has_perm(ADD)
    return list_page(request, SegmentList, "segments/segment_list.html", may_add=may_add)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def segment_add(request: UserRequest) -> HttpResponse:
    words = vocabulary()
    if request.method == "GET":
        condition, _problems = words.from_address(request.GET, RESERVED)
        draft = draft_of(condition)
        draft = draft if draft.rows or draft.kept else draft.more(words, "")
        return segment_page(request, None, SegmentForm(user=request.user), draft)
    return _save(request, None)


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def segment_detail(request: UserRequest, pk: int) -> HttpResponse:
    segment = _segment(request, pk)
    if request.method == "POST":
        return _save(request, _segment(request, pk, "change"))
    initial = {name: getattr(segment, name) for name in SegmentForm.base_fields}
    reading = read_kindly(segment.condition)
    form = SegmentForm(user=request.user, initial=initial)
    return segment_page(request, segment, form, draft_of(reading.condition), reading.problems)


def _save(request: UserRequest, segment: Segment | None) -> HttpResponse:
    """Save what the page holds; a button that only changes the rows answers with them."""
    form = SegmentForm(request.POST, user=request.user)
    draft = draft_from(request.POST, vocabulary())
    if request.POST.get("do", "save") != "save":
        draft = acted(draft, request.POST, vocabulary())
        form = SegmentForm(initial=request.POST.dict(), user=request.user)
        return segment_page(request, segment, form, draft)
    condition, draft = condition_of(draft, vocabulary())
    if any(row.error for row in draft.rows):
        return segment_page(request, segment, form, draft, status=422)
    try:
        saved = _submit(form, segment, condition, request)
    except ValidationError as error:
        form.add_error(None, error)
        saved = None
    if saved is None:
        return segment_page(request, segment, form, draft, status=422)
    count_segment.enqueue(segment_id=saved.pk, actor_id=request.user.pk)
    messages.success(request, _("세그먼트를 저장했습니다."))
    return redirect(saved)


def _submit(
    form: SegmentForm, segment: Segment | None, condition: Group, request: UserRequest
) -> Any:
    said = dump(condition) if condition.items else {}
    if segment is None:
        return submit(form, services.save_segment, condition=said, actor=request.user)
    kept = {"condition": said} if segment.is_live else {}
    version = int(request.POST.get("version") or 0) or None
    return submit(
        form, services.change_segment, segment, actor=request.user, version=version, **kept
    )


@require_POST
@needs(VIEW)
def segment_rows(request: UserRequest) -> HttpResponse:
    """The rows again after a menu changed; nothing is saved."""
    draft = acted(draft_from(request.POST, vocabulary()), request.POST, vocabulary())
    return segment_page(request, None, SegmentForm(user=request.user), draft)


@require_POST
@needs(VIEW)
def segment_count(request: UserRequest) -> HttpResponse:
    """How many each row and the whole hold for, and the first of them."""
    condition, draft = condition_of(draft_from(request.POST, vocabulary()), vocabulary())
    context = judged(condition, draft, request.user)
    seen(request, "list", Customer, [row.pk for row in context["people"]])
    return render(request, "segments/counts.html", context)


@require_GET
@needs(VIEW)
def segment_facts(request: UserRequest, pk: int) -> HttpResponse:
    """Who can be reached, overlaps and uses; asked for by the page when it is there."""
    return render(request, "segments/facts.html", facts_of(_segment(request, pk), request.user))


@require_GET
@needs(VIEW)
def segment_why(request: UserRequest, pk: int, customer_id: int) -> HttpResponse:
    segment, customer = _segment(request, pk), customer_of(request, customer_id, "view")
    try:
        lines, problem = why(segment, customer, asked_by=request.user), ""
    except Refused as error:
        lines, problem = [], str(error)
    seen(request, "view", Customer, [customer.pk])
    context = {"segment": segment, "customer": customer, "lines": lines, "problem": problem}
    template = "segments/why.html#panel" if request.htmx else "segments/why.html"
    return render(request, template, context)


@require_GET
@needs(VIEW)
def segments_of(request: UserRequest, customer_id: int) -> HttpResponse:
    """The card of a customer's page; it comes after the page, so that the page waits for none."""
    customer = customer_of(request, customer_id, "view")
    found = queries.segments_of(customer, seen_by=request.user)
    return render(request, "segments/of_customer.html", {"segments": found, "customer": customer})


@require_http_methods(["GET", "POST"])
@needs(ADD)
def static_add(request: UserRequest) -> HttpResponse:
    form = StaticForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        run = form.cleaned_data.pop("run")
        if run:
            made = submit(form, services.list_of_import, run, actor=request.user)
        else:
            kind = Segment.Kind.STATIC
            made = submit(form, services.save_segment, kind=kind, actor=request.user)
        if made:
            return done(request, made.get_absolute_url(), _("명단을 만들었습니다."))
    return side_form(request, form, _("명단 만들기"))


@require_http_methods(["GET", "POST"])
@needs(ADD)
def segment_freeze(request: UserRequest, pk: int) -> HttpResponse:
    segment = _segment(request, pk)
    name = f"{segment.name[:80]} {timezone.localdate():%Y.%m.%d}"
    form = FreezeForm(request.POST or None, user=request.user, initial={"name": name})
    if request.method == "POST" and (
        made := submit(form, services.freeze_segment, segment, actor=request.user)
    ):
        return done(request, made.get_absolute_url(), _("지금 명단을 고정했습니다."))
    return side_form(request, form, _("지금 명단 고정"))


@require_POST
@needs(DELETE)
def segment_drop(request: UserRequest, pk: int) -> HttpResponse:
    segment = _segment(request, pk, "delete")
    try:
        services.drop_segment(segment, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(segment)
    messages.success(request, _("세그먼트를 지웠습니다."))
    return redirect("segments:segment_list")
