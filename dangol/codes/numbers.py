"""고객번호 and other numbers of records: a pattern of the office and a counter in the database."""

import re
from datetime import date
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.codes.models import NumberPattern
from dangol.codes.registry import NumberedRecord, numbered_records
from dangol.kit.records import change, create

LONGEST = 30
_parts = re.compile(r"\{(yyyy|yy|mm|dd|seq(?::0?(\d{1,2}))?)\}")
_BATCH = 10_000


class Pattern(NamedTuple):
    """A checked pattern: how a number looks, and the period in which the counter runs."""

    text: str

    def render(self, seq: int, on: date) -> str:
        """The number with this count; the counter's width grows past its zeros by itself."""

        def part(match: re.Match[str]) -> str:
            if match[1].startswith("seq"):
                return f"{seq:0{int(match[2] or 1)}d}"
            return on.strftime({"yyyy": "%Y", "yy": "%y", "mm": "%m", "dd": "%d"}[match[1]])

        return _parts.sub(part, self.text)

    def period(self, on: date) -> str:
        """What the dates of the pattern come to: counting starts again when it changes."""
        names = [match[1] for match in _parts.finditer(self.text)]
        forms = {"yyyy": "%Y", "yy": "%y", "mm": "%m", "dd": "%d"}
        return "-".join(on.strftime(forms[name]) for name in names if name in forms)


def checked_pattern(text: str) -> Pattern:
    """The pattern, or a ValidationError that says what to write instead."""
    text = text.strip()
    names = [match[1].split(":")[0] for match in _parts.finditer(text)]
    rest = _parts.sub("", text)
    if names.count("seq") != 1:
        raise ValidationError(_("번호 형식에는 {seq}가 한 번 있어야 합니다. 예: C-{seq:06}"))
    if not re.fullmatch(r"[A-Za-z0-9\uac00-\ud7a3_./-]*", rest):
        raise ValidationError(
            _("번호 형식에는 글자, 숫자, - _ . / 와 {yyyy} {yy} {mm} {dd} {seq}만 쓸 수 있습니다.")
        )
    if ("mm" in names and not {"yy", "yyyy"} & set(names)) or ("dd" in names and "mm" not in names):
        raise ValidationError(_("{mm}은 {yyyy}와, {dd}는 {mm}과 함께 써야 번호가 겹치지 않습니다."))
    pattern = Pattern(text)
    if len(pattern.render(10**9, date(2026, 1, 1))) > LONGEST:
        raise ValidationError(_("번호가 %(n)d자를 넘습니다. 형식을 줄여 주세요.") % {"n": LONGEST})
    return pattern


def next_number(record: str) -> str:
    """The next number of a kind of record, such as customers.customer."""
    return reserve(record, 1)[0]


def reserve(record: str, count: int, *, on: date | None = None) -> list[str]:
    """So many numbers nobody else gets, passing over those that people typed in themselves.

    The counter stays locked until the caller's transaction ends; numbers of a transaction that
    fails are used again.
    """
    on = on or timezone.localdate()
    found: list[str] = []
    step = count
    while len(found) < count:
        batch = _take(record, step, on)
        used = _used(record, batch)
        found += [number for number in batch if number not in used]
        step = count - len(found) if not used else max(step, 2 * len(used))
    return found[:count]


@transaction.atomic
def _take(record: str, count: int, on: date) -> list[str]:
    default = numbered_records[record].pattern
    row, _made = NumberPattern.objects.select_for_update().get_or_create(
        record=record, defaults={"pattern": default}
    )
    pattern = Pattern(row.pattern)
    period = pattern.period(on)
    first = row.next_seq if row.period == period else 1
    NumberPattern.objects.filter(pk=row.pk).update(period=period, next_seq=first + count)
    return [pattern.render(seq, on) for seq in range(first, first + count)]


def _used(record: str, numbers: list[str]) -> set[str]:
    model = apps.get_model(record)
    field = numbered_records[record].field
    used: set[str] = set()
    for start in range(0, len(numbers), _BATCH):
        rows = model._base_manager.filter(**{f"{field}__in": numbers[start : start + _BATCH]})
        used |= set(rows.values_list(field, flat=True))
    return used


@transaction.atomic
def set_pattern(record: str, text: str, *, actor: Any) -> NumberPattern:
    """Change how the next numbers look; numbers already given stay, the counter goes on."""
    pattern = checked_pattern(text).text
    row = NumberPattern.objects.select_for_update().filter(record=record).first()
    if row is None:
        return create(NumberPattern, actor=actor, record=record, pattern=pattern)
    return change(row, actor=actor, pattern=pattern)


def patterns() -> list[tuple[str, NumberedRecord, str, str]]:
    """Every numbered record: its key, what it is, its pattern, and the number that comes next."""
    rows = {row.record: row for row in NumberPattern.objects.all()}
    on = timezone.localdate()
    found = []
    for record, declared in numbered_records:
        row = rows.get(record) or NumberPattern(record=record, pattern=declared.pattern)
        pattern = Pattern(row.pattern)
        seq = row.next_seq if row.period == pattern.period(on) else 1
        found.append((record, declared, row.pattern, pattern.render(seq, on)))
    return found
