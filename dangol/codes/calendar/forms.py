from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.codes.calendar.models import SpecialDay
from dangol.codes.forms import CleanCharField


class DayField(forms.DateField):
    """A day, asked for with the browser's own picker."""

    def __init__(self, **said: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **said)


class SpecialDayForm(forms.Form):
    starts_on = DayField(label=_("날짜"))
    ends_on = DayField(
        label=_("끝나는 날"), required=False, help_text=_("여러 날이면 마지막 날을 적습니다.")
    )
    kind = forms.ChoiceField(label=_("종류"), choices=SpecialDay.Kind.choices)
    name = CleanCharField(label=_("이름"), max_length=60)
