"""The inbox of chats, and what agents do there."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.chat import queries, queue, talking
from dangol.chat.lists import ChatList
from dangol.chat.models import ChatMessage, Conversation
from dangol.chat.saying import Words
from dangol.chat.visitor_views import sent_file
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.helpdesk.models import Ticket
from dangol.helpdesk.setup.queries import macros
from dangol.helpdesk.tickets.macros import macro_text
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.personal import seen
from dangol.workspace.lists.views import list_page

VIEW, CHANGE = "chat.view_conversation", "chat.change_conversation"
BOXES = {
    "waiting": gettext_lazy("대기"),
    "mine": gettext_lazy("내 것"),
    "all": gettext_lazy("전체"),
    "closed": gettext_lazy("종료"),
}


def _part(request: UserRequest) -> bool:
    htmx = request.htmx
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def chat_of(request: UserRequest, pk: int, verb: str = "view") -> Conversation:
    """The conversation of an address; 404 when the user may not see (or work on) it."""
    rows = queries.conversations_seen_by(request.user, verb).select_related("ticket")
    conversation: Conversation = get_object_or_404(rows, pk=pk)
    return conversation


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _list(request: UserRequest) -> dict[str, Any]:
    counts = queries.box_counts(request.user)
    box = request.GET.get("box", "")
    if box not in BOXES:
        box = "waiting" if counts.waiting else "mine" if counts.mine else "all"
    q = request.GET.get("q", "").strip()[:100]
    before = _number(request.GET.get("before", ""))
    found = queries.found_chats(request.user, q, before=before) if q else None
    rows = found.chats if found else queries.inbox(request.user, box)
    seen(request, "list", Customer, {row.customer_id for row in rows if row.customer_id})
    return {
        "box": box,
        "q": q,
        "boxes": [(key, label, getattr(counts, key, 0)) for key, label in BOXES.items()],
        "counts": counts,
        "rows": rows,
        "before": found.before if found else None,
        "ready": queries.state_of(request.user, at=timezone.now()),
    }


def _conversation(request: UserRequest, conversation: Conversation) -> dict[str, Any]:
    customer = conversation.customer
    rows = customers_seen_by(request.user).filter(pk=customer.pk if customer else 0)
    known = rows.first()
    if known:
        seen(request, "view", Customer, {known.pk})
    return _standing(request, conversation) | {
        "lines": queries.talk_of(conversation),
        "known": known,
        "earlier": queries.earlier_of(conversation, request.user),
        "macros": [row for row in macros() if not row.is_note],
        "client": uuid4().hex,
    }


def _standing(request: UserRequest, conversation: Conversation) -> dict[str, Any]:
    """Whose it is, and what the user may do with it."""
    may_work = queries.conversations_seen_by(request.user, "change").filter(pk=conversation.pk)
    return {
        "conversation": conversation,
        "may_work": may_work.exists(),
        "may_plan": request.user.has_perm("activities.add_activity"),
        "may_ticket": request.user.has_perm("helpdesk.add_ticket"),
    }


@require_GET
@needs(VIEW)
def inbox(request: UserRequest) -> HttpResponse:
    template = "chat/rows.html" if _part(request) else "chat/inbox.html"
    return render(request, template, _list(request))


@require_GET
@needs(VIEW)
def chat_list(request: UserRequest) -> HttpResponse:
    return list_page(request, ChatList, "chat/chat_list.html")


@require_GET
@needs(VIEW)
def conversation(request: UserRequest, pk: int) -> HttpResponse:
    row = chat_of(request, pk)
    if request.GET.get("part") == "talk":
        context = {"conversation": row, "lines": queries.talk_of(row)}
        return render(request, "chat/talk.html", context)
    if request.GET.get("part") == "head":
        return render(request, "chat/head.html", _standing(request, row))
    context = _conversation(request, row)
    if _part(request):
        return render(request, "chat/conversation.html", context)
    return render(request, "chat/inbox.html", _list(request) | context)


@require_POST
@needs(CHANGE)
def conversation_say(request: UserRequest, pk: int) -> HttpResponse:
    """An answer or a note; the answer's id makes a second try the same message."""
    row = chat_of(request, pk, "change")
    file = request.FILES.get("file")
    words = Words(request.POST.get("client", ""), request.POST.get("text", ""), file)
    context: dict[str, Any] = {"conversation": row, "client": uuid4().hex}
    act = talking.note_chat if "note" in request.POST else talking.answer_visitor
    try:
        act(row, words, at=timezone.now(), actor=request.user)
    except Refused as error:
        again = _("파일은 다시 골라 주세요.") if file else ""
        refusal = f"{error} {again}".strip()
        kept = {"client": words.client, "text": words.text, "refusal": refusal}
        if not request.htmx:
            page = _list(request) | _conversation(request, row) | kept
            return render(request, "chat/inbox.html", page, status=422)
        return _composer(request, context | kept, status=422)
    return _composer(request, context)


def _composer(request: UserRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    if not request.htmx:
        return redirect(context["conversation"])
    words = [row for row in macros() if not row.is_note]
    response = render(request, "chat/composer.html", context | {"macros": words}, status=status)
    response["HX-Trigger"] = "said"
    return response


@require_POST
@needs(CHANGE)
def conversation_act(request: UserRequest, pk: int) -> HttpResponse:
    row = chat_of(request, pk, "change")
    try:
        if request.POST.get("act") == "claim":
            queue.claim_chat(row, at=timezone.now(), actor=request.user)
        else:
            queue.close_chat(row, at=timezone.now(), actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    return redirect(row)


@require_POST
@needs(CHANGE)
def conversation_typing(request: UserRequest, pk: int) -> HttpResponse:
    talking.note_typing(chat_of(request, pk, "change"))
    return HttpResponse(status=204)


@require_POST
@needs(CHANGE)
def presence(request: UserRequest) -> HttpResponse:
    """대기 or 자리비움, or the sign of an open inbox."""
    if "ready" in request.POST:
        ready = request.POST["ready"] == "1"
        queue.set_ready(request.user, ready=ready, at=timezone.now())
        return redirect("chat:inbox")
    queue.note_sign(request.user, at=timezone.now())
    return HttpResponse(status=204)


@require_GET
@needs(VIEW)
def chat_file(request: UserRequest, pk: int, message_pk: int) -> FileResponse:
    row = chat_of(request, pk)
    seen(request, "view", Customer, [row.customer_id] if row.customer_id else [])
    return sent_file(ChatMessage.objects.filter(conversation=row, pk=message_pk).first())


@require_http_methods(["GET"])
@needs(VIEW)
def macro_words(request: UserRequest, pk: int) -> HttpResponse:
    """Canned words to go on writing in."""
    row = chat_of(request, pk)
    chosen = next((each for each in macros() if str(each.pk) == request.GET.get("macro")), None)
    asked = Ticket(customer=row.customer, writer_name=row.visitor.name)
    today = timezone.localdate()
    words = macro_text(chosen, asked, actor=request.user, today=today) if chosen else ""
    return render(request, "chat/words.html", {"conversation": row, "text": words})
