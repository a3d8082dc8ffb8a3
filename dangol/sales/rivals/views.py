"""The pages of competitors: all of them in deals, one of them, and what they do."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import ScopedQuerySet, needs
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.sales.finding import word_for
from dangol.sales.pipeline.queries import deals_seen_by
from dangol.sales.rivals import services
from dangol.sales.rivals.forms import MoveForm
from dangol.sales.rivals.lists import RivalList
from dangol.sales.rivals.models import RivalMove
from dangol.sales.rivals.move_lists import RivalMoveList
from dangol.sales.rivals.queries import (
    competitors_met,
    faced_by,
    is_known_to,
    moves_seen_by,
    rivals_seen_by,
)
from dangol.workspace.lists.views import list_page

VIEW, CHANGE = "sales.view_deal", "sales.change_deal"
MOST_MOVES, MOST_DEALS, MOST_NAMES = 30, 10, 20


@require_GET
@needs(VIEW)
def rival_list(request: UserRequest) -> HttpResponse:
    may_note = request.user.has_perm(CHANGE)
    return list_page(request, RivalList, "sales/rival_list.html", may_note=may_note)


@require_GET
@needs(VIEW)
def rival_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One competitor, for whoever met it in a deal or may read what it did."""
    user = request.user
    if not is_known_to(user, pk):
        raise Http404
    competitor = get_object_or_404(Customer.objects.only("name", "owner"), pk=pk)
    moves = moves_seen_by(user).filter(competitor=pk).select_related("customer", "deal", "owner")
    deals = rivals_seen_by(user).filter(competitor=pk).select_related("deal__customer")
    shown = list(moves.order_by("-seen_on", "-pk")[:MOST_MOVES])
    met = list(deals.order_by("-deal__pk")[:MOST_DEALS])
    ids = {move.customer_id for move in shown if move.customer_id}
    seen(request, "list", Customer, {pk, *ids, *(row.deal.customer_id for row in met)})
    changeable = set(
        moves_seen_by(user, "change").filter(competitor=pk).values_list("pk", flat=True)
    )
    context = {
        "competitor": competitor,
        "may_open": ScopedQuerySet.reaches(user, competitor),
        "may_note": user.has_perm(CHANGE),
        "faced": faced_by(user, pk),
        "moves": [(move, move.pk in changeable) for move in shown],
        "met": met,
    }
    return render(request, "sales/rival_detail.html", context)


@require_GET
@needs("customers.view_customer")
def customer_names(request: UserRequest) -> HttpResponse:
    """Names to choose from while one is typed, as options: of competitors, or of any customer."""
    what, user = request.GET.get("what", ""), request.user
    q = request.GET.get(what, "").strip()[:100]
    if q:
        rows = customers_seen_by(user).filter(search__matches=q)
        rows = rows.filter(kind=Customer.Kind.COMPANY) if what == "competitor" else rows
        found = list(rows.order_by("-pk")[:MOST_NAMES])
    else:
        found = competitors_met(user, MOST_NAMES) if what == "competitor" else []
    seen(request, "search", Customer, [row.pk for row in found])
    twice = Counter(row.name for row in found)
    named = [(row, twice[row.name] > 1) for row in found]
    return render(request, "sales/names.html", {"named": named})


@require_GET
@needs(VIEW)
def move_list(request: UserRequest) -> HttpResponse:
    may_note = request.user.has_perm(CHANGE)
    return list_page(request, RivalMoveList, "sales/move_list.html", may_note=may_note)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def move_note(request: UserRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    initial = {"seen_on": today, **_asked(request)}
    form = MoveForm(request.POST or None, user=user, initial=initial)

    def note(**values: Any) -> RivalMove:
        return services.note_move(today=today, owner=user, actor=user, **values)

    if request.method == "POST" and (row := submit(form, note)):
        return done(request, _after(row), _("적었습니다."))
    return side_form(request, form, _("경쟁사 활동 적기"))


def _asked(request: UserRequest) -> dict[str, Any]:
    """What the page one comes from has said: the competitor, or the deal and who stands in it."""
    found: dict[str, Any] = {}
    given = {name: request.GET.get(name, "") for name in ("competitor", "deal")}
    ids = {name: int(text) for name, text in given.items() if text.isdecimal() and len(text) < 18}
    rows = Customer.objects.visible_to(request.user)
    if competitor := rows.filter(pk=ids.get("competitor", 0)).first():
        found["competitor"] = word_for(request.user, competitor)
    if deal := deals_seen_by(request.user).filter(pk=ids.get("deal", 0)).first():
        found["deal"] = deal.number
        rivals = list(deal.rivals.select_related("competitor")[:2])
        if len(rivals) == 1 and "competitor" not in found:
            found["competitor"] = word_for(request.user, rivals[0].competitor)
    return found


def _after(row: RivalMove) -> str:
    return reverse("sales:rival_detail", args=[row.competitor_id])


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def move_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = _move(request, pk)
    form = MoveForm(request.POST or None, user=request.user, initial={}, row=row)
    if request.method == "POST" and submit(
        form, services.edit_move, row, today=timezone.localdate(), actor=request.user
    ):
        return done(request, _after(row), _("저장했습니다."))
    return side_form(request, form, _("경쟁사 활동 고치기"))


@require_POST
@needs(CHANGE)
def move_forget(request: UserRequest, pk: int) -> HttpResponse:
    row = _move(request, pk)
    services.forget_move(row, actor=request.user)
    return done(request, reverse("sales:move_list"), _("지웠습니다."))


def _move(request: UserRequest, pk: int) -> RivalMove:
    rows = moves_seen_by(request.user, "change")
    return get_object_or_404(rows.select_related("competitor", "customer", "deal__customer"), pk=pk)
