"""What the page of a segment shows, put together from form, rows and figures."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.customers.consent.queries import MEDIA
from dangol.kit.conditions import BadCondition, Group
from dangol.kit.lists.paging import Total
from dangol.kit.pages import render_page
from dangol.kit.templatetags.ui import count
from dangol.segments.forms import SegmentForm
from dangol.segments.language import vocabulary
from dangol.segments.lists import seconds
from dangol.segments.models import Segment
from dangol.segments.queries import (
    matching,
    matching_condition,
    overlap,
    reachable,
    rough_size,
    segments_calling,
    segments_seen_by,
    trend_of,
    uses_of,
)
from dangol.workspace.builder import Draft, builder_context

PEOPLE, OVERLAPS = 5, 3


def segment_page(
    request: UserRequest,
    segment: Segment | None,
    form: SegmentForm,
    draft: Draft,
    problems: Sequence[str] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of a segment, or a new one; htmx gets the rows alone."""
    user, words = request.user, vocabulary()
    url = reverse("segments:segment_rows")
    may_change = segment is None or segments_seen_by(user, "change").filter(pk=segment.pk).exists()
    context = {
        "segment": segment,
        "form": form,
        "builder": builder_context(draft, words, url=url, target="#rows"),
        "counted": True,
        "problems": list(problems),
        "may_change": may_change,
        "may_add": user.has_perm("segments.add_segment"),
        "list_url": people_url(segment) if segment else "",
        "cost": seconds(segment.cost_ms) if segment else "",
        "trend": _curve(segment) if segment else "",
    }
    template = "segments/segment_detail.html"
    return render_page(request, template, context, fragment="rows", status=status)


def people_url(segment: Segment) -> str:
    """The list of customers narrowed to a segment: there it is looked at, exported, acted on."""
    return f"{reverse('customers:customer_list')}?{urlencode({'segment': segment.key})}"


def _curve(segment: Segment) -> dict[str, Any] | None:
    """The curve of sizes as points of a 320 × 80 drawing."""
    sizes = trend_of(segment)
    if len(sizes) < 2:
        return None
    most = max(size for _on, size in sizes) or 1
    step = 312 / (len(sizes) - 1)
    points = [
        f"{4 + n * step:.1f},{76 - 68 * size / most:.1f}" for n, (_on, size) in enumerate(sizes)
    ]
    said = _("%(first)s명에서 %(last)s명이 되었습니다.") % {
        "first": f"{sizes[0][1]:,}",
        "last": f"{sizes[-1][1]:,}",
    }
    return {"points": " ".join(points), "said": said, "since": sizes[0][0]}


def judged(condition: Group, draft: Draft, user: User) -> dict[str, Any]:
    """Counts of each row and of the whole, and the first customers."""
    rows = [(row.number, _row_count(row, user)) for row in draft.rows]
    try:
        total = rough_size(condition, seen_by=user)
        found = matching_condition(condition, seen_by=user).order_by("-pk")
        people = list(
            found.only("name", "kind", "stage", "owner", "company_name", "number")[:PEOPLE]
        )
        problem = ""
    except BadCondition as error:
        total, people, problem = Total(0), [], str(error)
    return {"rows": rows, "total": _said(total), "people": people, "problem": problem}


def _row_count(row: Any, user: User) -> str:
    try:
        leaf = vocabulary().leaf(row.name, row.op, row.values)
        return _said(rough_size(Group("all", (leaf,)), seen_by=user))
    except BadCondition:
        return ""


def _said(total: Total) -> str:
    return _("%(n)s명") % {"n": count(total.number)}


def facts_of(segment: Segment, user: User) -> dict[str, Any]:
    """Whom one may send to, with which segments it overlaps most, and where it is used."""
    try:
        found = matching(segment, seen_by=user)
        media = reachable(found, MEDIA)
        whole = found.count()
        others = segments_seen_by(user).exclude(pk=segment.pk).filter(problem="", size__gt=0)
        overlaps = [
            overlap(segment, other, seen_by=user) for other in others.order_by("-pk")[:OVERLAPS]
        ]
    except BadCondition:
        media, whole, overlaps = {}, 0, []
    return {
        "segment": segment,
        "media": [
            (purpose, purpose.label, media[purpose], 100 * media[purpose] // whole if whole else 0)
            for purpose in MEDIA
            if purpose in media
        ],
        "overlaps": overlaps,
        "uses": uses_of(segment),
        "callers": [
            row for row in segments_calling(segment) if row.owner_id == user.pk or row.is_shared
        ],
    }
