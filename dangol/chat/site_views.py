"""Sites with our chat: their settings, the tag to copy, and a page to try it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.chat.forms import FIRST_WORDS, SITE_FIELDS, SiteForm
from dangol.chat.models import ChatSite
from dangol.chat.plugs import MANAGE
from dangol.chat.services import write_site
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit


@require_GET
@needs(MANAGE)
def site_list(request: UserRequest) -> HttpResponse:
    rows = ChatSite.objects.select_related("team").order_by("name")
    return render(request, "chat/site_list.html", {"rows": rows})


@require_GET
@needs(MANAGE)
def site_detail(request: UserRequest, pk: int) -> HttpResponse:
    site = get_object_or_404(ChatSite, pk=pk)
    address = request.build_absolute_uri(reverse("chat:widget"))
    tag = f'<script src="{address}" data-site="{site.key}" async></script>'
    window = request.build_absolute_uri(reverse("chat:window", args=[site.key]))
    server = request.build_absolute_uri("/").rstrip("/")
    context = {"site": site, "tag": tag, "window": window, "server": server}
    return render(request, "chat/site_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def site_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    site = get_object_or_404(ChatSite, pk=pk) if pk else None
    first: dict[str, Any] = dict(FIRST_WORDS)
    if site:
        first = {name: getattr(site, name) for name in SITE_FIELDS}
    form = SiteForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST":
        made = submit(form, write_site, site, actor=request.user)
        if made:
            return done(request, made.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("채팅 사이트"))


@require_GET
@needs(MANAGE)
def site_try(request: UserRequest, pk: int) -> HttpResponse:
    """A plain page with the widget, as a visitor would see it."""
    site = get_object_or_404(ChatSite, pk=pk)
    return render(request, "chat/try.html", {"site": site})
