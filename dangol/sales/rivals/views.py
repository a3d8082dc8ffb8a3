"""The page of all competitors."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.sales.rivals.lists import RivalList
from dangol.workspace.lists.views import list_page


@require_GET
@needs("sales.view_deal")
def rival_list(request: UserRequest) -> HttpResponse:
    return list_page(request, RivalList, "workspace/list.html")
