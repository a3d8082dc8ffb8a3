"""Whether one message may leave, when, or why not; pure, so that every rule is a plain test."""

from datetime import date, datetime, time
from typing import NamedTuple

from dangol.messaging.law.statutes import months_after, statute_on
from dangol.messaging.law.windows import SEOUL, night_end, window_end

DAY, NIGHT = 1, 2


class Standing(NamedTuple):
    """How one recipient stands on one medium.

    `permit` is what was allowed (0 nothing, 1 by day, 2 by night too), `is_refused` the newest
    word on it. `traded_on` is when a trade ended in which the person gave the contact directly.
    `confirm_by` is the last day to ask again. `closed` says why the address takes nothing
    (bounced), `closed_to_ads` why it takes no advertisement.
    """

    permit: int = 0
    is_refused: bool = False
    traded_on: date | None = None
    confirm_by: date | None = None
    is_child: bool = False
    closed: str = ""
    closed_to_ads: str = ""
    may_go_abroad: bool = False


class Act(NamedTuple):
    """What is to be sent: kind, medium, and what holds for all recipients."""

    kind: str
    medium: str
    same_goods: bool = False
    needs_overseas: bool = False
    opens_at: time | None = None
    closes_at: time | None = None


class Verdict(NamedTuple):
    """`status` is queued, held or refused; `until` when a held one may leave."""

    status: str
    reason: str = ""
    until: datetime | None = None


GO = Verdict("queued")


def judge(act: Act, standing: Standing, at: datetime) -> Verdict:
    """Decide for one recipient at one moment; asked again when the message leaves (AD-03)."""
    if reason := _refusal(act, standing, at):
        return Verdict("refused", reason)
    until = _waits(act, standing, at)
    if until is None:
        return GO
    return Verdict("held", *until)


def _refusal(act: Act, standing: Standing, at: datetime) -> str:
    if standing.closed:
        return standing.closed
    if act.needs_overseas and not standing.may_go_abroad:
        return "overseas"
    if act.kind != "ad":
        return ""
    if standing.is_refused:  # AD-03: beats every consent and the trade exception
        return "opted_out"
    if standing.closed_to_ads:
        return standing.closed_to_ads
    if standing.is_child:
        return "child"
    return _no_ground(act, standing, at.astimezone(SEOUL).date())


def _no_ground(act: Act, standing: Standing, day: date) -> str:
    """AD-01, AD-02, AD-14: consent for this medium, or a trade not six months ago."""
    if standing.permit:
        overdue = standing.confirm_by is not None and day > standing.confirm_by
        return "reconfirm" if overdue else ""
    if standing.traded_on is None or not act.same_goods:
        return "no_consent"
    last = months_after(standing.traded_on, statute_on(day).trade_months)
    return "" if day <= last else "trade_over"


def _waits(act: Act, standing: Standing, at: datetime) -> tuple[str, datetime] | None:
    """The night (AD-04) and the channel's own hours; the later of both."""
    night = night_end(
        at,
        medium=act.medium,
        kind=act.kind,
        has_night_consent=standing.permit == NIGHT,
    )
    hours = window_end(at, act.opens_at, act.closes_at)
    if night and (hours is None or night >= hours):
        return "night", night
    return ("window", hours) if hours else None
