"""What may be corrected of an order that was taken."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.codes.custom import gather_own, own_fields
from dangol.kit.forms import Form
from dangol.orders.orders.models import Order
from dangol.orders.orders.taking import RECORD


class OrderForm(Form):
    """What it is called, its note and the office's own fields."""

    title = forms.CharField(label=_("주문명"), max_length=200)
    text = forms.CharField(
        label=_("메모"), max_length=10_000, required=False, widget=forms.Textarea({"rows": 4})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, order: Order, **options: Any) -> None:
        initial = {name: getattr(order, name) for name in self.base_fields}
        super().__init__(data, initial=initial, **options)
        self.fields |= own_fields(RECORD, before=order.custom)

    def clean(self) -> dict[str, Any]:
        """The own fields together as `custom`, as the services take them."""
        return gather_own(super().clean() or self.cleaned_data)
