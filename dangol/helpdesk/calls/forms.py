from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("메모"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
