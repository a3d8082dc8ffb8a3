"""When a message may leave: the night of the law, and the hours of a channel."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dangol.messaging.law.statutes import statute_on

SEOUL = ZoneInfo("Asia/Seoul")


def night_end(at: datetime, *, medium: str, kind: str, has_night_consent: bool) -> datetime | None:
    """When the night is over for this message; None if it may leave at once (AD-04, AD-05).

    21:00:00 to 07:59:59 in Seoul, where the recipients are; e-mail and post are free.
    """
    here = at.astimezone(SEOUL)
    statute = statute_on(here.date())
    if kind != "ad" or medium in statute.night_exempt or has_night_consent:
        return None
    return _end(here, statute.night_until, statute.night_from)


def window_end(at: datetime, opens_at: time | None, closes_at: time | None) -> datetime | None:
    """When a channel opens again; None while it is open, or has no hours of its own."""
    if opens_at is None or closes_at is None or opens_at == closes_at:
        return None
    return _end(at.astimezone(SEOUL), opens_at, closes_at)


def _end(here: datetime, opens: time, closes: time) -> datetime | None:
    """The next opening, or None if `here` lies within [opens, closes)."""
    now = here.time()
    is_open = opens <= now < closes if opens < closes else now >= opens or now < closes
    if is_open:
        return None
    day = here.date() if now < opens else here.date() + timedelta(days=1)
    return datetime.combine(day, opens, SEOUL)
