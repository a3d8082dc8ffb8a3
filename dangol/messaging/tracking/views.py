"""What people without an account see of us: a picture, a link, the page to refuse."""

from base64 import b64decode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from dangol.messaging.outbox.models import Link, Message
from dangol.messaging.tracking.robots import is_robot
from dangol.messaging.tracking.services import note_click, note_open, sent_message, unsubscribe

PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_safe
@never_cache
@login_not_required
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Always a picture, whatever is asked for."""
    if (message := sent_message(token)) and message.dispatch.track_opens:
        note_open(message, at=timezone.now(), robot=_is_robot(request, message))
    return HttpResponse(PIXEL, content_type="image/gif")


@require_safe
@never_cache
@login_not_required
def clicked(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Go only where a mail of ours pointed: nobody can make it lead elsewhere."""
    message = sent_message(token)
    dispatch_id = message.dispatch_id if message else 0
    link = Link.objects.filter(dispatch=dispatch_id, number=number).first()
    if message is None or link is None:
        raise Http404
    note_click(message, number=number, at=timezone.now(), robot=_is_robot(request, message))
    return HttpResponseRedirect(link.url)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def refusal(request: HttpRequest, token: str) -> HttpResponse:
    """One button, no login; a mail program posts here by itself (RFC 8058).

    Looking at the page refuses nothing: link checkers look at everything.
    """
    with override("ko"):  # the page says everything in Korean and in English
        return _refusal(request, token)


def _refusal(request: HttpRequest, token: str) -> HttpResponse:
    message = sent_message(token)
    if message is None:
        return render(request, "messaging/tracking/unknown.html", status=404)
    done: list[str] | None = None
    if request.method == "POST":
        every = request.POST.get("media") == "all"
        done = unsubscribe(message, at=timezone.now(), every_medium=every)
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(status=200)
    context = {"message": message, "sender": message.dispatch.sender, "done": done}
    return render(request, "messaging/tracking/refusal.html", context)


def _is_robot(request: HttpRequest, message: Message) -> bool:
    since = timezone.now() - message.sent_at if message.sent_at else None
    return is_robot(request.headers, request.method or "", since)
