"""Pages of the outbox: lists, one dispatch, one message, writing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.pages import render_page
from dangol.kit.personal import seen
from dangol.messaging.content import Content
from dangol.messaging.outbox import holding, previewing
from dangol.messaging.outbox.lists import DispatchList, MessageList, masked
from dangol.messaging.outbox.models import Dispatch, Kind, Message
from dangol.messaging.outbox.queries import (
    link_clicks,
    messages_seen_by,
    reactions_of,
    reasons_of,
)
from dangol.messaging.outbox.services import send
from dangol.messaging.rights import CHANGE, SEND_AD, SENDERS, VIEW
from dangol.messaging.senders.forms import TestForm
from dangol.messaging.senders.models import Channel, Medium
from dangol.messaging.senders.queries import channel_of
from dangol.workspace.lists.views import list_page

REVEAL = "customers.reveal_customer"


@require_GET
@needs(VIEW)
def dispatch_list(request: UserRequest) -> HttpResponse:
    template = "messaging/outbox/dispatch_list.html"
    return list_page(request, DispatchList, template, may_send=request.user.has_perm(SEND_AD))


@require_GET
@needs(VIEW)
def message_list(request: UserRequest) -> HttpResponse:
    return list_page(request, MessageList, "messaging/outbox/message_list.html")


@require_GET
@needs(VIEW)
def dispatch_detail(request: UserRequest, pk: int) -> HttpResponse:
    dispatch = _dispatch(request, pk)
    channel = channel_of(dispatch.sender, dispatch.medium)
    context = {
        "dispatch": dispatch,
        "channel": channel,
        "content": dispatch.words_of,
        "progress": previewing.progress_of(dispatch),
        "reasons": reasons_of(dispatch),
        "reactions": reactions_of(dispatch),
        "links": link_clicks(dispatch),
        "won": previewing.cost_of(dispatch),
        "may_change": request.user.has_perm(CHANGE),
    }
    return render_page(
        request, "messaging/outbox/dispatch_detail.html", context, fragment="progress"
    )


@require_GET
@needs(VIEW)
def message_detail(request: UserRequest, pk: int) -> HttpResponse:
    message = messages_seen_by(request.user).select_related("dispatch__sender").filter(pk=pk)
    found = message.first()
    if found is None:
        raise Http404
    if found.customer_id:
        seen(request, "view", Customer, [found.customer_id], reason=_("보낸 메시지"))
    reveal = request.user.has_perm(REVEAL)
    context = {
        "message": found,
        "address": found.address if reveal else masked(found.address, found.medium),
        "shown": previewing.sent_text(found),
        "reactions": found.reactions.order_by("-at")[:100],
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "messaging/outbox/message_detail.html", context)


@require_POST
@needs(CHANGE)
def dispatch_act(request: UserRequest, pk: int, act: str) -> HttpResponse:
    """Pause, resume or cancel."""
    if act not in _DONE:
        raise Http404
    dispatch = _dispatch(request, pk, "change")
    try:
        if act == "pause":
            reason = _("%(name)s님이 멈춤") % {"name": request.user.name}
            holding.pause_dispatch(dispatch, reason=reason, actor=request.user)
        elif act == "resume":
            holding.resume_dispatch(dispatch, actor=request.user)
        else:
            holding.cancel_dispatch(dispatch, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _DONE[act]())
    return redirect(dispatch)


_DONE = {
    "pause": lambda: _("멈췄습니다. 나가고 있던 것만 나갑니다."),
    "resume": lambda: _("이어서 보냅니다."),
    "cancel": lambda: _("남은 메시지를 취소했습니다."),
}


@require_POST
@needs(CHANGE)
def message_act(request: UserRequest, pk: int, act: str) -> HttpResponse:
    """Send one again, or take it back."""
    if act not in ("retry", "cancel"):
        raise Http404
    rows = Message.objects.visible_to(request.user, "change").filter(pk=pk)
    if not rows.exists():
        raise Http404
    if act == "retry":
        done = holding.retry_messages(rows, at=timezone.now(), actor=request.user)
        text = _("다시 보냅니다.") if done else _("다시 보낼 수 있는 상태가 아닙니다.")
    else:
        done = holding.cancel_messages(rows, actor=request.user)
        text = _("취소했습니다.") if done else _("이미 나갔습니다.")
    (messages.success if done else messages.error)(request, text)
    return redirect("messaging:message_detail", pk)


def _dispatch(request: UserRequest, pk: int, verb: str = "view") -> Dispatch:
    rows = Dispatch.objects.visible_to(request.user, verb).select_related("sender", "actor")
    dispatch = rows.filter(pk=pk).first()
    if dispatch is None:
        raise Http404
    return dispatch


@require_http_methods(["GET", "POST"])
@needs(SENDERS)
def channel_test(request: UserRequest, pk: int) -> HttpResponse:
    """One message to oneself through a channel."""
    channel = get_object_or_404(Channel.objects.select_related("sender"), pk=pk)
    me = request.user
    initial = {"to": me.email if channel.medium == Medium.EMAIL else me.phone}
    form = TestForm(request.POST or None, user=me, initial=initial)
    if request.method == "POST" and (sent := submit(form, _test, channel, actor=me)):
        return done(request, sent.get_absolute_url(), _("시험 메시지를 내보냈습니다."))
    return side_form(request, form, _("시험 보내기"))


def _test(channel: Channel, *, to: str, actor: Any) -> Dispatch:
    text = _("단골에서 보낸 시험 메시지입니다. 잘 도착했다면 채널이 제대로 연결되었습니다.")
    return send(
        addresses=[to],
        kind=Kind.TRANSACTION,
        medium=channel.medium,
        content=Content(subject=_("시험 메시지"), text=text, template_code="test"),
        sender=channel.sender,
        actor=actor,
        source=None,
        at=timezone.now(),
        purpose=_("시험"),
        confirmed=True,
    )
