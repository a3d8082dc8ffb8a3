from django import forms
from django.utils.translation import gettext_lazy as _


class ThresholdForm(forms.Form):
    """What earns 100 on one measure, from a month on."""

    value = forms.IntegerField(label=_("달성기준"), min_value=1, max_value=1_000_000)
    starts_on = forms.DateField(
        label=_("적용하는 달"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
    )
