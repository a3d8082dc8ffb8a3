"""Uploading a file, and correcting how it is read."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.imports.decoding import ENCODINGS
from dangol.imports.models import Import
from dangol.imports.services import too_large
from dangol.imports.tables import MAX_BYTES

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods,.vcf,.htm,.html"
_NAMES = {
    "utf-8-sig": "UTF-8",
    "cp949": gettext_lazy("CP949(한글 윈도우)"),
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": gettext_lazy("Windows-1252(서유럽)"),
}
_SIGNS = {
    ",": gettext_lazy("쉼표 ,"),
    "\t": gettext_lazy("탭"),
    ";": gettext_lazy("쌍반점 ;"),
    "|": gettext_lazy("세로줄 |"),
}


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("파일"),
        widget=forms.ClearableFileInput({"accept": ACCEPTED}),
        allow_empty_file=True,
        max_length=255,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(too_large())
        return file


class ReadingForm(forms.Form):
    """How the table lies in the file."""

    header_row = forms.IntegerField(
        label=gettext_lazy("제목이 있는 줄"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("제목이 없으면 0"),
    )
    header_rows = forms.TypedChoiceField(
        label=gettext_lazy("제목"),
        choices=[(1, gettext_lazy("한 줄")), (2, gettext_lazy("두 줄"))],
        coerce=int,
    )
    skip_totals = forms.BooleanField(label=gettext_lazy("합계 줄 건너뛰기"), required=False)
    encoding = forms.ChoiceField(
        label=gettext_lazy("글자"), choices=[(name, _NAMES[name]) for name in ENCODINGS]
    )
    delimiter = forms.ChoiceField(label=gettext_lazy("구분 기호"), choices=list(_SIGNS.items()))
    sheet = forms.ChoiceField(label=gettext_lazy("시트"), required=False)

    def __init__(self, *args: Any, run: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**run.reading, "sheet": run.sheet}
        if run.sheets:
            self.fields["sheet"].choices = [(s, s) for s in run.sheets]  # type: ignore[attr-defined]
        else:
            del self.fields["sheet"]
        if run.table:
            del self.fields["encoding"], self.fields["delimiter"]


def step_names() -> list[str]:
    return [_("파일"), _("열 연결"), _("미리 보기"), _("가져오기")]
