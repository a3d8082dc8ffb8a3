"""Forms of views and bulk acts."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.workspace.lists.xlsx import ROWS_LIMIT


class ViewForm(forms.Form):
    """The name of a saved view and who sees it."""

    name = forms.CharField(label=_("보기 이름"), max_length=60)
    is_shared = forms.BooleanField(label=_("모두에게 보이기"), required=False)
    is_first = forms.BooleanField(label=_("목록을 열 때 이 보기로"), required=False)


class ExportForm(forms.Form):
    """What goes into the file, and why it is made (안전성 확보조치 기준 §8)."""

    format = forms.ChoiceField(
        label=_("형식"),
        choices=[
            ("xlsx", _("엑셀 (XLSX)")),
            ("csv", _("CSV (UTF-8)")),
            ("cp949", _("CSV (CP949, 옛 한글 프로그램)")),
        ],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    columns = forms.ChoiceField(
        label=_("열"),
        choices=[("shown", _("보이는 열")), ("all", _("모든 열"))],
        widget=forms.RadioSelect,
        initial="shown",
    )
    reason = forms.CharField(
        label=_("사유"),
        max_length=200,
        help_text=_("누가 언제 왜 내려받았는지 접속기록에 남습니다."),
    )

    def __init__(self, *args: Any, total: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = total

    def clean_format(self) -> str:
        kind = str(self.cleaned_data["format"])
        if kind == "xlsx" and self.total >= ROWS_LIMIT:
            raise forms.ValidationError(
                _t("엑셀 한 장에는 1,048,575줄까지 들어갑니다. CSV로 내보내세요.")
            )
        return kind
