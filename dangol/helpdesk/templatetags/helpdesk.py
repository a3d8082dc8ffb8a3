"""How templates show tickets."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from dangol.helpdesk.outbound.models import DialList
from dangol.helpdesk.tickets import bubbles, shown
from dangol.helpdesk.tickets.models import Ticket

register = template.Library()


@register.filter
def ticket_step(step_id: int | None) -> SafeString:
    """The step as a word with ticks."""
    return shown.step_badge(step_id)


@register.simple_tag(takes_context=True)
def desk_rows(context: Any) -> SafeString:
    """The tickets of a page of the desk, the open one marked."""
    ticket = context.get("ticket")
    opened = str(ticket.pk) if ticket else context["request"].GET.get("open", "")
    return shown.desk_rows(
        context["page"].tickets, box=context["box"], opened=opened, now=context["now"]
    )


@register.simple_tag(takes_context=True)
def talk_lines(context: Any) -> SafeString:
    """The lines of a conversation."""
    here = bubbles.Here(
        context["ticket"], context["request"], context["now"], context["files"], context["sent"]
    )
    return bubbles.talk_lines(context["lines"], here)


@register.filter
def priority(value: int) -> SafeString:
    """The priority as a coloured word; nothing for the ordinary one."""
    return shown.priority_badge(value)


@register.filter
def deadline(ticket: Ticket, now: datetime | None = None) -> SafeString:
    """How much time is left."""
    return shown.deadline_badge(ticket, now or timezone.now())


@register.filter
def minutes(value: int | None) -> str:
    """Minutes in one word: 5분, 3시간."""
    return shown.minutes_text(value)


@register.filter
def said_moment(value: datetime | None) -> str:
    """A moment as people say it."""
    return shown.moment_text(value, timezone.now()) if value else ""


@register.filter
def ticket_name(ticket_id: Any) -> str:
    """Number and subject of a ticket on a timeline; empty if it is gone."""
    row = Ticket.objects.filter(pk=ticket_id).values_list("number", "subject").first()
    return " ".join(row) if row else ""


_STATE_HUES = {"ready": "green", "talk": "blue", "after": "amber", "break": "slate"}


@register.filter
def state_hue(state: str) -> str:
    """The colour of an agent's state."""
    return _STATE_HUES.get(state, "slate")


@register.filter
def clock_since(start: datetime, now: datetime) -> str:
    """How long ago, as a telephone shows it: 1:05, 1:02:07; the page counts on from there."""
    seconds = max(int((now - start).total_seconds()), 0)
    hours, rest = divmod(seconds, 3_600)
    tail = f"{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
    return f"{hours}:{tail}" if hours else tail


@register.filter
def at(values: dict[str, Any], key: str) -> Any:
    """What a mapping holds under a key; nothing when it is not there."""
    return values.get(key)


@register.filter
def dial_list_name(pk: Any) -> str:
    """The name of a call list on a timeline; empty if it is gone."""
    return DialList.objects.filter(pk=pk).values_list("name", flat=True).first() or ""
