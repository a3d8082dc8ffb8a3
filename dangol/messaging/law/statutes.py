"""The numbers of the law, each set with its first day (정보통신망법 §50, 시행령 §61–62의3).

A changed number is a new line here, so that what was sent earlier is judged by its own time.
"""

import calendar
from datetime import date, time
from typing import NamedTuple


class Statute(NamedTuple):
    """The numbers in force from one day on."""

    effective_from: date
    night_from: time = time(21)
    night_until: time = time(8)
    night_exempt: frozenset[str] = frozenset({"email", "post"})
    trade_months: int = 6
    result_notice_days: int = 14
    reconfirm_years: int = 2
    do_not_call_months: int = 1
    friend_talk_until: time = time(20)
    sms_bytes: int = 90
    lms_bytes: int = 2_000
    lms_subject_bytes: int = 40
    alimtalk_chars: int = 1_000
    alimtalk_buttons: int = 5
    certified_resender: bool = False
    fax_letters_ratio: float = 1 / 3


STATUTES = (
    Statute(effective_from=date(2014, 11, 29)),
    # 전송자격인증 (§50의3①)
    Statute(effective_from=date(2026, 3, 31), certified_resender=True),
)


def statute_on(day: date) -> Statute:
    """The numbers in force on a day; the oldest before the first."""
    return next((one for one in reversed(STATUTES) if one.effective_from <= day), STATUTES[0])


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
