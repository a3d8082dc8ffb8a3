"""What an activity's values must satisfy before they are written; all errors at once, by field."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.kinds import KINDS, PURPOSES
from dangol.activities.acts.models import DAY_MINUTES
from dangol.codes.custom import clean_custom
from dangol.codes.models import Code
from dangol.codes.queries import code_by_key, code_of
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.korean.text import clean, clean_text

RECORD = "activities.activity"
LIMITS = {"title": 200, "text": 20_000, "result": 5_000, "next_step": 300}
LINES = ("title", "next_step")
SLACK = timedelta(minutes=10)


def checked(values: Mapping[str, Any], *, before: Any = None) -> dict[str, Any]:
    """The values tidied; raises ValidationError by field. `before` is the row they change."""
    tidy, errors = dict(values), {}
    for name in tidy:
        try:
            if name in LIMITS:
                tidy[name] = _text(name, tidy[name])
            elif check := _CHECKS.get(name):
                tidy[name] = check(tidy[name])
        except ValidationError as error:
            errors[name] = error.messages
    if "custom" in tidy:
        try:
            tidy["custom"] = clean_custom(
                RECORD, tidy["custom"] or {}, before=before.custom if before else None
            )
        except ValidationError as error:
            errors.update(error.message_dict)
    if errors:
        raise ValidationError(errors)
    return tidy


def refuse_future(moment: datetime, *, at: datetime) -> None:
    """History has happened; what is to come is a to-do. Clocks may differ by ten minutes."""
    if moment > at + SLACK:
        text = _("아직 오지 않은 때입니다. 앞으로 할 일은 ‘할 일’로 적어 주세요.")
        raise ValidationError({"occurred_at": text})


def _text(name: str, value: str | None) -> str:
    text = clean(value or "") if name in LINES else clean_text(value or "")
    if len(text) > LIMITS[name]:
        raise ValidationError(
            _("%(n)s자 안으로 적어 주세요. 지금 %(now)s자입니다.")
            % {"n": f"{LIMITS[name]:,}", "now": f"{len(text):,}"}
        )
    return refuse_resident_number(text)


def _minutes(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= DAY_MINUTES:
        raise ValidationError(_("시간은 0분에서 1,440분(24시간) 사이로 적어 주세요."))
    return value


def _owner(owner: User) -> User:
    if not owner.is_active:
        raise ValidationError(
            _("%(name)s 님은 지금 일하지 않습니다. 다른 담당을 골라 주세요.") % {"name": owner.name}
        )
    return owner


def _code(group: str, *, needed: bool = False) -> Callable[[Any], Code | None]:
    """A code of the group from its key, its id, or whatever carries one; no query."""

    def found(value: Any) -> Code | None:
        if (value is None or value == "") and not needed:
            return None
        if isinstance(value, str):
            row = code_by_key(group, value)
        elif value is None:
            row = None
        else:
            row = code_of(value if isinstance(value, int) else (value.id))
        if row is None or row.group != group:
            raise ValidationError(_("목록에서 골라 주세요."))
        code = Code(id=row.id, group=row.group, key=row.key, label=row.label, color=row.color)
        code._state.adding = False
        return code

    return found


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "minutes": _minutes,
    "owner": _owner,
    "kind": _code(KINDS, needed=True),
    "purpose": _code(PURPOSES),
}
