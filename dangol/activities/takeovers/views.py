"""인수인계서: the page a new owner reads, and prints."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.activities.acts.queries import owners_of_work
from dangol.activities.takeovers.queries import known_of, taken_over
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.personal import seen
from dangol.workspace.queries import person_name

DAYS = (7, 30, 90, 365)
PAGE = 20


@require_GET
@needs("activities.view_activity")
def takeover(request: UserRequest) -> HttpResponse:
    """Customers that came to oneself, or to one of the people one leads."""
    person = _person(request)
    days = next((n for n in DAYS if request.GET.get("days") == str(n)), 30)
    before = _number(request.GET.get("from", ""))
    since = timezone.now() - timedelta(days=days)
    every = taken_over(person, since=since, seen_by=request.user)
    found = [one for one in every if before is None or one.before_id == before]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    seen(request, "list", Customer, [one.customer_id for one in page])
    givers = sorted({one.before_id for one in every if one.before_id})
    context = {
        "person": person,
        "people": owners_of_work(request.user),
        "days": days,
        "choices": DAYS,
        "before": before,
        "givers": [(pk, person_name(pk)) for pk in givers],
        "known": known_of(page, seen_by=request.user),
        "total": len(found),
        "page": page,
    }
    return render(request, "activities/takeovers/takeover.html", context)


def _person(request: UserRequest) -> User:
    asked = request.GET.get("of", "")
    if not asked:
        return request.user
    if (pk := _number(asked)) is None:
        raise Http404
    return get_object_or_404(owners_of_work(request.user), pk=pk)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
