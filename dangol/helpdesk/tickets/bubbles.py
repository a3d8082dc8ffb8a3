"""The lines of a conversation: what was said, and the steps between. In Python because every ticket
shows thirty of them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.template.defaultfilters import linebreaks_filter, urlize
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dangol.helpdesk.setup.queries import step_row
from dangol.helpdesk.tickets.models import Ticket, TicketMessage, TicketStep
from dangol.helpdesk.tickets.queries import Said
from dangol.helpdesk.tickets.registry import Sent
from dangol.kit.templatetags import ui
from dangol.workspace.mentions import linked

Kind = TicketMessage.Kind


class Here(NamedTuple):
    """Where lines stand: the files handed in, and those sent elsewhere, by message."""

    ticket: Ticket
    request: HttpRequest
    now: datetime
    files: Mapping[int | None, list[Any]]
    sent: Mapping[int, Sent]


def talk_lines(lines: Iterable[tuple[Said, Any]], here: Here) -> SafeString:
    """Each line with the mail it came by, as far as it has one."""
    drawn = (
        _stay(line.stay) if line.stay else _message(line.message, mail, here)
        for line, mail in lines
        if line.stay or line.message
    )
    return mark_safe("\n".join(drawn))  # noqa: S308 - every line is


def _stay(stay: TicketStep) -> SafeString:
    step = step_row(stay.step_id)
    parts = (
        _("재접수") if stay.is_reopening else "",
        _("%(name)s님") % {"name": stay.actor.name} if stay.actor else "",
        step.name if step else "",
        stay.team.name if stay.team else "",
        _("담당 %(name)s") % {"name": stay.agent.name} if stay.agent else "",
        stay.reason,
        ui.when(stay.at),
    )
    said = " · ".join(conditional_escape(part) for part in parts if part)
    return format_html('<p class="system">{}</p>', mark_safe(said))  # noqa: S308 - escaped above


def _message(message: TicketMessage | None, mail: Any, here: Here) -> SafeString:
    assert message  # noqa: S101 - a line is one or the other
    if message.kind == Kind.NOTE:
        return _note(message, here)
    if message.kind in (Kind.MACHINE, Kind.AUTO):
        return _machine(message)
    return _bubble(message, mail, here)


def _note(message: TicketMessage, here: Here) -> SafeString:
    return format_html(
        '<article class="bubble mine note" id="m{}"{}>{}<header>{}<b>{}</b></header>'
        '<div class="text"><p class="only">{}{}</p><p>{}</p></div></article>',
        message.pk, _source(message, here), ui.avatar(message.name), ui.when(message.at),
        message.name, ui.icon("lock", "sm"), _("내부 메모 — 고객에게 보이지 않습니다"),
        linked(message.text),
    )  # fmt: skip


def _machine(message: TicketMessage) -> SafeString:
    to = message.to[0] if message.to else ""
    return format_html(
        '<details class="bubble machine" id="m{}"><summary><span class="badge slate">{}</span>'
        '<span class="cut">{}</span>{}</summary><div class="text">{}</div></details>',
        message.pk, message.get_kind_display(), message.name or to, ui.when(message.at),
        linebreaks_filter(message.text),
    )  # fmt: skip


def _bubble(message: TicketMessage, mail: Any, here: Here) -> SafeString:
    is_ours = message.kind == Kind.OUT
    to = ""
    if message.to:
        to = format_html('<span class="cut">→ {}</span>', ", ".join(message.to))
    elif is_ours:
        to = format_html('<span class="badge line">{}</span>', _("말로 답함"))
    return format_html(
        '<article class="bubble{}" id="m{}"{}>{}<header><b>{}</b>{}{}</header>'
        '<div class="text">{}{}{}</div></article>',
        " mine" if is_ours else "", message.pk, _source(message, here),
        ui.avatar(message.name or "?"), message.name or _("고객"), to, ui.when(message.at),
        _words(message, here), _more(message, mail, here), _split(message, here),
    )  # fmt: skip


def _words(message: TicketMessage, here: Here) -> str:
    """What was said; of a file sent in a chat, the text is its name only."""
    return "" if message.pk in here.sent else linebreaks_filter(urlize(message.text))


def _source(message: TicketMessage, here: Here) -> str | SafeString:
    """What an answer just written is known by, so that its draft is thrown away."""
    if message.source and message.author_id == here.request.user.pk:
        return format_html(' data-source="{}"', message.source)
    return ""


def _more(message: TicketMessage, mail: Any, here: Here) -> str:
    """Its files, and taking it back while that is possible; most have neither."""
    leaves_at = message.leaves_at
    is_fresh = leaves_at and leaves_at > here.now and message.author_id == here.request.user.pk
    files, sent = here.files.get(message.pk), here.sent.get(message.pk)
    if not (is_fresh or files or sent or (mail and mail.files)):
        return ""
    context = {"ticket": here.ticket, "message": message, "mail": mail, "is_fresh": is_fresh}
    context |= {"files": files, "sent": sent}
    return render_to_string("helpdesk/line_more.html", context, here.request)


def _split(message: TicketMessage, here: Here) -> str | SafeString:
    if message.kind != Kind.IN or here.ticket.message_count < 2:
        return ""
    url = reverse("helpdesk:ticket_split", args=[here.ticket.pk, message.pk])
    label = _("여기부터 새 티켓으로 나누기")
    return format_html(
        '<a class="btn ghost icon sm part" href="{}" data-panel aria-label="{}" title="{}">{}</a>',
        url, label, label, ui.icon("split", "sm"),
    )  # fmt: skip
