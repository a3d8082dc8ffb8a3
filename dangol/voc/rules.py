"""What narrows a rule of automation that begins with a voice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.kit.forms import Form
from dangol.voc.models import Voice


class HeardForm(Form):
    """Which kind of voice; empty is any."""

    voice_kind = forms.ChoiceField(
        label=_("구분"), required=False, choices=[("", _("모두")), *Voice.Kind.choices]
    )
