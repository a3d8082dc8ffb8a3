"""What is written about a sale to come."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.codes.custom import gather_own, own_fields
from dangol.customers.models import Customer
from dangol.customers.parties.queries import owners_for
from dangol.kit.forms import Form, WonField
from dangol.sales.pipeline.models import Deal
from dangol.sales.planning.models import PlannedSale

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
RECORD = "sales.plannedsale"
_NAMES = ("title", "product", "kind", "due_on", "note", "owner", "version")


class PlannedForm(Form):
    """What, when and for how much; `other` is the customer of a new one."""

    other = forms.ModelChoiceField(Customer.objects.none(), widget=forms.HiddenInput)
    title = forms.CharField(label=_("무엇을"), max_length=200)
    product = forms.ModelChoiceField(
        Product.objects.none(), label=_("상품"), required=False, empty_label=_("정하지 않음")
    )
    kind = forms.ChoiceField(label=_("구분"), choices=Deal.Kind.choices, initial=Deal.Kind.MORE)
    amount = WonField(label=_("예상 금액"), required=False)
    due_on = forms.DateField(
        label=_("거래를 열 날"), widget=DAY,
        help_text=_("이날 아침에 거래가 저절로 열리고 담당에게 알립니다."),
    )  # fmt: skip
    owner = forms.ModelChoiceField(User.objects.none(), label=_("담당"), empty_label=None)
    note = forms.CharField(
        label=_("메모"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, user: User, row: PlannedSale | None = None, **options: Any
    ) -> None:
        initial: dict[str, Any] = {"owner": user.pk, "due_on": timezone.localdate()}
        if row:
            initial = {name: getattr(row, name) for name in _NAMES}
            initial["amount"] = f"{row.amount:,}"
        super().__init__(data, user=user, initial=initial, **options)
        keep = row.owner_id if row else None
        self.fields["owner"].queryset = owners_for(user, keep=keep)
        self.fields["product"].queryset = Product.objects.visible_to(user).order_by("name")
        if row:
            del self.fields["other"]
        else:
            del self.fields["version"]
            self.fields["other"].queryset = Customer.objects.visible_to(user)
        self.fields |= own_fields(RECORD, before=row.custom if row else None)

    def clean(self) -> dict[str, Any]:
        """The office's own fields together as `custom`, as the services take them."""
        return gather_own(super().clean() or self.cleaned_data)

    def clean_amount(self) -> int:
        return self.cleaned_data["amount"] or 0
