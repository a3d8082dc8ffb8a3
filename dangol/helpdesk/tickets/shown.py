"""How tickets look: their step, their deadline, who they are from."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dangol.helpdesk.setup.models import Priority, Step
from dangol.helpdesk.setup.queries import step_row, way
from dangol.helpdesk.sla.clock import spent_between
from dangol.helpdesk.sla.queries import policy_row
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.templatetags import ui

SOON = 60
_COLORS = {Priority.URGENT: "red", Priority.HIGH: "orange", Priority.LOW: "slate"}


def step_badge(step_id: int | None) -> SafeString:
    """The step as a word with ticks: how far along the way it is."""
    row = step_row(step_id)
    if row is None:
        return format_html("{}", ui.DASH)
    steps = way()
    return _step_badge(row.name, row.color, steps.index(row) + 1 if row in steps else 0, len(steps))


@lru_cache(maxsize=128)
def _step_badge(name: str, color: str, place: int, most: int) -> SafeString:
    ticks = format_html_join(
        "", "<i{}></i>", ((SafeString(' class="on"') if n < place else "",) for n in range(most))
    )
    return format_html(
        '<span class="step {}" title="{}">'
        '<span class="ticks" aria-hidden="true">{}</span>{}</span>',
        color, f"{place}/{most} {name}" if place else name, ticks, name,
    )  # fmt: skip


def priority_badge(priority: int) -> SafeString:
    """The priority as a coloured word; nothing for the ordinary one."""
    if priority == Priority.NORMAL:
        return SafeString("")
    label = Priority(priority).label
    return format_html('<span class="badge {}">{}</span>', _COLORS[Priority(priority)], label)


def next_due(ticket: Ticket) -> datetime | None:
    """The deadline that comes first; None while none runs."""
    dues = (ticket.first_due_at, ticket.next_due_at, ticket.solve_due_at)
    return min((due for due in dues if due), default=None)


def deadline_badge(ticket: Ticket, now: datetime) -> SafeString:
    """How much time is left until the next deadline, in working time where that is counted."""
    if not ticket.is_open:
        return _kept_badge(ticket)
    due = next_due(ticket)
    if due is None:
        step = step_row(ticket.step_id)
        waits = step and step.kind == Step.Kind.CONFIRM
        text = _("고객 대기") if waits else step.name if step and step.stops_clock else ""
        return format_html('<span class="badge slate">{}</span>', text) if text else SafeString("")
    return _left_badge(ticket, due, now)


def _kept_badge(ticket: Ticket) -> SafeString:
    if ticket.solve_kept is None:
        return SafeString("")
    color, text = ("green", _("기한 지킴")) if ticket.solve_kept else ("red", _("기한 넘김"))
    return format_html('<span class="badge {}">{}</span>', color, text)


def _left_badge(ticket: Ticket, due: datetime, now: datetime) -> SafeString:
    if due <= now:
        return format_html(
            '<span class="badge red">{}{}</span>', ui.icon("clock", "sm"),
            _("%(time)s 지남") % {"time": span(now - due)},
        )  # fmt: skip
    today, day = timezone.localdate(now), timezone.localdate(due)
    policy = policy_row(ticket.policy_id)
    if day == today:
        round_the_clock = bool(policy and policy.is_round_the_clock)
        left = spent_between(now, due, round_the_clock=round_the_clock)
        color = "amber" if left <= (policy.warn_minutes if policy else SOON) else "green"
        return format_html(
            '<span class="badge {}">{}{}</span>', color, ui.icon("clock", "sm"),
            _("%(time)s 남음") % {"time": f"{left // 60}:{left % 60:02}"},
        )  # fmt: skip
    return format_html('<span class="badge green">{}</span>', moment_text(due, now))


def moment_text(due: datetime, now: datetime) -> str:
    """A moment as people say it: 오늘 18:00, 내일 12:00, 11월 27일 10:00."""
    local = timezone.localtime(due)
    days = (local.date() - timezone.localdate(now)).days
    names = {0: _("오늘"), 1: _("내일"), -1: _("어제")}
    return f"{names.get(days) or date_format(local, 'MONTH_DAY_FORMAT')} {local:%H:%M}"


def span(length: timedelta) -> str:
    """A length of time in one word: 5분, 3시간, 2일."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return _("%(n)s분") % {"n": max(minutes, 0)}
    if minutes < 60 * 24:
        return _("%(n)s시간") % {"n": minutes // 60}
    return _("%(n)s일") % {"n": minutes // (60 * 24)}


def minutes_text(minutes: int | None) -> str:
    """Minutes in one word, "" for none."""
    return "" if minutes is None else span(timedelta(minutes=minutes))


def desk_rows(tickets: Iterable[Ticket], *, box: str, opened: str, now: datetime) -> SafeString:
    """The lines of the desk, the one with the id `opened` marked; in Python because every page has
    thirty of them.
    """
    before, _pk, after = reverse("helpdesk:ticket_detail", args=[0]).rpartition("0")
    return format_html_join(
        "\n",
        """<li data-row><a class="convo{}" data-open-row href="{}" hx-get="{}" \
hx-target="#conversation" hx-push-url="{}"{}>{}<span class="who cut">{}</span>{}\
<span class="subject cut">{}{}</span><span class="foot">{}{}<span class="grow"></span>{}{}</span>\
</a></li>""",
        (_desk_row(row, f"{before}{row.pk}{after}", box, opened, now) for row in tickets),
    )


def _desk_row(
    row: Ticket, url: str, box: str, opened: str, now: datetime
) -> tuple[str | SafeString, ...]:
    writer = row.writer
    is_company = row.customer is not None and row.customer.is_company
    said = truncatechars(row.said, 60)
    address = f"{url}?box={box}"
    return (
        " unread" if row.waits_for_us and row.is_open else "",
        address, url, address,
        SafeString(' aria-current="true"') if str(row.pk) == opened else "",
        ui.avatar(writer or "?", "org" if is_company else ""),
        writer or _("모르는 사람"),
        ui.when(row.last_at),
        row.subject,
        format_html(' <small class="mute">— {}</small>', said) if said else "",
        step_badge(row.step_id), priority_badge(row.priority), deadline_badge(row, now),
        ui.avatar(row.agent.name, "sm") if row.agent and box != "mine" else "",
    )  # fmt: skip
