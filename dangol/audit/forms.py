from collections.abc import Iterable
from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.audit.models import Access, Change

EVERYTHING = [("", _("전체"))]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class LogFilter(forms.Form):
    """What both logs are narrowed by: who and when."""

    person = forms.ModelChoiceField(
        User.objects.order_by("name"), label=_("직원"), required=False, empty_label=_("전체")
    )
    since = _day(_("부터"))
    until = _day(_("까지"))


class AccessFilter(LogFilter):
    act = forms.ChoiceField(
        label=_("내용"), choices=[*EVERYTHING, *Access.Act.choices], required=False
    )
    subject = forms.CharField(label=_("고객번호"), required=False, max_length=50)

    field_order = ["person", "act", "subject", "since", "until"]


class ChangeFilter(LogFilter):
    model = forms.ChoiceField(label=_("기록 종류"), required=False)
    record = forms.IntegerField(label=_("기록"), required=False, widget=forms.HiddenInput)
    verb = forms.ChoiceField(
        label=_("내용"), choices=[*EVERYTHING, *Change.Verb.choices], required=False
    )

    field_order = ["person", "model", "verb", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].choices = [*EVERYTHING, *record_kinds()]  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=_("점검 의견"),
        help_text=_("무엇을 확인했고 어떤 조치를 했는지 적습니다. 적은 뒤에는 고칠 수 없습니다."),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
    )


def record_kinds() -> Iterable[tuple[str, str]]:
    """Our own kinds of record by label, as people call them."""
    for model in apps.get_models():
        if model.__module__.startswith("dangol."):
            yield model._meta.label_lower, str(model._meta.verbose_name)
