"""The style page, a search that knows three customers, and a stream that rings once."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

NAMES = ("한누리병원", "한누리에프앤비", "카페 하늘나래")


@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    q = request.GET["q"]
    found = [name for name in NAMES if q in name]
    options = [{"url": f"/kit/?found={name}", "text": name, "avatar": name} for name in found]
    groups = [{"label": "고객", "options": options}] if found else []
    return render(request, "kit/options.html", {"groups": groups, "q": q})


@login_not_required
def stream(request: HttpRequest) -> HttpResponse:
    body = 'retry: 600000\ndata: {"topic": "notices", "unread": 5}\n\n'
    return HttpResponse(body, content_type="text/event-stream")


urlpatterns = [
    path("kit/", include("dangol.kit.urls")),
    path("search/", search),
    path("sse/", stream),
    path("", include("dangol.config.urls")),
]
