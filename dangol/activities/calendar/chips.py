"""An event as a chip; in Python, because a week shows hundreds of them."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dangol.activities.calendar.layout import Event
from dangol.kit.templatetags.ui import icon

NONE = SafeString()


def chip_of(event: Event) -> SafeString:
    """The chip: a link that opens the event; one yet to come by its series is no link."""
    notes = " · ".join(note for note in (event.kind, event.customer, event.who) if note)
    head = icon(event.icon, "sm")
    if not event.is_all_day:
        head += format_html("<time>{}</time> ", f"{event.starts:%H:%M}")
    names = ((name,) for name in (event.customer, event.who) if name)
    inside = format_html(
        "{}{}{}{}",
        head, event.title, format_html_join("", ' <span class="who">{}</span>', names),
        _marks(event),
    )  # fmt: skip
    looks = f"ev{' done' * event.is_done}{' late' * event.is_late}{' ahead' * event.is_ahead}"
    if event.is_ahead:
        shell = '<span class="{}" data-kind="{}" title="{}">{}</span>'
        return format_html(shell, looks, event.mark, notes, inside)
    return format_html(
        '<a href="{}" data-panel class="{}" data-kind="{}"{} title="{}">{}</a>',
        _address(event.pk), looks, event.mark, _moving(event), notes, inside,
    )  # fmt: skip


def _address(pk: int) -> str:
    return reverse("activities:event", args=[0]).replace("/0/", f"/{pk}/")


def _moving(event: Event) -> SafeString:
    """What calendar.js asks of an event that may be moved."""
    if not event.may_move:
        return NONE
    return format_html(
        ' data-event="{}" data-version="{}" data-day="{}" data-at="{}" data-for="{}"{}',
        event.pk, event.version, event.first.isoformat(), event.top, event.height,
        SafeString(" data-whole") if event.is_long else "",
    )  # fmt: skip


def _marks(event: Event) -> SafeString:
    found = NONE
    if event.is_automatic:
        found += format_html(
            '<span class="auto" title="{}">{}<span class="vh">{}</span></span>',
            _("자동영업알림"), icon("bell", "sm"), _("자동"),
        )  # fmt: skip
    if event.repeats:
        found += icon("rotate-cw", "sm") + _hidden(_("반복"))
    if event.is_done or event.is_late:
        found += _hidden(_("완료") if event.is_done else _("늦음"))
    return found


def _hidden(text: str) -> SafeString:
    return format_html('<span class="vh">{}</span>', text)
