"""What a report is asked, and why its figures leave the house."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.workspace.registry import Report
from dangol.workspace.reports.asks import Asked, Asker


class AskForm(forms.Form):
    """The fields of all filters of a report; `asked` is what they mean together."""

    asked: Asked

    def __init__(self, report: Report, data: Mapping[str, Any], asker: Asker) -> None:
        super().__init__(data)
        self.report = report
        self.asker = asker
        for ask in report.asks:
            self.fields.update(ask.fields(asker))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        values = {}
        for ask in self.report.asks:
            try:
                values[ask.name] = ask.read(given, self.asker)
            except ValidationError as error:
                self.add_error(None, error)
        if not self.errors:
            self.asked = Asked.of(self.report.asks, values)
        return given

    def show_answer(self) -> None:
        """Hold what was understood, so that a preset shows its days."""
        self.data = dict(self.asked.pairs)


class FileForm(forms.Form):
    """The kind of file and the reason (안전성 확보조치 기준 §8)."""

    format = forms.ChoiceField(
        label=_("형식"),
        choices=[("xlsx", _("엑셀 (XLSX)")), ("csv", _("CSV (UTF-8)"))],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    reason = forms.CharField(
        label=_("사유"),
        max_length=200,
        help_text=_("누가 언제 왜 내려받았는지 접속기록에 남습니다."),
    )


def asked_of(report: Report, params: Mapping[str, str], *, user: User, today: date) -> Asked:
    """What the parameters ask; raises ValidationError by field."""
    form = AskForm(report, params, Asker(user, today))
    if not form.is_valid():
        raise ValidationError({name: list(errors) for name, errors in form.errors.items()})
    return form.asked
