"""What people set of their calendar, and the address of its feed."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.transaction import atomic

from dangol.accounts.models import User
from dangol.activities.calendar.models import CalendarFeed, CalendarPreference
from dangol.kit.records import change, create, remove


def write_preference(person: User, **values: Any) -> CalendarPreference:
    """Keep how the person likes the calendar."""
    row, _new = CalendarPreference.objects.update_or_create(person=person, defaults=values)
    return row


@atomic
def renew_feed(
    person: User, *, has_team: bool, is_busy_only: bool, at: datetime
) -> tuple[CalendarFeed, str]:
    """Make the address of the feed anew; returns its token to tell once. The old one ends."""
    token = secrets.token_urlsafe(32)
    values: dict[str, Any] = {"has_team": has_team, "is_busy_only": is_busy_only}
    values |= {"token_hash": hashed(token), "made_at": at}
    feed = CalendarFeed.objects.select_for_update().filter(person=person).first()
    if feed is None:
        feed = create(CalendarFeed, actor=person, person=person, **values)
    else:
        change(feed, actor=person, read_at=None, **values)
    return feed, token


@atomic
def set_feed(feed: CalendarFeed, *, has_team: bool, is_busy_only: bool) -> CalendarFeed:
    """Change what the feed tells; its address stays."""
    return change(feed, actor=feed.person, has_team=has_team, is_busy_only=is_busy_only)


@atomic
def end_feed(feed: CalendarFeed) -> None:
    """Let the address lead nowhere."""
    remove(feed, actor=feed.person)


def note_reading(feed: CalendarFeed, *, at: datetime) -> bool:
    """Note that a program read the feed; says whether it is the first time that day."""
    first = feed.read_at is None or feed.read_at.date() != at.date()
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=at)
    return first


def hashed(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()
