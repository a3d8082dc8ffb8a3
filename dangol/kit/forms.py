"""Forms check input; services write it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.kit.errors import Refused
from dangol.kit.korean.numbers import currency_of, has_part_of_won, parse_won

MOST_WON = 10**14
_DASHES = BLANK_CHOICE_DASH[0][1]


class Form(forms.Form):
    """A form that offers only the related rows its user may see."""

    fields: dict[str, Any]
    data: Any

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            if getattr(field, "empty_label", None) == _DASHES:
                field.empty_label = _("고르지 않음")
            rows: Any = getattr(field, "queryset", None)
            if hasattr(rows, "visible_to"):
                field.queryset = rows.visible_to(user)


def refuse_foreign(text: str) -> None:
    """Refuse an amount in a foreign currency: this office's books are in won."""
    if currency := currency_of(text):
        said = _t("‘%(currency)s’은(는) 받지 않습니다. 원으로 바꾼 금액을 적어 주세요.")
        raise ValidationError(said % {"currency": currency})


class WonField(forms.CharField):
    """An amount as people write it, 1.2억 or 12,000,000; from 0원 to 100조 원, whole."""

    def __init__(self, **said: Any) -> None:
        said.setdefault("help_text", _("예: 1,200만 또는 12,000,000"))
        super().__init__(max_length=30, **said)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        refuse_foreign(text)
        if has_part_of_won(text):
            raise ValidationError(_t("1원보다 작은 끝수는 빼고 적어 주세요. 예: 12,000,000"))
        amount = parse_won(text)
        if amount is None or not 0 <= amount <= MOST_WON:
            raise ValidationError(_t("0원에서 100조 원 사이의 금액을 적어 주세요."))
        return int(amount)


def form_for(model: type[models.Model], *fields: str) -> type[Form]:
    """Make a plain form of a model's fields: its labels and checks, without its `save()`."""
    return type(f"{model.__name__}Form", (Form,), dict(forms.fields_for_model(model, fields)))


def submit(form: forms.Form, service: Callable[..., Any], *args: Any, **extra: Any) -> Any:
    """Call the service with valid data; a refusal becomes a form error and returns None."""
    if not form.is_valid():
        return None
    try:
        return service(*args, **form.cleaned_data, **extra)
    except ValidationError as error:
        _add_errors(form, error)
    except Refused as error:
        form.add_error(None, str(error))
    return None


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Form values as JSON: a row by its id, a day as text."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if hasattr(value, "values_list"):
        return list(value.values_list("pk", flat=True))
    return value if isinstance(value, str | int | float | list | None) else str(value)


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    """Show a model's errors beside the fields the form has, also as an own one; others on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        found = [field for field in (name, f"custom_{name}") if field in form.fields]
        form.add_error(found[0] if found else None, errors)
