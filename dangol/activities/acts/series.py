"""To-dos that come again: RFC 5545 rules, the next occurrence, this one or all that follow."""

import calendar
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.rrule import rruleset, rrulestr
from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.models import Activity, Series
from dangol.activities.acts.oneline.repeats import REPEATS
from dangol.activities.acts.planning import plan_activity
from dangol.activities.acts.times import start_of
from dangol.customers.models import Customer
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock

STAMP = "%Y%m%dT%H%M"
KEPT = ("title", "text", "next_step", "minutes", "priority", "direction", "is_all_day")
# What a rule may say. The library would look for a 31 February until the year 9999.
PARTS = {
    "FREQ": re.compile(r"DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile(r"[1-9]\d{0,2}"),
    "COUNT": re.compile(r"[1-9]\d{0,3}"),
    "UNTIL": re.compile(r"20\d{6}(T\d{6}Z?)?"),
    "BYDAY": re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)"),
    "BYMONTHDAY": re.compile(r"-?([1-9]|[12]\d|3[01])"),
    "BYMONTH": re.compile(r"[1-9]|1[0-2]"),
    "BYSETPOS": re.compile(r"-?[1-4]"),
    "WKST": re.compile(r"MO|SU"),
}
LISTS = ("BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS")
LEAP_YEAR = 2028


def checked_rule(text: str) -> str:
    """The rule as RFC 5545 writes it, from that or from 매주, 평일, 매월 …; refuses broken ones."""
    rule = REPEATS.get(clean(text), clean(text).upper().removeprefix("RRULE:").strip(";"))
    try:
        _refuse_odd(dict(part.split("=") for part in rule.split(";")), len(rule))
        next(iter(_rule(rule, datetime(2026, 1, 1))), None)  # noqa: DTZ001
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        raise ValidationError(
            {"repeat": _("반복 규칙을 읽지 못했습니다. 예: 매주, 평일, FREQ=MONTHLY;BYMONTHDAY=25")}
        ) from None
    return rule


def _refuse_odd(parts: dict[str, str], length: int) -> None:
    for name, value in parts.items():
        values = value.split(",") if name in LISTS else [value]
        if not all(PARTS[name].fullmatch(one) for one in values):
            raise ValueError(name)
    months, days = (parts.get(name, "").split(",") for name in ("BYMONTH", "BYMONTHDAY"))
    if months != [""] and days != [""]:
        longest = max(calendar.monthrange(LEAP_YEAR, int(month))[1] for month in months)
        if min(abs(int(day)) for day in days) > longest:
            raise ValueError("BYMONTHDAY")
    if "FREQ" not in parts or length > 300 or ("BYSETPOS" in parts and "BYDAY" not in parts):
        raise ValueError("FREQ")


def _rule(rule: str, starts_at: datetime) -> Any:
    return rrulestr(rule.replace("Z", "") if "UNTIL=" in rule else rule, dtstart=starts_at)


def after(
    rule: str,
    starts_at: datetime,
    moment: datetime,
    *,
    left_out: Iterable[str] = (),
    added: Iterable[str] = (),
) -> datetime | None:
    """The first occurrence after a moment, at the same hour in Korea; None at the rule's end."""
    first, since = (timezone.localtime(at).replace(tzinfo=None) for at in (starts_at, moment))
    whole = rruleset()
    whole.rrule(_rule(rule, first))
    for text in left_out:
        whole.exdate(datetime.strptime(text, STAMP))  # noqa: DTZ007
    for text in added:
        whole.rdate(datetime.strptime(text, STAMP))  # noqa: DTZ007
    found = whole.after(since)
    return timezone.make_aware(found) if found else None


@atomic
def repeat(
    rule: str, *, owner: User, due: date | datetime, actor: User | None, **values: Any
) -> Activity:
    """Make a to-do that comes again; returns its first occurrence."""
    rule = checked_rule(rule)
    return begin(plan_activity(owner=owner, due=due, actor=actor, **values), rule, actor=actor)


@atomic
def begin(
    activity: Activity,
    rule: str,
    *,
    actor: User | None,
    left_out: Iterable[str] = (),
    added: Iterable[str] = (),
) -> Activity:
    """Let a to-do come again by a rule from now on; one that did already, by the new rule."""
    if activity.series:
        change_following(activity, actor=actor, rule=rule)
        return activity
    series = create(
        Series,
        actor=actor,
        rule=checked_rule(rule),
        left_out=list(left_out),
        added=list(added),
        starts_at=activity.starts_at,
        owner=activity.owner,
        values=_values(activity),
    )
    source = _source(series, activity.starts_at)
    return change(activity, actor=actor, series=series, source=source)


def _values(activity: Activity) -> dict[str, Any]:
    length = int((activity.due_at - activity.starts_at).total_seconds())  # type: ignore[operator]
    remind: timedelta | None = None
    if activity.reminder_at:
        remind = activity.starts_at - activity.reminder_at  # type: ignore[operator]
    return {
        **{name: getattr(activity, name) for name in KEPT},
        "kind": activity.kind_id,
        "purpose": activity.purpose_id,
        "customer": activity.customer_id,
        "counterpart": activity.counterpart_id,
        "seconds": length,
        "remind_seconds": int(remind.total_seconds()) if remind is not None else None,
    }


def _source(series: Series, at: datetime | None) -> str:
    return f"series:{series.pk}:{timezone.localtime(at):{STAMP}}"


def make_due(*, at: datetime) -> int:
    """Make the next occurrence of every series whose last one is done or past; says how many.

    What was missed while nobody looked is not made up: only the next one from now on.
    """
    made = 0
    for series in Series.objects.filter(ended_at=None).select_related("owner").order_by("pk"):
        made += make_next(series, at=at) is not None
    return made


@atomic
def make_next(series: Series, *, at: datetime) -> Activity | None:
    """The occurrence that follows the newest one, if that is done or past; once, ever."""
    newest = series.activities.order_by("-pk").first()
    if newest is None or (newest.is_open and newest.due_at >= at):
        return None
    if not series.owner.is_active:
        return None
    today = start_of(timezone.localdate(at)) - timedelta(seconds=1)
    moment = after(
        series.rule,
        series.starts_at,
        max(_position(newest), today),
        left_out=series.left_out,
        added=series.added,
    )
    if moment is None or _is_orphaned(series):
        change(series, actor=None, ended_at=at)
        return None
    return _occurrence(series, moment)


def _position(occurrence: Activity) -> datetime:
    """Where in the series it stands; it may have been moved since."""
    text = occurrence.source.rpartition(":")[2]
    return timezone.make_aware(datetime.strptime(text, STAMP))  # noqa: DTZ007


def _is_orphaned(series: Series) -> bool:
    """Whether the customer it was for is gone."""
    pk = series.values["customer"]
    return bool(pk) and not Customer.objects.filter(pk=pk).exists()


def _occurrence(series: Series, moment: datetime) -> Activity:
    said = dict(series.values)
    seconds, remind = said.pop("seconds"), said.pop("remind_seconds")
    met = {name: said.pop(name) for name in ("customer", "counterpart")}
    rows = Customer.objects.in_bulk([pk for pk in met.values() if pk])
    whole = said.pop("is_all_day")
    due: Any = timezone.localdate(moment) if whole else moment
    length = timedelta(seconds=seconds)
    if whole and length.days:
        said["ends"] = due + timedelta(days=length.days)
    elif not whole and seconds:
        said["ends"] = moment + length
    if remind is not None:
        said["reminder_at"] = moment - timedelta(seconds=remind)
    return plan_activity(
        owner=series.owner,
        due=due,
        actor=None,
        made_by_rule="series",
        source=_source(series, moment),
        series=series,
        **{name: rows.get(pk) for name, pk in met.items()},
        **said,
    )


@atomic
def change_following(activity: Activity, *, actor: User | None, rule: str = "") -> Series:
    """Let this occurrence be the pattern of all that follow; with a `rule`, by that from now on."""
    series = lock(_series_of(activity))
    change(activity, actor=actor, source=_source(series, activity.starts_at))
    return change(
        series,
        actor=actor,
        rule=checked_rule(rule) if rule else series.rule,
        starts_at=activity.starts_at,
        owner=activity.owner,
        values=_values(activity),
        ended_at=None,
    )


@atomic
def end_series(activity: Activity, *, at: datetime, actor: User | None) -> Series:
    """Let none follow; the occurrence itself stays."""
    return change(lock(_series_of(activity)), actor=actor, ended_at=at)


def rule_of(activity: Activity) -> str:
    """The rule it comes again by; empty for what comes once or no more."""
    series = activity.series
    return series.rule if series and series.ended_at is None else ""


def _series_of(activity: Activity) -> Series:
    if activity.series is None or activity.starts_at is None:
        raise Refused(_("반복되는 할 일이 아닙니다."))
    return activity.series
