"""Pages about senders, their channels, processors and closed addresses."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.messaging.rights import SENDERS
from dangol.messaging.senders import services
from dangol.messaging.senders.adapters import kind_of
from dangol.messaging.senders.forms import ChannelForm, ProcessorForm, SenderForm
from dangol.messaging.senders.models import Channel, ClosedAddress, Processor, SenderProfile

SHOWN = 200


@require_GET
@needs(SENDERS)
def sender_list(request: UserRequest) -> HttpResponse:
    senders = SenderProfile.objects.prefetch_related("channels__processor")
    context = {
        "senders": [_shown(sender) for sender in senders.order_by("-is_default", "name")],
        "processors": Processor.objects.order_by("name"),
    }
    return render(request, "messaging/senders/sender_list.html", context)


@require_GET
@needs(SENDERS)
def sender_detail(request: UserRequest, pk: int) -> HttpResponse:
    sender = get_object_or_404(SenderProfile.objects.prefetch_related("channels__processor"), pk=pk)
    return render(request, "messaging/senders/sender_detail.html", _shown(sender))


def _shown(sender: SenderProfile) -> dict[str, Any]:
    channels = [
        {"channel": channel, "kind": kind_of(channel)}
        for channel in sorted(sender.channels.all(), key=lambda row: row.pk)
    ]
    return {"sender": sender, "channels": channels}


@require_http_methods(["GET", "POST"])
@needs(SENDERS)
def sender_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    sender = get_object_or_404(SenderProfile, pk=pk) if pk else None
    names = ("name", "phone", "optout_number", "email", "address", "is_active")
    initial = {name: getattr(sender, name) for name in names} if sender else {}
    form = SenderForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST":
        act = services.edit_sender if sender else services.make_sender
        if saved := submit(form, act, *([sender] if sender else []), actor=request.user):
            return done(request, saved.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("발신 프로필"))


@require_POST
@needs(SENDERS)
def sender_default(request: UserRequest, pk: int) -> HttpResponse:
    sender = services.make_default(get_object_or_404(SenderProfile, pk=pk), actor=request.user)
    messages.success(request, _("이제 이 이름으로 보냅니다."))
    return redirect(sender)


@require_http_methods(["GET", "POST"])
@needs(SENDERS)
def channel_edit(request: UserRequest, pk: int) -> HttpResponse:
    channel = get_object_or_404(Channel.objects.select_related("sender"), pk=pk)
    initial = {"adapter": request.GET["adapter"]} if "adapter" in request.GET else {}
    form = ChannelForm(request.POST or None, user=request.user, channel=channel, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_channel(channel, actor=request.user, **form.values())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            url = channel.sender.get_absolute_url()
            return done(request, url, _("채널을 연결했습니다. 시험으로 한 통 보내 보세요."))
    title = _("%(medium)s 채널") % {"medium": channel.get_medium_display()}
    return side_form(
        request, form, title, body="messaging/senders/channel_fields.html", channel=channel
    )


@require_POST
@needs(SENDERS)
def channel_act(request: UserRequest, pk: int, act: str) -> HttpResponse:
    """Try to connect, or start again what stopped itself."""
    if act not in ("probe", "restart"):
        raise Http404
    channel = get_object_or_404(Channel.objects.select_related("sender"), pk=pk)
    try:
        if act == "probe":
            text = services.probe_channel(channel)
        else:
            services.restart_channel(channel, actor=request.user)
            text = _("다시 시작했습니다.")
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, text)
    return redirect(channel.sender)


@require_http_methods(["GET", "POST"])
@needs(SENDERS)
def processor_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Processor, pk=pk) if pk else None
    fields = list(ProcessorForm.base_fields)
    initial = {name: getattr(row, name) for name in fields} if row else {"country": "KR"}
    form = ProcessorForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and submit(form, services.write_processor, row, actor=request.user):
        return done(request, "/messages/senders/", _("저장했습니다."))
    return side_form(request, form, _("수탁자"))


@require_GET
@needs(SENDERS)
def closed_list(request: UserRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    rows = ClosedAddress.objects.order_by("-at", "-pk")
    rows = rows.filter(address__startswith=q) if q else rows
    return render(request, "messaging/senders/closed_list.html", {"rows": rows[:SHOWN], "q": q})


@require_POST
@needs(SENDERS)
def closed_reopen(request: UserRequest, pk: int) -> HttpResponse:
    row = ClosedAddress.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        services.reopen_address(row, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("다시 보낼 수 있습니다."))
    return redirect("messaging:closed_list")
