"""Pages of the timeline and the touch points."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.activities import services
from dangol.activities.forms import NoteForm, TouchPointForm
from dangol.activities.models import Entry, TouchPoint
from dangol.activities.plugs import timeline_context
from dangol.activities.queries import touch_point_uses
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.forms import submit

VIEW, CHANGE = "customers.view_customer", "customers.change_customer"
RULES = "customers.manage_rules"


def _customer(request: UserRequest, pk: int, verb: str = "view") -> Customer:
    return get_object_or_404(customers_seen_by(request.user, verb), pk=pk)


@require_GET
@needs(VIEW)
def timeline(request: UserRequest, pk: int) -> HttpResponse:
    """What was done, of one group or older; the composer above keeps what is typed."""
    customer = _customer(request, pk)
    context = timeline_context(request, customer) | {"customer": customer}
    part = "more" if "before" in request.GET else "history"
    return render(request, f"activities/timeline.html#{part}", context)


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def note_edit(request: UserRequest, pk: int, entry_pk: int) -> HttpResponse:
    customer, entry = _note(request, pk, entry_pk)
    initial = {"text": entry.text}
    form = NoteForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and submit(form, services.edit_note, entry, actor=request.user):
        return done(request, customer.get_absolute_url(), _("메모를 고쳤습니다."))
    return side_form(request, form, _("메모 고치기"), customer=customer)


@require_POST
@needs(VIEW)
def note_remove(request: UserRequest, pk: int, entry_pk: int) -> HttpResponse:
    customer, entry = _note(request, pk, entry_pk)
    services.remove_note(entry, actor=request.user)
    return done(request, customer.get_absolute_url(), _("메모를 지웠습니다."))


def _note(request: UserRequest, pk: int, entry_pk: int) -> tuple[Customer, Entry]:
    """A note of the user's own; anybody else's is 404."""
    customer = _customer(request, pk)
    entry = customer.entries.filter(pk=entry_pk, kind=services.NOTE, actor=request.user).first()
    if entry is None:
        raise Http404
    return customer, entry


@require_GET
@needs(RULES)
def touch_point_list(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {"uses": touch_point_uses(first=today.replace(day=1), last=today), "today": today}
    return render(request, "activities/touch_point_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(RULES)
def touch_point_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(TouchPoint, pk=pk) if pk else None
    names = ("name", "phase", "monthly_target", "staff", "is_active")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = TouchPointForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and submit(
        form, services.write_touch_point, row, actor=request.user
    ):
        url = reverse("activities:touch_point_list")
        return done(request, url, _("접점을 저장했습니다."))
    return side_form(request, form, _("접점"))
