"""Attributes of time: days, and moments asked about by day."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.kit.conditions.attributes import Asker, Attribute

YEARS = range(1900, 3000)


class Date(Attribute):
    """A day."""

    kind = "date"
    operators = {
        "past": "days",
        "next": "days",
        "over": "days",
        "is": "one",
        "before": "one",
        "after": "one",
        "between": "two",
        "empty": "nothing",
        "filled": "nothing",
    }

    def clean_value(self, value: Any) -> str:
        try:
            day = date.fromisoformat(str(value).strip().replace(".", "-"))
        except ValueError:
            day = date.min
        if day.year not in YEARS:
            raise self.wrong(_("날짜를 2026-03-02처럼 적으세요."))
        return day.isoformat()

    def value_text(self, value: Any) -> str:
        return str(value).replace("-", ".")

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        today = asker.today
        match op:
            case "past":
                return self.within(today - timedelta(value), today)
            case "next":
                return self.within(today, today + timedelta(value))
            case "over":
                return self.within(None, today - timedelta(value + 1))
            case "is":
                return self.within(date.fromisoformat(value), date.fromisoformat(value))
            case "before":
                return self.within(None, date.fromisoformat(value) - timedelta(1))
            case "after":
                return self.within(date.fromisoformat(value) + timedelta(1), None)
            case "between":
                return self.within(*map(date.fromisoformat, value))
        return self.compare(op, value)

    def within(self, first: date | None, last: date | None) -> Q:
        """From one day to another, both included."""
        bounds = {}
        if first:
            bounds[f"{self.column}__gte"] = first.isoformat() if self.json else first
        if last:
            bounds[f"{self.column}__lte"] = last.isoformat() if self.json else last
        return Q(**bounds)


class Moment(Date):
    """A point in time, asked about by day; compared as a range so that an index serves."""

    kind = "datetime"

    def stored_text(self, value: Any) -> str:
        return self.value_text(timezone.localdate(value).isoformat())

    def within(self, first: date | None, last: date | None) -> Q:
        bounds = {}
        if first:
            bounds[f"{self.column}__gte"] = _midnight(first)
        if last:
            bounds[f"{self.column}__lt"] = _midnight(last + timedelta(1))
        return Q(**bounds)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
