"""Setting the days on which the office differs from the calendar of the law."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.codes.calendar.models import SpecialDay
from dangol.codes.calendar.queries import forget_days
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, remove

LONGEST = 31


@atomic
def set_days(
    *, starts_on: date, ends_on: date | None = None, kind: str, name: str, actor: Any
) -> list[SpecialDay]:
    """Make each of these days one of this kind; a day set before takes the new kind and name."""
    ends_on = ends_on or starts_on
    if not starts_on <= ends_on < starts_on + timedelta(days=LONGEST):
        raise ValidationError({"ends_on": _("끝나는 날은 시작하는 날부터 31일 안이어야 합니다.")})
    days = [starts_on + timedelta(days=n) for n in range((ends_on - starts_on).days + 1)]
    known = {row.on: row for row in SpecialDay.objects.filter(on__in=days)}
    name = clean(name)
    rows = [
        change(known[day], actor=actor, kind=kind, name=name)
        if day in known
        else create(SpecialDay, actor=actor, on=day, kind=kind, name=name)
        for day in days
    ]
    forget_days()
    return rows


@atomic
def clear_day(day: SpecialDay, *, actor: Any) -> None:
    """Let the calendar of the law count again for this day."""
    remove(day, actor=actor)
    forget_days()
