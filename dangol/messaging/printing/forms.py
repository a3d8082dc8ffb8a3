from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.kit.forms import Form
from dangol.messaging.printing.labels import PRESETS

SHEETS = {
    "formtec-3107": _("폼텍 LS-3107 (2×7칸, 99.1×38.1mm)"),
    "formtec-3108": _("폼텍 LS-3108 (2×8칸, 99.1×33.9mm)"),
    "a4-3x8": _("A4 3×8칸 (64×33.9mm)"),
    "a4-2x4": _("A4 2×4칸 (99.1×67.7mm)"),
    "own": _("직접 적기"),
}
MEASURES = {
    "columns": _("가로 칸 수"), "rows": _("세로 칸 수"), "width": _("라벨 너비(mm)"),
    "height": _("라벨 높이(mm)"), "left": _("왼쪽 여백(mm)"), "top": _("위 여백(mm)"),
    "gap_x": _("가로 간격(mm)"), "gap_y": _("세로 간격(mm)"),
}  # fmt: skip


class _PurposeForm(Form):
    reason = forms.CharField(
        label=_("인쇄 목적"),
        max_length=200,
        help_text=_("누가 왜 인쇄했는지 접속기록에 남습니다."),
    )


class LabelsForm(_PurposeForm):
    """Which sheet, and from which place of it."""

    sheet = forms.ChoiceField(
        label=_("라벨지"),
        choices=list(SHEETS.items()),
        help_text=_("여백은 프린터마다 조금씩 다릅니다. 보통 종이에 한 번 찍어 맞춰 보세요."),
    )
    first = forms.IntegerField(
        label=_("시작 칸"), min_value=1, max_value=300, initial=1,
        help_text=_("쓰다 남은 라벨지는 남은 첫 칸부터 찍습니다. 왼쪽 위가 1입니다."),
    )  # fmt: skip
    marks = forms.BooleanField(label=_("칸의 테두리도 찍기 (맞춰 볼 때)"), required=False)
    field_order = ("sheet", "first", "marks", *MEASURES, "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        usual = next(iter(PRESETS.values()))
        for name, label in MEASURES.items():
            whole = name in ("columns", "rows")
            kind = forms.IntegerField if whole else forms.FloatField
            self.fields[name] = kind(label=label, required=False, initial=getattr(usual, name))
        self.order_fields(self.field_order)

    def layout(self) -> dict[str, Any]:
        """The layout of a printing."""
        said = self.cleaned_data
        own = {name: said[name] for name in MEASURES if said.get(name) is not None}
        sheet = own if said["sheet"] == "own" else said["sheet"]
        return {"sheet": sheet, "first": said["first"], "marks": said["marks"]}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("sheet") == "own":
            for name in MEASURES:
                if said.get(name) is None and not name.startswith("gap"):
                    self.add_error(name, _("직접 적기를 골랐으니 값을 적어 주세요."))
        return said


class LettersForm(_PurposeForm):
    """Where the envelope's window is."""

    left = forms.FloatField(label=_("창의 왼쪽(mm)"), min_value=5, max_value=120, initial=20)
    top = forms.FloatField(label=_("창의 위(mm)"), min_value=30, max_value=120, initial=50)
    width = forms.FloatField(label=_("창의 너비(mm)"), min_value=50, max_value=160, initial=90)
    height = forms.FloatField(label=_("창의 높이(mm)"), min_value=20, max_value=80, initial=38)
    field_order = ("left", "top", "width", "height", "reason")

    def layout(self) -> dict[str, Any]:
        """The layout of a printing."""
        names = ("left", "top", "width", "height")
        return {"window": {name: self.cleaned_data[name] for name in names}}
