"""How activities are written in templates."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dangol.activities.acts.models import Activity
from dangol.activities.acts.oneline.repeats import REPEATS
from dangol.activities.calendar.chips import chip_of
from dangol.activities.calendar.layout import Event
from dangol.kit.templatetags.ui import due
from dangol.workspace.mentions import linked

register = template.Library()
register.filter("called", linked)
_names = {rule: word for word, rule in REPEATS.items()}


@register.filter
def due_of(activity: Activity) -> SafeString | str:
    """Its term; with the hour where one was said."""
    if activity.due_at is None:
        return ""
    at = timezone.localtime(activity.starts_at or activity.due_at)
    now = timezone.localtime()
    if activity.is_open and activity.due_at < now and at.date() == now.date():
        return format_html('<span class="due late">{}</span>', _("오늘 %s 지남") % f"{at:%H:%M}")
    return planned(timezone.localdate(activity.due_at) if activity.is_all_day else at)


@register.filter
def planned(value: date | datetime) -> SafeString | str:
    """A term with the hour also of another day: D-2 15:00."""
    shown = due(value)
    if isinstance(value, datetime) and timezone.localdate(value) > timezone.localdate():
        return format_html("{} {}", shown, f"{timezone.localtime(value):%H:%M}")
    return shown


@register.simple_tag
def chip(event: Event) -> SafeString:
    """An event as a chip; made once, however often a page shows it (phones have a list)."""
    event.chip = event.chip or chip_of(event)
    return event.chip


@register.filter
def rule_words(rule: str) -> str:
    """매주 for FREQ=WEEKLY; the rule itself where it has no word."""
    return _names.get(rule, rule)
