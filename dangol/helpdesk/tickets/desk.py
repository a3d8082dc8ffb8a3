"""What the desk shows, gathered once per request: the list, and the conversation beside it."""

from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.helpdesk.setup.models import Step
from dangol.helpdesk.setup.queries import (
    labels,
    macros,
    request_types,
    step_of_kind,
    step_row,
    steps,
    teams,
)
from dangol.helpdesk.tickets import beside, boxes, queries
from dangol.helpdesk.tickets.forms import ReplyForm, WordsForm, people_of_desk
from dangol.helpdesk.tickets.letters import SMS, address_of, mobile_of
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.registry import origin_of
from dangol.helpdesk.tickets.uploads import handed_in_by, sent_with
from dangol.kit.personal import seen
from dangol.messaging.inbox.shown import shown_mail

VIEW, ADD, CHANGE, DELETE = (
    f"helpdesk.{verb}_ticket" for verb in ("view", "add", "change", "delete")
)
BOXES = {
    "mine": _("내 것"),
    "pool": _("미배정"),
    "open": _("전체"),
    "done": _("완료"),
}
MODES = {
    "reply": (_("답장"), "corner-down-left"),
    "note": (_("내부 메모"), "lock"),
    "spoken": (_("말로 답함"), "phone"),
}
_NARROWED = {"team": "team_id", "type": "request_type_id", "label": "labels"}


def as_id(text: str) -> int:
    """A number of an address, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def desk(request: UserRequest) -> dict[str, Any]:
    """The list beside a conversation: a box, what narrows it, one page of tickets."""
    box = request.GET.get("box", "")
    counts = boxes.box_counts(request.user)
    if box not in BOXES:
        box = "mine" if counts["mine"] else "pool" if counts["pool"] else "open"
    chosen = {name: as_id(request.GET.get(name, "")) for name in _NARROWED}
    narrowed = Q(**{_NARROWED[name]: pk for name, pk in chosen.items() if pk})
    q = request.GET.get("q", "").strip()[:100]
    page = boxes.desk_page(
        request.user, box=box, narrowed=narrowed, q=q, after=request.GET.get("after", "")
    )
    seen(request, "list", Customer, {row.customer_id for row in page.tickets if row.customer_id})
    kept = "&".join(f"{name}={pk}" for name, pk in chosen.items() if pk)
    return {
        "box": box,
        "boxes": [(key, label, _count(counts.get(key))) for key, label in BOXES.items()],
        "counts": counts,
        "chosen": chosen,
        "kept": kept,
        "q": q,
        "page": page,
        "menus": [
            ("team", _("팀"), teams()),
            ("type", _("요청유형"), request_types()),
            ("label", _("라벨"), labels()),
        ],
        "may_add": request.user.has_perm(ADD),
        "now": timezone.now(),
    }


def _count(number: int | None) -> str:
    if number is None:
        return ""
    return f"{boxes.COUNTED}+" if number > boxes.COUNTED else str(number)


def ticket_of(request: UserRequest, pk: int, verb: str = "view") -> Ticket:
    """The ticket of an address; 404 when the user may not see (or work on) it."""
    ticket = queries.ticket_page_of(request.user, pk, verb)
    return ticket or get_object_or_404(Ticket.objects.none(), pk=pk)


def talk(request: UserRequest, ticket: Ticket) -> dict[str, Any]:
    """The conversation alone, as it is fetched again when something was said."""
    before, since = (as_id(request.GET.get(name, "")) for name in ("before", "since"))
    found = queries.talk_of(ticket, before=before, since=since)
    now = timezone.now()
    today = timezone.localdate(now)
    lines = [
        (line, _shown(line.message.mail, today) if line.message and line.message.mail_id else None)
        for line in found.lines
    ]
    said = [line.message for line in found.lines if line.message]
    files = handed_in_by(ticket, said)
    return {"ticket": ticket, "lines": lines, "first": found.first, "is_older": found.is_older,
            "newest": found.newest, "now": now, "files": files, "sent": sent_with(said),
            "own_files": files.get(None)}  # fmt: skip


def _shown(mail: Any, today: Any) -> Any:
    return shown_mail(mail, today=today)


def conversation(request: UserRequest, ticket: Ticket, **more: Any) -> dict[str, Any]:
    """A ticket with everything that is said, done and known about it."""
    user, now = request.user, timezone.now()
    context = talk(request, ticket)
    may_work = queries.is_seen_by(user, ticket.pk, "change")
    mode = more.pop("mode", "") or request.GET.get("mode", "")
    if mode not in MODES:
        mode = "reply"
    seen(request, "view", Customer, {pk for pk in (ticket.customer_id, ticket.person_id) if pk})
    here = step_row(ticket.step_id)
    follows = beside.followers_of(ticket.pk)
    return context | {
        "rungs": queries.rungs_of(ticket, now=now),
        "here": here,
        "moves": [row for row in steps() if row.id != ticket.step_id],
        "mode": mode,
        "modes": [(key, label, sign) for key, (label, sign) in MODES.items()],
        "reply_form": more.pop("reply_form", None)
        or _reply_form(request, ticket, context["newest"]),
        "words_form": more.pop("words_form", None) or WordsForm(user=user, initial=_source()),
        "macros": [row for row in macros() if row.is_note == (mode == "note")],
        "then_steps": [
            row for row in (step_of_kind(Step.Kind.CONFIRM), step_of_kind(Step.Kind.DONE)) if row
        ],
        "mobile": mobile_of(ticket),
        "label_rows": beside.labels_of(ticket.pk),
        "followers": [name for _pk, name in follows],
        "is_following": any(pk == user.pk for pk, _name in follows),
        "links": beside.linked_tickets(ticket, user),
        "origin": origin_of(ticket, user),
        "surveys": list(ticket.surveys.filter(score__isnull=False).order_by("-turn")[:3]),
        "parts": beside.parts_of(ticket.pk),
        "past": beside.past_tickets(ticket, user),
        "writing": beside.writing_now(ticket, but=user, now=now),
        "people": people_of_desk(user),
        "may_work": may_work and ticket.merged_into_id is None,
        "may_delete": user.has_perm(DELETE),
        "may_plan": user.has_perm("activities.add_activity"),
        "may_write_articles": user.has_perm("knowledge.add_article"),
        **more,
    }


def _source() -> dict[str, str]:
    return {"source": f"ticket:{uuid4().hex}"}


def _reply_form(request: UserRequest, ticket: Ticket, newest: int) -> ReplyForm:
    """The empty form of an answer, or one with the words of a reply just taken back."""
    to = address_of(ticket)
    medium = SMS if not to and mobile_of(ticket) else ""
    text = request.session.pop(f"reply:{ticket.pk}", "")
    first = _source() | {"to": to, "seen": str(newest), "medium": medium, "text": text}
    return ReplyForm(user=request.user, initial=first)
