"""Scoring a call or a ticket; an agent reads what was found."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.quality import services
from dangol.helpdesk.quality.forms import ReviewForm
from dangol.helpdesk.quality.lists import ReviewList, hue_of
from dangol.helpdesk.quality.models import BEST, QualityReview, Scorecard
from dangol.helpdesk.quality.queries import cards_for, standings
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.workspace.lists.views import list_page
from dangol.workspace.queries import person_name

VIEW, REVIEW = "helpdesk.view_qualityreview", "helpdesk.approve_quality"
LATELY = timedelta(days=30)


@require_GET
@needs(VIEW)
def review_list(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    rows = [
        (person_name(row.agent_id), row, hue_of(row.mean))
        for row in standings(request.user, now - LATELY, now + timedelta(days=1))
    ]
    return list_page(request, ReviewList, "helpdesk/review_list.html", standings=rows)


@require_GET
@needs(VIEW)
def review_detail(request: UserRequest, pk: int) -> HttpResponse:
    rows = QualityReview.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related("agent", "reviewer", "card", "call", "ticket"), pk=pk
    )
    lines = [(line, 100 * line["points"] // BEST) for line in row.lines]
    may_note = row.agent_id == request.user.pk and row.seen_at is None
    context = {"row": row, "lines": lines, "may_note": may_note, "hue": hue_of(row.percent)}
    return render(request, "helpdesk/review_detail.html", context)


@require_POST
@needs(VIEW)
def review_seen(request: UserRequest, pk: int) -> HttpResponse:
    rows = QualityReview.objects.visible_to(request.user)
    row = get_object_or_404(rows.filter(agent=request.user), pk=pk)
    services.note_seen(row, at=timezone.now(), actor=request.user)
    return done(request, row.get_absolute_url(), _("확인했습니다."))


@require_http_methods(["GET", "POST"])
@needs(REVIEW)
def review_call(request: UserRequest, pk: int) -> HttpResponse:
    rows = Call.objects.visible_to(request.user).select_related("agent")
    return _review(request, get_object_or_404(rows, pk=pk), Scorecard.Use.CALL)


@require_http_methods(["GET", "POST"])
@needs(REVIEW)
def review_ticket(request: UserRequest, pk: int) -> HttpResponse:
    rows = Ticket.objects.visible_to(request.user).select_related("agent")
    return _review(request, get_object_or_404(rows, pk=pk), Scorecard.Use.TICKET)


def _review(request: UserRequest, what: Call | Ticket, use: str) -> HttpResponse:
    services.install_scorecards()
    cards = cards_for(use)
    given = request.POST.get("card") or request.GET.get("card", "")
    card = next((one for one in cards if str(one.pk) == given), cards[0] if cards else None)
    if card is None:
        return redirect("helpdesk:settings", kind="scorecards")
    before = QualityReview.objects.filter(reviewer=request.user, **{use: what}).first()
    form = ReviewForm(request.POST or None, card=card, before=before)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            row = services.review_work(
                what, card=card, at=timezone.now(), actor=request.user, **values
            )
            return done(request, row.get_absolute_url(), _("평가를 저장했습니다."))
        except Refused as error:
            form.add_error(None, str(error))
    body = "helpdesk/review_fields.html"
    refusal = services.refusal_of(what, request.user)
    return side_form(
        request, form, _("상담 평가"), body=body, card=card, cards=cards, refusal=refusal
    )
