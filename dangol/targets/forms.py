"""What is written about targets."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department, User
from dangol.catalog.models import Product
from dangol.codes.custom import gather_own, own_fields
from dangol.customers.parties.queries import owners_for
from dangol.kit.access import Scope
from dangol.kit.forms import Form, WonField
from dangol.sales.models import Territory
from dangol.targets.models import Plan
from dangol.targets.services import EVEN, LAST_YEAR


class MonthField(forms.DateField):
    """A month; its first day."""

    def __init__(self, **said: Any) -> None:
        widget = forms.DateInput({"type": "month"}, format="%Y-%m")
        super().__init__(input_formats=["%Y-%m"], widget=widget, **said)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not 2000 <= day.year <= 2100:
            raise ValidationError(_t("2000년에서 2100년 사이의 달을 적어 주세요."))
        return day


class _WhoseForm(Form):
    """A person, or a team, or a territory."""

    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("담당"), required=False, empty_label=_("사람이 아님")
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("부서"), required=False, empty_label=_("부서가 아님")
    )
    territory = forms.ModelChoiceField(
        Territory.objects.none(), label=_("권역"), required=False, empty_label=_("권역이 아님")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        people = owners_for(user)
        self.fields["owner"].queryset = people
        if user.scope_of("targets.change_quota") in (None, Scope.OWN):
            del self.fields["department"], self.fields["territory"]
            return
        is_all = user.scope_of("targets.change_quota") == Scope.ALL
        teams, areas = Department.objects.order_by("name"), Territory.objects.order_by("order")
        if not is_all:
            teams = teams.filter(pk__in=people.values("department"))
            areas = areas.filter(people__in=people).distinct()
        self.fields["department"].queryset = teams
        self.fields["territory"].queryset = areas

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        names = ("owner", "department", "territory")
        chosen = [row for name in names if (row := values.pop(name, None))]
        if len(chosen) != 1 and not self.errors:
            raise ValidationError(_t("직원, 부서, 권역 가운데 하나만 골라 주세요."))
        return values | {"whose": chosen[0] if chosen else None}


class QuotaForm(_WhoseForm):
    """One month of one of them."""

    month = MonthField(label=_("달"))
    product = forms.ModelChoiceField(
        Product.objects.order_by("name"), label=_("상품"), required=False,
        empty_label=_("모든 상품"),
    )  # fmt: skip
    amount = WonField(label=_("할당 금액"))

    def __init__(
        self, *args: Any, custom: dict[str, Any] | None = None, has_own: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if has_own:
            self.fields |= own_fields("targets.quota", before=custom)

    def clean(self) -> dict[str, Any]:
        """The office's own fields together as `custom`, as the service takes them."""
        return gather_own(super().clean())


class SpreadForm(_WhoseForm):
    """A year of one of them."""

    year = forms.IntegerField(label=_("해"), min_value=2001, max_value=2100)
    amount = WonField(label=_("한 해의 할당"))
    how = forms.ChoiceField(
        label=_("나누기"),
        choices=[(EVEN, _("고르게")), (LAST_YEAR, _("지난해에 수주한 모양대로"))],
    )


class CallForm(Form):
    """What I think I will sell."""

    month = MonthField(label=_("달"))
    amount = WonField(label=_("금액"))
    note = forms.CharField(label=_("근거"), max_length=300, required=False)


class PlanForm(Form):
    """A commission plan."""

    name = forms.CharField(label=_("이름"), max_length=100)
    tiers = forms.CharField(
        label=_("구간"), max_length=2_000, widget=forms.Textarea({"rows": 4}),
        initial="100: 5\n120: 8\n: 10",
        help_text=_("한 줄에 하나씩 ‘달성률: 비율’. 끝없는 구간은 ‘: 10’처럼 달성률을 비웁니다."),
    )  # fmt: skip
    is_retroactive = forms.BooleanField(
        label=_("소급: 도달한 구간의 비율을 전체 금액에 적용"), required=False
    )
    cap = WonField(label=_("한 달의 한도(비우면 없음)"), required=False)
    people = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True).order_by("name"), label=_("적용할 사람")
    )
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)

    @staticmethod
    def initial_of(row: Plan) -> dict[str, Any]:
        names = ("name", "tiers", "is_retroactive", "cap", "is_active")
        found: dict[str, Any] = {name: getattr(row, name) for name in names}
        return found | {"people": list(row.people.values_list("pk", flat=True))}


class WhatIfForm(Form):
    """A plan over a past month."""

    plan = forms.ModelChoiceField(Plan.objects.order_by("name"), label=_("규칙"), empty_label=None)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("담당"), empty_label=None)
    month = MonthField(label=_("달"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["owner"].queryset = owners_for(user)


class SharesForm(Form):
    """Whom a deal counts for, a line each."""

    shares = forms.CharField(
        label=_("나눔"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 4}),
        help_text=_("한 줄에 하나씩 ‘이름 | 비율’, 합이 100%. 비우면 담당이 모두 갖습니다."),
    )  # fmt: skip

    def clean_shares(self) -> list[tuple[User, Decimal]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["shares"].splitlines())):
            name, _sign, percent = (part.strip() for part in line.partition("|"))
            people = list(User.objects.filter(name=name, is_active=True)[:2])
            if len(people) != 1:
                raise ValidationError(
                    _t("‘%(name)s’인 직원이 한 명이 아닙니다. 이름을 확인해 주세요.")
                    % {"name": name[:40]}
                )
            try:
                found.append((people[0], Decimal(percent.removesuffix("%").strip())))
            except InvalidOperation as error:
                text = _t("‘%(line)s’: ‘이름 | 50’처럼 적어 주세요.") % {"line": line[:60]}
                raise ValidationError(text) from error
        return found
