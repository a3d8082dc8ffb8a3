from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import Code, CustomField
from dangol.codes.preferences import Option
from dangol.kit.korean.text import clean

NAME = 100


class CleanCharField(forms.CharField):
    """One tidy line: NFC, without invisible signs."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class CodeForm(forms.Form):
    label = CleanCharField(label=_("이름"), max_length=NAME)
    color = forms.ChoiceField(label=_("색"), choices=Code.Color.choices, widget=forms.RadioSelect)


class FieldForm(forms.Form):
    label = CleanCharField(label=_("이름"), max_length=NAME)
    kind = forms.ChoiceField(label=_("종류"), choices=CustomField.Kind.choices)
    choices = forms.CharField(
        label=_("고를 것"),
        help_text=_(
            "‘고르기’일 때 한 줄에 하나씩 적습니다. 지운 줄은 그만 쓰되 기록에는 남습니다."
        ),
        widget=forms.Textarea,
        required=False,
        max_length=20_000,
    )
    is_required = forms.BooleanField(label=_("꼭 적게 하기"), required=False)
    help = CleanCharField(label=_("도움말"), max_length=200, required=False)

    def clean_choices(self) -> list[str]:
        return [clean(line) for line in self.cleaned_data["choices"].splitlines() if clean(line)]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        kinds = (CustomField.Kind.CHOICE, CustomField.Kind.CHOICES)
        if values.get("kind") in kinds and not values.get("choices"):
            self.add_error("choices", _t("고를 것을 한 줄에 하나씩 적어 주세요."))
        return values


class PatternForm(forms.Form):
    pattern = CleanCharField(label=_("번호 형식"), max_length=60)


class LinesField(forms.CharField):
    """Several short values, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        lines = (clean(line) for line in (super().to_python(value) or "").splitlines())
        return tuple(line for line in lines if line)


def preferences_form(kind: type[Any], now: Any, data: Any = None) -> forms.Form:
    """A form for a preferences dataclass, filled with what is set now."""
    asked = {
        item.name: _field_for(item.metadata["option"], getattr(now, item.name))
        for item in fields(kind)
        if not item.metadata["option"].hidden
    }
    form_class = type(f"{kind.__name__}Form", (_PreferencesForm,), dict(asked))
    form: forms.Form = form_class(data, initial={name: getattr(now, name) for name in asked})
    form.kind = kind  # type: ignore[attr-defined]
    return form


class _PreferencesForm(forms.Form):
    kind: type[Any]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for item in fields(self.kind):
            asked: Option = item.metadata["option"]
            if asked.clean and item.name in values:
                try:
                    values[item.name] = asked.clean(values[item.name])
                except ValidationError as error:
                    self.add_error(item.name, error)
        return values


def _field_for(asked: Option, value: Any) -> forms.Field:
    said: dict[str, Any] = {"label": asked.label, "help_text": asked.help}
    match value:
        case bool():
            return forms.BooleanField(required=False, **said)
        case int():
            field = forms.IntegerField(min_value=asked.minimum, max_value=asked.maximum, **said)
            field.widget.attrs["data-unit"] = asked.unit
            return field
        case tuple():
            return LinesField(required=False, max_length=10_000, **said)
    if asked.choices:
        required = all(value for value, _label in asked.choices)
        return forms.ChoiceField(choices=asked.choices, required=required, **said)
    return CleanCharField(required=asked.required, max_length=200, **said)
