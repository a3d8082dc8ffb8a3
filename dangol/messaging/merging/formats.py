"""How a merged value may be written: days and amounts by the name of their form."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from dangol.kit.korean.dates import parse_date
from dangol.kit.korean.numbers import in_words, parse_won, short_amount

WEEKDAYS = "월화수목금토일"


def long_day(day: date) -> str:
    """2026년 11월 21일: how a day is written unless a form is named."""
    return f"{day.year}년 {day.month}월 {day.day}일"


def _day(write: Callable[[date], str]) -> Callable[[str], str]:
    @lru_cache(8192)
    def form(value: str) -> str:
        day = parse_date(value)
        return write(day) if day else value

    return form


def _amount(write: Callable[[int], str]) -> Callable[[str], str]:
    @lru_cache(8192)
    def form(value: str) -> str:
        amount = parse_won(value)
        return value if amount is None else write(amount)

    return form


def _spelled(amount: int) -> str:
    return in_words(amount) if amount >= 0 else f"{amount:,}원"


# What is no day or amount stays as it is: a wrong form must not hide a value.
FORMATS: dict[str, Callable[[str], str]] = {
    "날짜": _day(long_day),
    "짧은날짜": _day(lambda day: f"{day:%Y.%m.%d}"),
    "월일": _day(lambda day: f"{day.month}월 {day.day}일"),
    "요일": _day(lambda day: f"{day.month}월 {day.day}일 ({WEEKDAYS[day.weekday()]})"),
    "금액": _amount(lambda amount: f"{amount:,}원"),
    "숫자": _amount(lambda amount: f"{amount:,}"),
    "짧은금액": _amount(lambda amount: f"{short_amount(amount)}원"),
    "한글금액": _amount(_spelled),
}
