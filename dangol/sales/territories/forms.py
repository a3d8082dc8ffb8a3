"""What is written about territories."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.kit.forms import Form
from dangol.sales.territories.models import Territory
from dangol.segments.models import Segment

_NAMES = ("name", "order", "company_type", "segment", "is_active")


class TerritoryForm(Form):
    """The rule of a territory and its people."""

    name = forms.CharField(label=_("이름"), max_length=100)
    order = forms.IntegerField(
        label=_("순서"), min_value=0, max_value=9_999, initial=0,
        help_text=_("작은 수부터 보고, 처음 맞는 권역에 들어갑니다."),
    )  # fmt: skip
    regions = forms.CharField(
        label=_("지역"), max_length=2_000, required=False,
        help_text=_("쉼표로 나눠 적습니다. 예: 서울 강남구, 경기, 인천. 비우면 어디든."),
    )  # fmt: skip
    industries = forms.CharField(
        label=_("업태"), max_length=1_000, required=False,
        help_text=_("업태에 들어 있는 말. 예: 음식점, 숙박. 비우면 모두."),
    )  # fmt: skip
    company_type = forms.ModelChoiceField(
        Code.objects.filter(group="company_type", is_active=True).order_by("order"),
        label=_("거래처 구분"), required=False, empty_label=_("모두"),
    )  # fmt: skip
    segment = forms.ModelChoiceField(
        Segment.objects.order_by("name"), label=_("세그먼트"), required=False,
        empty_label=_("더 묻지 않음"),
        help_text=_("규모처럼 더 따질 것은 세그먼트로 만들어 고릅니다."),
    )  # fmt: skip
    people = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True).order_by("name"), label=_("맡는 사람"),
        help_text=_("여럿이면 고르게 나눕니다. 이미 맡고 있는 고객은 그대로 둡니다."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)

    def clean_regions(self) -> list[str]:
        return _words(self.cleaned_data["regions"])

    def clean_industries(self) -> list[str]:
        return _words(self.cleaned_data["industries"])

    @staticmethod
    def initial_of(row: Territory) -> dict[str, Any]:
        found = {name: getattr(row, name) for name in _NAMES}
        return found | {
            "regions": ", ".join(row.regions), "industries": ", ".join(row.industries),
            "people": list(row.people.values_list("pk", flat=True)),
        }  # fmt: skip


def _words(text: str) -> list[str]:
    return [word for each in text.split(",") if (word := each.strip())]
