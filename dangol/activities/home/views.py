"""The card of to-dos, the team, and the board for the wall."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dangol.accounts.requests import UserRequest
from dangol.activities.acts.kinds import kinds
from dangol.activities.acts.pages import VIEW
from dangol.activities.home import queries
from dangol.activities.home.plugs import todo_context
from dangol.kit.access import needs
from dangol.kit.pages import render_page


@require_GET
@needs(VIEW)
def home_todos(request: UserRequest) -> HttpResponse:
    when = request.GET.get("when", "")
    context = todo_context(request.user, when if when in ("late", "today", "ahead") else "")
    return render(request, "activities/home/todos.html", context)


@require_GET
@needs(VIEW)
def home_team(request: UserRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    members = queries.members_of(queries.team_of(request.user), now=now, today=today)
    context = {"members": members, "target": queries.CONTACTS_TARGET}
    return render(request, "activities/home/team.html", context)


@require_GET
@needs(VIEW)
def board(request: UserRequest) -> HttpResponse:
    """업무 모니터링: today by person and kind, fit for a wall; follows by itself."""
    now, today = timezone.now(), timezone.localdate()
    team = queries.team_of(request.user) or [request.user]
    members = queries.members_of(team, now=now, today=today, month=False)
    shown = [kind for kind in kinds() if any(member.by_kind.get(kind.id) for member in members)]
    context = {
        "members": [
            (member, [member.by_kind.get(kind.id, 0) for kind in shown]) for member in members
        ],
        "kinds": shown,
        "late": sum(member.late for member in members),
        "today": sum(member.today for member in members),
        "contacts": sum(member.contacts for member in members),
        "done": sum(member.done for member in members),
        "acts": queries.newest_acts(team, today=today),
        "now": now,
        "is_wall": "wall" in request.GET,
    }
    template = "activities/home/wall.html" if context["is_wall"] else "activities/home/board.html"
    return render_page(request, template, context, fragment="board")
