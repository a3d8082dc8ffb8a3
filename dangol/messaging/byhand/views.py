"""The call list and the list of letters to post."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.personal import seen
from dangol.messaging.byhand import queries, services
from dangol.messaging.duties.queries import last_check
from dangol.messaging.outbox.lists import masked
from dangol.messaging.outbox.models import Dispatch
from dangol.messaging.rights import DUTIES, SEND
from dangol.messaging.senders.models import Medium

REVEAL = "customers.reveal_customer"


def _dispatch(request: UserRequest, pk: int) -> Dispatch:
    rows = Dispatch.objects.visible_to(request.user).select_related("sender", "actor")
    return get_object_or_404(rows.filter(medium__in=queries.MEDIA), pk=pk)


@require_GET
@needs(SEND)
def hand_list(request: UserRequest, pk: int) -> HttpResponse:
    """Whom to call or to post to now; a call list without its monthly check stays shut."""
    dispatch, now = _dispatch(request, pk), timezone.now()
    is_call = dispatch.medium == Medium.VOICE
    done = request.GET.get("show") == "done"
    context = {"dispatch": dispatch, "is_call": is_call, "done": done}
    if queries.is_closed(dispatch, today=timezone.localdate(now)):
        context |= {"closed": True, "check": last_check()}
        context["may_check"] = request.user.has_perm(DUTIES)
        return render(request, "messaging/byhand/hand_list.html", context, status=409)
    page = request.GET.get("page", "")
    start = (int(page) - 1) * queries.PAGE if page.isdecimal() and 0 < len(page) < 6 else 0
    found = queries.listed(dispatch, done=done, at=now, start=max(start, 0))
    rows = found[: queries.PAGE]
    seen(request, "list", Customer, [row.customer_id for row in rows if row.customer_id],
         reason=dispatch.title[:200])  # fmt: skip
    reveal = request.user.has_perm(REVEAL)
    lines = [] if done else queries.lines_of(dispatch, rows, actor=request.user, at=now)
    if not reveal:
        medium = dispatch.medium
        lines = [one._replace(address=(masked(one.message.address, medium),)) for one in lines]
    context |= {
        "lines": rows if done else lines,
        "reveal": reveal,
        "more": len(found) > queries.PAGE,
        "next": start // queries.PAGE + 2,
    }
    return render(request, "messaging/byhand/hand_list.html", context)


@require_POST
@needs(SEND)
def hand_mark(request: UserRequest, pk: int, outcome: str) -> HttpResponse:
    """Say how it went with one call, or with the letters that are ticked."""
    dispatch, now, actor = _dispatch(request, pk), timezone.now(), request.user
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 19]
    ids = ids[: queries.PAGE]
    back = reverse("messaging:hand_list", args=[dispatch.pk])
    if outcome not in _SAID:
        raise Http404
    if not ids:
        messages.error(request, _("먼저 고르세요."))
        return redirect(back)
    try:
        if outcome == "sent":
            marked = services.mark_sent(dispatch, ids, at=now, actor=actor)
        elif outcome == "returned":
            marked = services.mark_returned(dispatch, ids, at=now, actor=actor)
            back += "?show=done"
        elif outcome == "unanswered":
            marked = services.mark_unanswered(dispatch, ids[0], at=now, actor=actor)
        else:
            marked = services.mark_declined(dispatch, ids[0], at=now, actor=actor)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(back)
    if marked.done:
        messages.success(request, _SAID[outcome]() % {"n": marked.done})
    if marked.refused:
        messages.error(request, _("%(n)d건은 막혔습니다.") % {"n": marked.refused})
    if not marked.done and not marked.refused:
        messages.error(request, _("그사이 바뀌었습니다. 목록을 다시 보세요."))
    return redirect(back)


_SAID = {
    "sent": lambda: _("%(n)d건을 보냄으로 적었습니다."),
    "returned": lambda: _("%(n)d건을 반송으로 적었습니다. 그 주소로는 더 보내지 않습니다."),
    "unanswered": lambda: _("부재중으로 적었습니다. 세 시간 뒤 다시 나옵니다."),
    "declined": lambda: _("거절로 적었습니다. 더 전화하지 않습니다."),
}
