"""The queue board, as a page among others and for the wall."""

from datetime import datetime, time

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from dangol.accounts.requests import UserRequest
from dangol.helpdesk.board.queries import board_of
from dangol.kit.access import needs
from dangol.kit.pages import render_page

GOAL = 80  # percent within 20 seconds: what call centres promise


@require_GET
@needs("helpdesk.view_call")
def call_board(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time()))
    board = board_of(request.user, now=now, midnight=midnight)
    context = {"board": board, "now": now, "goal": GOAL, "wall": "wall" in request.GET}
    template = "helpdesk/board_wall.html" if context["wall"] else "helpdesk/board.html"
    return render_page(request, template, context, fragment="board")
