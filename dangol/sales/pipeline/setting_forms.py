"""What an administrator writes about pipelines and stages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.kit.forms import Form
from dangol.sales.pipeline.models import Stage
from dangol.sales.pipeline.queries import every_stage


class PipelineForm(Form):
    """The name and place of a pipeline."""

    name = forms.CharField(label=_("파이프라인"), max_length=100)
    order = forms.IntegerField(label=_("순서"), min_value=0, max_value=999, initial=0)
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)


class StageForm(Form):
    """A stage with what both sides do in it."""

    name = forms.CharField(label=_("단계"), max_length=100)
    order = forms.IntegerField(label=_("순서"), min_value=0, max_value=89, initial=0)
    percent = forms.IntegerField(label=_("확률(%)"), min_value=0, max_value=100, initial=0)
    stuck_days = forms.IntegerField(
        label=_("정체 기준(일)"), min_value=0, max_value=3650, initial=30
    )
    color = forms.ChoiceField(label=_("색"))
    buyer_action = forms.CharField(label=_("구매 측 행동"), max_length=300, required=False)
    seller_action = forms.CharField(label=_("판매 측 행동"), max_length=300, required=False)
    exit_criteria = forms.CharField(
        label=_("다음 단계로 가는 조건"), max_length=300, required=False
    )

    def __init__(
        self, data: Any = None, *, user: User, row: Stage | None = None, **options: Any
    ) -> None:
        names = tuple(self.base_fields)
        initial = {name: getattr(row, name) for name in names} if row else {}
        super().__init__(data, user=user, initial=initial, **options)
        self.fields["color"].choices = Stage._meta.get_field("color").choices
        if row and row.outcome != Stage.Outcome.OPEN:
            for name in ("order", "percent", "stuck_days"):
                del self.fields[name]


class StageRemoveForm(Form):
    """Where the deals of a stage go that is taken away."""

    move_to = forms.ChoiceField(label=_("거래를 옮길 단계"), required=False)

    def __init__(self, *args: Any, user: User, stage: Stage, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.rows = {
            str(row.id): row
            for row in every_stage()
            if row.pipeline_id == stage.pipeline_id and row.outcome == "open" and row.id != stage.pk
        }
        self.fields["move_to"].choices = [
            ("", _("고르지 않음")),
            *((pk, row.name) for pk, row in self.rows.items()),
        ]

    def clean_move_to(self) -> Stage | None:
        pk = self.cleaned_data["move_to"]
        return Stage.objects.get(pk=pk) if pk else None
