"""What people write about relations."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.customers.parties.models import Customer
from dangol.customers.relations.models import Affiliation
from dangol.kit.forms import Form

_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class AffiliationForm(Form):
    """A person's place in a company; `other` is the person or company at the other end."""

    other = forms.ModelChoiceField(
        Customer.objects.none(), widget=forms.HiddenInput, label=_("상대")
    )
    title = forms.CharField(label=_("직책"), max_length=50, required=False)
    department = forms.CharField(label=_("부서"), max_length=100, required=False)
    decision_role = forms.ChoiceField(
        label=_("의사결정 역할"),
        choices=[("", _("고르지 않음")), *Affiliation.DecisionRole.choices],
        required=False,
    )
    influence = forms.IntegerField(
        label=_("관계 강도"), min_value=0, max_value=5, initial=0, help_text=_("0–5")
    )
    starts_on = forms.DateField(label=_("시작일"), required=False, widget=_DAY)
    is_main = forms.BooleanField(label=_("대표 소속"), required=False, initial=True)

    def __init__(self, *args: Any, user: User, kind: str = "", **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        if kind:
            rows = Customer.objects.visible_to(user).filter(kind=kind)
            self.fields["other"].queryset = rows
        else:
            del self.fields["other"]


class EndForm(Form):
    """The day a person left."""

    on = forms.DateField(label=_("나간 날"), widget=_DAY, initial=timezone.localdate)


class MoveForm(AffiliationForm):
    """이직: to which company, on which day."""

    on = forms.DateField(label=_("옮긴 날"), widget=_DAY, initial=timezone.localdate)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("starts_on", "is_main"):
            del self.fields[name]


class ParentForm(Form):
    """The company above; empty for none."""

    other = forms.ModelChoiceField(
        Customer.objects.none(), widget=forms.HiddenInput, label=_("상위 회사"), required=False
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        rows = Customer.objects.visible_to(user).filter(kind=Customer.Kind.COMPANY)
        self.fields["other"].queryset = rows
