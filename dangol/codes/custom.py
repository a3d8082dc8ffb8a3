"""Values of the office's own fields: checked the same way in forms, imports and the API."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dangol.codes.models import CustomField
from dangol.codes.queries import custom_fields
from dangol.kit.korean.answers import parse_yes_no
from dangol.kit.korean.dates import parse_date
from dangol.kit.korean.numbers import parse_won
from dangol.kit.korean.text import clean, clean_text

Kind = CustomField.Kind
SHORT, LONG = 300, 10_000
LARGEST = 10**15
PREFIX = "custom_"


def clean_custom(
    record: str, values: Mapping[str, Any], *, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Check values (from a form, a file or the API) against the fields; returns what to store.

    Keys nobody defined are refused. Values of retired fields, and of fields that are not named,
    stay as they were `before`. Empty values are not stored. Errors are keyed by field.
    """
    kept = dict(before or {})
    fields = {field.key: field for field in custom_fields(record)}
    errors: dict[str, ValidationError] = {}
    for key in values.keys() - fields.keys():
        if values[key] != kept.get(key):
            text = _("‘%(key)s’(이)라는 항목은 없습니다.")
            errors[key] = ValidationError(text % {"key": key[:50]})
    for key, field in fields.items():
        if key not in values and before is not None:
            continue
        try:
            value = clean_value(field, values.get(key), before=kept.get(key))
        except ValidationError as error:
            errors[key] = error
            continue
        kept.pop(key, None)
        if value is not None:
            kept[key] = value
    if errors:
        raise ValidationError({key: list(error.messages) for key, error in errors.items()})
    return kept


def clean_value(field: CustomField, value: Any, *, before: Any = None) -> Any:
    """One value as it is stored, None if empty; choices come as their key or their label."""
    if value is None or value in ("", [], ()):
        stored = None
    elif value == before and type(value) is type(before):
        stored = value
    else:
        stored = _CLEANERS[field.kind](field, value)
    if stored is None and field.is_required:
        raise _refuse(field, _("꼭 적어 주세요."))
    return stored


def _refuse(field: CustomField, message: str) -> ValidationError:
    return ValidationError(f"{field.label}: {message}")


def _text(field: CustomField, value: Any) -> str | None:
    if not isinstance(value, str | int | float | Decimal):
        raise _refuse(field, _("글로 적어 주세요."))
    long = field.kind == Kind.LONG_TEXT
    text, limit = (clean_text(str(value)), LONG) if long else (clean(str(value)), SHORT)
    if len(text) > limit:
        raise _refuse(field, _("%(n)d자까지 쓸 수 있습니다.") % {"n": limit})
    return text or None


def _decimal(field: CustomField, value: Any) -> Decimal:
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        raise _refuse(field, _("숫자로 적어 주세요. 예: 1,200")) from None
    if isinstance(value, bool) or not number.is_finite() or abs(number) > LARGEST:
        raise _refuse(field, _("숫자로 적어 주세요. 예: 1,200"))
    return number


def _number(field: CustomField, value: Any) -> int | float:
    number = _decimal(field, value)
    return int(number) if number == number.to_integral_value() else float(number)


def _won(field: CustomField, value: Any) -> int:
    won = None if isinstance(value, bool) else parse_won(str(value))
    if won is None or abs(won) > LARGEST or _has_fraction(value):
        raise _refuse(field, _("원 단위로 적어 주세요. 예: 1,234,000"))
    return won


def _has_fraction(value: Any) -> bool:
    try:
        return Decimal(str(value)) % 1 != 0
    except InvalidOperation:
        return False


def _date(field: CustomField, value: Any) -> str:
    day = parse_date(value if isinstance(value, date) else str(value))
    if day is None:
        raise _refuse(field, _("날짜로 적어 주세요. 예: 2026-11-24"))
    return day.isoformat()


def _one(field: CustomField, value: Any) -> str:
    wanted = clean(str(value)).casefold()
    for choice in field.choices:
        if wanted in (choice["key"].casefold(), choice["label"].casefold()):
            return str(choice["key"])
    raise _refuse(field, _("‘%(value)s’은(는) 고를 수 없습니다.") % {"value": str(value)[:50]})


def _several(field: CustomField, value: Any) -> list[str] | None:
    if isinstance(value, str):
        value = value.replace(";", ",").split(",")
    if not isinstance(value, Iterable) or isinstance(value, Mapping):
        raise _refuse(field, _("목록에서 골라 주세요."))
    found = [_one(field, item) for item in value if str(item).strip()]
    return list(dict.fromkeys(found)) or None


def _person(field: CustomField, value: Any) -> int:
    people = get_user_model()._default_manager
    if isinstance(value, get_user_model()):
        return int(value.pk)
    text = str(value).strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        found = people.filter(pk=int(text)).values_list("pk", flat=True)
    else:
        found = people.filter(username=text[:150]).values_list("pk", flat=True)
        if not found:
            found = people.filter(name=text[:100]).values_list("pk", flat=True)[:2]
    if len(found) != 1:
        raise _refuse(field, _("직원의 이름이나 아이디가 아닙니다."))
    return int(found[0])


def _yes_no(field: CustomField, value: Any) -> bool:
    answer = parse_yes_no(str(value))
    if answer is None:
        raise _refuse(field, _("예나 아니요로 적어 주세요."))
    return answer


def _link(field: CustomField, value: Any) -> str:
    text = clean(str(value))
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or len(text) > 2000:
        raise _refuse(field, _("인터넷 주소로 적어 주세요. 예: https://example.com"))
    return text


_CLEANERS: dict[str, Callable[[CustomField, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.WON: _won,
    Kind.DATE: _date,
    Kind.CHOICE: _one,
    Kind.CHOICES: _several,
    Kind.PERSON: _person,
    Kind.YES_NO: _yes_no,
    Kind.LINK: _link,
}


def shown_value(field: CustomField, value: Any) -> Any:
    """A stored value as people read it: labels for choices; persons are looked up by the caller."""
    if value is None:
        return None
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        labels = {choice["key"]: choice["label"] for choice in field.choices}
        keys = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(key, key)) for key in keys)
    if field.kind == Kind.YES_NO:
        return _("예") if value else _("아니요")
    return value


def custom_form_fields(
    record: str, *, before: Mapping[str, Any] | None = None
) -> dict[str, forms.Field]:
    """Django form fields of a kind of record, by key; pass their cleaned data to clean_custom.

    A retired choice stays choosable where it is set.
    """
    kept = before or {}
    return {field.key: form_field(field, kept.get(field.key)) for field in custom_fields(record)}


def own_fields(record: str, *, before: Mapping[str, Any] | None = None) -> dict[str, forms.Field]:
    """The same under names that no field of the form itself has: `gather_own` undoes that."""
    found = custom_form_fields(record, before=before)
    return {f"{PREFIX}{key}": field for key, field in found.items()}


def gather_own(given: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned values of a form with the own ones together as `custom`, as services take them."""
    own = {
        key.removeprefix(PREFIX): value for key, value in given.items() if key.startswith(PREFIX)
    }
    plain = {key: value for key, value in given.items() if not key.startswith(PREFIX)}
    return {**plain, "custom": own} if own else plain


def form_field(field: CustomField, value: Any = None) -> forms.Field:
    """The form field of one definition, showing this value."""
    said: dict[str, Any] = {
        "label": field.label, "help_text": field.help, "required": field.is_required,
        "initial": value,
    }  # fmt: skip
    chosen = value if isinstance(value, list) else [value]
    offered = [
        (choice["key"], choice["label"])
        for choice in field.choices
        if choice["active"] or choice["key"] in chosen
    ]
    match field.kind:
        case Kind.LONG_TEXT:
            return forms.CharField(widget=forms.Textarea, max_length=LONG, **said)
        case Kind.NUMBER:
            return forms.DecimalField(localize=True, **said)
        case Kind.WON:
            return forms.IntegerField(localize=True, **said)
        case Kind.DATE:
            return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **said)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=[("", _("고르지 않음")), *offered], **said)
        case Kind.CHOICES:
            return forms.MultipleChoiceField(
                choices=offered, widget=forms.CheckboxSelectMultiple, **said
            )
        case Kind.PERSON:
            people = get_user_model()._default_manager.filter(is_active=True).order_by("name")
            return forms.ModelChoiceField(people, empty_label=_("고르지 않음"), **said)
        case Kind.YES_NO:
            return forms.ChoiceField(
                choices=[("", _("고르지 않음")), ("True", _("예")), ("False", _("아니요"))], **said
            )
        case Kind.LINK:
            return forms.CharField(max_length=2000, **said)
    return forms.CharField(max_length=SHORT, **said)
