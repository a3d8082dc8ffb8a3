"""The holidays of Korean law: fixed and lunar ones, substitutes, elections (공휴일에 관한 법률)."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType

from django.utils.translation import get_language

# how people call them, where the library is formal
_CALLED = {"신정연휴": "신정", "기독탄신일": "성탄절", "대체 휴일": "대체공휴일"}


def holidays_of(year: int) -> Mapping[date, str]:
    """The public holidays of a year with their names in the reader's language."""
    return _holidays(year, "ko" if (get_language() or "ko").startswith("ko") else "en_US")


@lru_cache(maxsize=64)
def _holidays(year: int, language: str) -> Mapping[date, str]:
    # imported when first needed: half a second and 45 MB that most processes never need
    library = import_module("holidays")
    found = library.country_holidays("KR", years=year, language=language)
    return MappingProxyType({day: _called(found[day]) for day in sorted(found)})


def _called(name: str) -> str:
    for formal, short in _CALLED.items():
        name = name.replace(formal, short)
    return name
