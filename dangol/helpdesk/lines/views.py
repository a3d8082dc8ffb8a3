"""Telephone systems: their settings, the address they report to, and calling by a press."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import customers_seen_by
from dangol.helpdesk.lines import dialing, services
from dangol.helpdesk.lines.forms import LineForm
from dangol.helpdesk.lines.models import PhoneSystem
from dangol.helpdesk.lines.queries import SIGNATURE, line_by
from dangol.helpdesk.tickets.desk import as_id
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit

MANAGE = "helpdesk.manage_calls"
LARGEST = 256_000


@csrf_exempt  # a telephone system has no cookie; the signature takes its place
@require_POST
@login_not_required
def line_hook(request: HttpRequest, token: str) -> HttpResponse:
    """Take what a telephone system reports; 401 without a fresh signature of its key."""
    line = line_by(token)
    if line is None:
        return JsonResponse({"detail": _("없는 교환기입니다.")}, status=404)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return JsonResponse({"detail": _("보낸 내용이 너무 큽니다.")}, status=413)
    now = timezone.now()
    header = request.headers.get(SIGNATURE, "")
    if not services.is_signed(line, request.body, header, now=now):
        text = _("서명이 맞지 않거나 5분이 지났습니다. 키와 교환기의 시계를 확인해 주세요.")
        return JsonResponse({"detail": text}, status=401)
    try:
        heard = services.hear(line, request.body, now=now)
    except ValidationError as error:
        return JsonResponse({"detail": " ".join(error.messages)}, status=422)
    status = 422 if heard.refused and not (heard.taken or heard.again) else 200
    return JsonResponse(heard._asdict(), status=status)


@require_POST
@needs("helpdesk.add_call")
def call_dial(request: UserRequest) -> HttpResponse:
    """Call a number, or a customer whose number one need not see."""
    given = as_id(request.POST.get("customer", ""))
    customer = get_object_or_404(customers_seen_by(request.user), pk=given) if given else None
    number = request.POST.get("number", "")[:40]
    said: dict[str, Any] = {"text": _("거는 중입니다. 내 전화기가 울리면 받아 주세요.")}
    try:
        dialing.dial(request.user, at=timezone.now(), number=number, customer=customer)
    except Refused as error:
        said = {"text": str(error), "bad": True}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"toast": said})})


@require_GET
@needs(MANAGE)
def line_list(request: UserRequest) -> HttpResponse:
    rows = [
        (row, request.build_absolute_uri(reverse("helpdesk:line_hook", args=[row.token])))
        for row in PhoneSystem.objects.order_by("pk")
    ]
    return render(request, "helpdesk/line_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def line_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(PhoneSystem, pk=pk) if pk else None
    names = (
        "name", "dialect", "dial_url", "is_active", "ami_host", "ami_port", "ami_is_secure",
        "ami_username", "ami_channel", "ami_context",
    )  # fmt: skip
    first: dict[str, Any] = {name: getattr(row, name) for name in names} if row else {}
    form = LineForm(request.POST or None, initial=first)
    if request.method == "POST" and submit(form, services.write_line, row, actor=request.user):
        return done(request, reverse("helpdesk:line_list"), _("저장했습니다."))
    return side_form(request, form, _("교환기"))


@require_POST
@needs(MANAGE)
def line_renew(request: UserRequest, pk: int) -> HttpResponse:
    services.renew_secret(get_object_or_404(PhoneSystem, pk=pk), actor=request.user)
    messages.success(request, _("서명 키를 새로 만들었습니다. 교환기에도 적어 주세요."))
    return redirect("helpdesk:line_list")


@require_POST
@needs(MANAGE)
def line_remove(request: UserRequest, pk: int) -> HttpResponse:
    services.remove_line(get_object_or_404(PhoneSystem, pk=pk), actor=request.user)
    return done(request, reverse("helpdesk:line_list"), _("지웠습니다."))
