"""What people write on the timeline."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.activities.models import TouchPoint
from dangol.activities.services import LONGEST
from dangol.kit.forms import Form


class NoteForm(Form):
    """The text of a note."""

    text = forms.CharField(
        label=_("메모"), max_length=LONGEST, widget=forms.Textarea({"rows": 3}), strip=False
    )


class TouchPointForm(Form):
    """One way we meet customers."""

    name = forms.CharField(label=_("접점"), max_length=100)
    phase = forms.ChoiceField(label=_("단계"), choices=TouchPoint.Phase.choices)
    monthly_target = forms.IntegerField(
        label=_("한 달 목표 횟수"), min_value=0, max_value=1_000_000, initial=0
    )
    staff = forms.CharField(label=_("접점 직원"), max_length=100, required=False)
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)
