"""What is written about the doings of competitors."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.custom import gather_own, own_fields
from dangol.customers.models import Customer
from dangol.kit.forms import Form
from dangol.sales.finding import NameInput, customer_called
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.queries import deals_seen_by
from dangol.sales.rivals.models import RivalMove
from dangol.sales.rivals.services import RECORD


class MoveForm(Form):
    """One thing a competitor did."""

    competitor = forms.CharField(
        label=_("경쟁사"), max_length=200, widget=NameInput("competitor"),
        help_text=_("회사의 이름이나 고객번호"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("종류"), choices=RivalMove.Kind, initial=RivalMove.Kind.VISIT)
    text = forms.CharField(
        label=_("내용"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("예: 1kg에 1,500원 내림, 석 달 무료 체험을 제안함"),
    )  # fmt: skip
    seen_on = forms.DateField(
        label=_("본 날"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    source = forms.CharField(
        label=_("출처"), max_length=200, required=False,
        help_text=_("예: 고객의 말, 홈페이지, 전시회"),
    )  # fmt: skip
    customer = forms.CharField(
        label=_("어느 고객에게"), max_length=200, required=False, widget=NameInput("customer"),
        help_text=_("한 고객에게서 보았으면 그 이름이나 고객번호. 비우면 모두가 봅니다."),
    )  # fmt: skip
    deal = forms.CharField(
        label=_("거래번호"), max_length=30, required=False,
        help_text=_("거래를 두고 한 일이면 적습니다."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, user: User, initial: dict[str, Any], row: RivalMove | None = None
    ) -> None:
        if row:
            names = ("kind", "text", "seen_on", "source", "version")
            initial = {name: getattr(row, name) for name in names} | {
                "competitor": row.competitor.number,
                "customer": row.customer.number if row.customer else "",
                "deal": row.deal.number if row.deal else "",
            }
        super().__init__(data, user=user, initial=initial)
        self.row = row
        if row is None:
            del self.fields["version"]
        self.fields |= own_fields(RECORD, before=row.custom if row else None)

    def clean(self) -> dict[str, Any]:
        """The office's own fields together as `custom`, as the services take them."""
        return gather_own(super().clean() or self.cleaned_data)

    def clean_competitor(self) -> Customer | None:
        return self._one("competitor")

    def clean_customer(self) -> Customer | None:
        return self._one("customer")

    def _one(self, name: str) -> Customer | None:
        """Who it is; one that is written already need not be visible."""
        word, kept = self.cleaned_data[name], getattr(self.row, name, None)
        return kept if kept and kept.number == word.strip() else customer_called(self.user, word)

    def clean_deal(self) -> Deal | None:
        number = self.cleaned_data["deal"].strip()
        if not number or (self.row and self.row.deal and self.row.deal.number == number):
            return self.row.deal if number and self.row else None
        deal = deals_seen_by(self.user).select_related("customer").filter(number=number).first()
        if deal is None:
            raise ValidationError(_t("이 번호의 거래가 없거나 볼 권한이 없습니다."))
        return deal
