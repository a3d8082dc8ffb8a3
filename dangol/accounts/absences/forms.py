from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.calendar.forms import DayField
from dangol.kit.forms import Form


class AbsenceForm(Form):
    person = forms.ModelChoiceField(User.objects.none(), label=_("직원"))
    starts_on = DayField(label=_("시작하는 날"))
    ends_on = DayField(label=_("끝나는 날"))
    substitute = forms.ModelChoiceField(
        User.objects.none(),
        label=_("대신할 직원"),
        required=False,
        help_text=_("없으면 할 일이 돌아오는 날로 미루어집니다."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        everyone = User.objects.filter(is_active=True).order_by("name")
        self.fields["substitute"].queryset = everyone
