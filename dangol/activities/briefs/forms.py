from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.briefs.queries import leaders_of
from dangol.kit.forms import Form


class BriefForm(Form):
    """The texts of a report and whom it goes to."""

    done = forms.CharField(
        label=_("한 일"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("기록한 활동에서 가져왔습니다. 자유롭게 고치세요."),
    )
    plan = forms.CharField(
        label=_("할 일"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 6})
    )
    remarks = forms.CharField(
        label=_("특이사항"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 4})
    )
    leader = forms.TypedChoiceField(
        label=_("받는 사람"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.leaders = {one.pk: one for one in leaders_of(self.user)}
        self.fields["leader"].choices = [
            ("", _("고르지 않음")),
            *((pk, one.visible_label) for pk, one in self.leaders.items()),
        ]

    def clean_leader(self) -> User | None:
        return self.leaders.get(self.cleaned_data["leader"])
