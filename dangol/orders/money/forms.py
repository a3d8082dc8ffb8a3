"""What people write about money."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.kit.forms import Form, WonField
from dangol.kit.money import won
from dangol.orders.forms import OwnForm, RecordForm
from dangol.orders.money.models import Bill, Receipt
from dangol.orders.quotes.forms import DAY


def _above_nothing(amount: int) -> int:
    if amount == 0:
        raise ValidationError(_t("1원 이상을 적어 주세요."))
    return amount


class PaidForm(OwnForm):
    """Won that went one way or the other, on a day up to today."""

    amount = WonField(label=_("금액(원)"))
    on = forms.DateField(label=_("수금일"), widget=DAY, initial=timezone.localdate)
    method = forms.ChoiceField(label=_("방법"), choices=Receipt.Method.choices)
    too_late = _("수금일은 오늘까지 적을 수 있습니다.")

    def clean_amount(self) -> int:
        return _above_nothing(self.cleaned_data["amount"])

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise ValidationError(self.too_late)
        return on


class ReceiptForm(PaidForm):
    """Money that came in."""

    about = "orders.receipt"
    bill = forms.ModelChoiceField(
        Bill.objects.none(), label=_("맞출 청구"), required=False,
        empty_label=_("오래된 청구부터"),
    )  # fmt: skip
    note = forms.CharField(label=_("적요"), max_length=200, required=False)
    field_order = ("amount", "on", "bill", "method", "note")

    def __init__(self, *args: Any, bills: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bill"].queryset = bills


class RefundForm(PaidForm):
    """Money that goes back."""

    about = "orders.refund"
    on = forms.DateField(label=_("환불일"), widget=DAY, initial=timezone.localdate)
    bill = forms.ModelChoiceField(
        Bill.objects.none(), label=_("돌려줄 환입"), required=False,
        empty_label=_("오래된 것부터"),
    )  # fmt: skip
    reason = forms.CharField(label=_("이유"), max_length=150)
    too_late = _("환불일은 오늘까지 적을 수 있습니다.")
    field_order = ("amount", "on", "method", "bill", "reason")

    def __init__(self, *args: Any, bills: Any, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bill"].queryset = bills
        text = _t("%(most)s까지 돌려줄 수 있습니다.")
        self.fields["amount"].help_text = text % {"most": won(most)}


class BillEditForm(RecordForm):
    """What a bill is called and when it is due."""

    title = forms.CharField(label=_("내용"), max_length=200)
    due_on = forms.DateField(label=_("지급 기한"), widget=DAY)


class ReceiptEditForm(RecordForm):
    """How money came in."""

    method = forms.ChoiceField(label=_("방법"), choices=Receipt.Method.choices)
    note = forms.CharField(label=_("적요"), max_length=200, required=False)


class RefundEditForm(RecordForm):
    """The own fields of a refund."""


class UndoForm(Form):
    """The day a refund came back."""

    on = forms.DateField(label=_("취소일"), widget=DAY, initial=timezone.localdate)


class CreditForm(Form):
    """What is let off or given back."""

    amount = WonField(label=_("금액(원, 부가세 포함)"))
    on = forms.DateField(label=_("환입일"), widget=DAY, initial=timezone.localdate)
    reason = forms.CharField(label=_("이유"), max_length=150)

    def clean_amount(self) -> int:
        return _above_nothing(self.cleaned_data["amount"])
