from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.kit.forms import Form

MOMENT = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")


class CallbackForm(Form):
    number = forms.CharField(label=_("번호"), max_length=40)
    due_at = forms.DateTimeField(label=_("언제까지"), widget=MOMENT)
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name", "pk"), label=_("담당"),
        required=False, empty_label=_("아무나"),
    )  # fmt: skip
    note = forms.CharField(label=_("메모"), max_length=300, required=False)
