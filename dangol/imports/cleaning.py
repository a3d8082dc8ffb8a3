"""Put one cell in order, or say what is wrong with it (KOREA 4, 5, 10)."""

import html
import re
from datetime import date

from django.utils.translation import gettext as _

from dangol.imports.synonyms import NO, NOTHING, YES
from dangol.kit.korean.dates import parse_date
from dangol.kit.korean.numbers import currency_of, parse_won
from dangol.kit.korean.text import clean, clean_text

_entity = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
_decimal = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d+)?")


class BadCell(ValueError):
    """The cell cannot be what its column says; the message is for the person."""


def line(cell: str) -> str:
    """One tidy line, HTML entities written out, "" for a dash or 없음."""
    if "&" in cell and _entity.search(cell):
        cell = html.unescape(cell)
    text = clean(cell)
    return "" if text.lower() in NOTHING else text


def lines(cell: str) -> str:
    """Tidy text that may have several lines."""
    if "&" in cell and _entity.search(cell):
        cell = html.unescape(cell)
    return clean_text(cell)


def day(cell: str) -> date | None:
    if not (text := line(cell)):
        return None
    if found := parse_date(text):
        return found
    raise BadCell(
        _("날짜 ‘%(text)s’을(를) 읽을 수 없습니다. 2026-11-21처럼 적어 주세요.")
        % {"text": text[:30]}
    )


def number(cell: str) -> int | float | None:
    """A count, a measure or an amount; 12.5, 1,234, 3만 5천."""
    text = line(cell)
    if not text:
        return None
    if _decimal.fullmatch(text):
        value = float(text.replace(",", ""))
        return int(value) if value.is_integer() else value
    return won(text)


def won(cell: str) -> int | None:
    """Whole won: 1,234,000원, ￦1,234, 1.5억, (1,000), △500; half a won rounds up."""
    text = line(cell)
    if not text:
        return None
    if currency := currency_of(text):
        said = _("‘%(currency)s’은(는) 받지 않습니다. 원으로 바꾼 금액을 적어 주세요.")
        raise BadCell(said % {"currency": currency})
    if (value := parse_won(text)) is None:
        raise BadCell(
            _("‘%(text)s’은(는) 숫자가 아닙니다. 1,234,000처럼 적어 주세요.") % {"text": text[:30]}
        )
    return value


def yes_no(cell: str) -> bool | None:
    text = line(cell).lower().replace(" ", "")
    if not text:
        return None
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadCell(
        _("‘%(text)s’은(는) 예인지 아니요인지 알 수 없습니다. Y나 N으로 적어 주세요.")
        % {"text": cell[:30]}
    )
