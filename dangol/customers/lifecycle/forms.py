"""What people decide about where customers stand."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import Code
from dangol.codes.queries import choices
from dangol.customers.lifecycle.models import RecencyRule
from dangol.customers.lifecycle.presets import LADDER
from dangol.customers.parties.models import Customer
from dangol.kit.forms import Form


class MoveForm(Form):
    """A move on the ladder by hand."""

    to = forms.ChoiceField(label=_("옮길 단계"), choices=Customer.Stage.choices)
    reason = forms.CharField(label=_("사유"), max_length=200)


class GradeForm(Form):
    """A grade from a day on."""

    grade = forms.TypedChoiceField(label=_("등급"), required=False, coerce=int, empty_value=None)
    starts_on = forms.DateField(
        label=_("적용일"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("앞날을 고르면 그날 0시 10분에 바뀝니다."),
    )
    reason = forms.CharField(label=_("사유"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["grade"].choices = [("", _("없음")), *choices("customer_grade")]
        self.fields["starts_on"].initial = timezone.localdate

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        values = dict(self.cleaned_data)
        grade = values.pop("grade")
        return values | {"grade": Code.objects.filter(pk=grade).first() if grade else None}


class StageRuleForm(Form):
    """Where one fact leads."""

    fact = forms.CharField(widget=forms.HiddenInput)
    stage = forms.ChoiceField(
        label=_("단계"), choices=[(stage.value, stage.label) for stage in LADDER[1:]]
    )
    is_active = forms.BooleanField(label=_("사용"), required=False)


class RecencyRuleForm(Form):
    """One line of the recency rules; an empty line is left out."""

    stage = forms.ChoiceField(
        label=_("단계"), choices=[("", _("모든 단계")), *Customer.Stage.choices], required=False
    )
    grade = forms.TypedChoiceField(label=_("등급"), required=False, coerce=int, empty_value=None)
    since = forms.ChoiceField(label=_("기준"), choices=RecencyRule.Since.choices)
    watch_days = forms.IntegerField(label=_("주의"), min_value=1, max_value=36_500)
    dormant_days = forms.IntegerField(label=_("휴면"), min_value=1, max_value=36_500)
    left_days = forms.IntegerField(label=_("이탈"), min_value=1, max_value=36_500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["grade"].choices = [("", _("모든 등급")), *choices("customer_grade")]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        values = dict(self.cleaned_data)
        return values | {"grade": Code.objects.filter(pk=values["grade"]).first()}


class PlaybookForm(Form):
    """The steps of one stage, one a line: what to do, then why after a bar."""

    stage = forms.ChoiceField(choices=Customer.Stage.choices, widget=forms.HiddenInput)
    steps = forms.CharField(
        label=_("할 일"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("한 줄에 하나씩, ‘할 일 | 설명’으로 적습니다."),
    )

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        lines = self.cleaned_data["steps"].splitlines()
        pairs = [line.partition("|") for line in lines if line.strip()]
        steps = [(title.strip()[:100], text.strip()[:500]) for title, _bar, text in pairs]
        return {"stage": self.cleaned_data["stage"], "steps": steps}
