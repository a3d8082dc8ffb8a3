"""What a customer's fields must satisfy before they are written; all errors at once, by field."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from dangol.codes.custom import clean_custom
from dangol.customers.parties.birthdays import is_child, solar_day
from dangol.customers.parties.models import Customer
from dangol.kit.korean.identifiers import (
    is_business_number,
    is_corporate_number,
)
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.personal import refuse_resident_number

__all__ = ["RECORD", "checked_values", "refuse_resident_number"]
RECORD = "customers.customer"
_not_digits = re.compile(r"\D")
_scheme = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def checked_values(
    values: Mapping[str, Any], *, today: date, customer: Customer | None = None
) -> dict[str, Any]:
    """The values tidied; raises ValidationError by field. `customer` holds what is not given."""
    tidy: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, value in values.items():
        try:
            tidy[name] = _tidy(name, value)
        except ValidationError as error:
            errors[name] = error.messages
    for check in (_name, _birthday, _guardian, _own, _parent):
        try:
            check(tidy, customer, today)
        except ValidationError as error:
            errors.update(
                error.message_dict if hasattr(error, "error_dict") else {"custom": error.messages}
            )
    if errors:
        raise ValidationError(errors)
    return tidy


def _tidy(name: str, value: Any) -> Any:
    if special := _special.get(name):
        return special(value)
    if isinstance(value, str) and name != "birth_on":
        field = Customer._meta.get_field(name)
        value = clean_text(value) if isinstance(field, models.TextField) else clean(value)
        return refuse_resident_number(value)
    return value


def _business_number(text: str) -> str:
    if text.strip() and not is_business_number(text):
        raise ValidationError(
            _("사업자등록번호가 맞지 않습니다. 숫자 10자리를 다시 확인해 주세요.")
        )
    return _not_digits.sub("", text)


def _corporate_number(text: str) -> str:
    if text.strip() and not is_corporate_number(text):
        raise ValidationError(_("법인등록번호가 맞지 않습니다. 숫자 13자리를 다시 확인해 주세요."))
    return _not_digits.sub("", text)


def _homepage(text: str) -> str:
    """An address a browser opens; anything but http is refused, as it could be a script."""
    text = refuse_resident_number(clean(text))
    if text and not _scheme.match(text):
        text = f"https://{text}"
    if text and not text.lower().startswith(("http://", "https://")):
        raise ValidationError(_("홈페이지는 https://로 시작하는 주소로 적어 주세요."))
    return text


_special: dict[str, Callable[[Any], Any]] = {
    "business_number": _business_number,
    "corporate_number": _corporate_number,
    "homepage": _homepage,
}


def _name(tidy: dict[str, Any], customer: Customer | None, today: date) -> None:
    if "name" in tidy and not tidy["name"]:
        raise ValidationError({"name": _("이름을 적어 주세요.")})


def _birthday(tidy: dict[str, Any], customer: Customer | None, today: date) -> None:
    written = tidy.get("birth_on")
    if isinstance(written, str):
        default = customer.birth_calendar if customer else Customer.Calendar.SOLAR
        try:
            tidy["birth_on"] = solar_day(written, tidy.get("birth_calendar", default))
        except ValidationError as error:
            tidy.pop("birth_on")
            raise ValidationError({"birth_on": error.messages}) from error
    born = tidy.get("birth_on")
    if born and not date(1850, 1, 1) <= born <= today:
        tidy.pop("birth_on")
        raise ValidationError({"birth_on": _("생년월일이 오늘보다 뒤이거나 너무 옛날입니다.")})


def _guardian(tidy: dict[str, Any], customer: Customer | None, today: date) -> None:
    if not tidy.keys() & {"birth_on", "guardian", "guardian_confirmed_at"}:
        return

    def now(name: str) -> Any:
        return tidy.get(name, getattr(customer, name, None))

    if is_child(now("birth_on"), today) and not (now("guardian") and now("guardian_confirmed_at")):
        raise ValidationError(
            {
                "guardian": _(
                    "만 14세 미만은 법정대리인의 이름과 동의 확인이 있어야 등록할 수 있습니다."
                )
            }
        )


def _own(tidy: dict[str, Any], customer: Customer | None, today: date) -> None:
    """The office's own fields; their errors are keyed by field."""
    if "custom" not in tidy and customer:
        return
    given = tidy.get("custom") or {}
    for value in given.values():
        if isinstance(value, str):
            refuse_resident_number(value)
    tidy["custom"] = clean_custom(RECORD, given, before=customer.custom if customer else None)


def _parent(tidy: dict[str, Any], customer: Customer | None, today: date) -> None:
    """A company above must be a company and not stand below already."""
    above = tidy.get("parent")
    if above is None:
        return
    if not above.is_company or tidy.get("kind", customer and customer.kind) != "company":
        raise ValidationError({"parent": _("상위 회사는 회사끼리만 정할 수 있습니다.")})
    if customer and customer.pk in _with_those_above(above):
        raise ValidationError({"parent": _("아래에 있는 회사를 상위 회사로 정할 수 없습니다.")})


def _with_those_above(company: Customer) -> set[int]:
    found: set[int] = set()
    above: int | None = company.pk
    while above and above not in found:
        found.add(above)
        above = Customer.objects.values_list("parent_id", flat=True).get(pk=above)
    return found
