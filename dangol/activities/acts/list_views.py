"""The pages of the lists."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from dangol.accounts.requests import UserRequest
from dangol.activities.acts.lists import ActivityList, TodoList
from dangol.activities.acts.pages import VIEW
from dangol.activities.home.queries import todo_counts
from dangol.kit.access import needs
from dangol.workspace.lists.views import list_page


@require_GET
@needs(VIEW)
def todo_list(request: UserRequest) -> HttpResponse:
    counts = todo_counts(request.user, now=timezone.now(), today=timezone.localdate())
    return list_page(request, TodoList, "activities/acts/todo_list.html", counts=counts)


@require_GET
@needs(VIEW)
def activity_list(request: UserRequest) -> HttpResponse:
    return list_page(request, ActivityList, "activities/acts/activity_list.html")
