"""What may be corrected of an order that was taken."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.orders.forms import RecordForm


class OrderForm(RecordForm):
    """What it is called, its note and the office's own fields."""

    title = forms.CharField(label=_("주문명"), max_length=200)
    text = forms.CharField(
        label=_("메모"), max_length=10_000, required=False, widget=forms.Textarea({"rows": 4})
    )
