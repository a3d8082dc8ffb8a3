from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Role, User
from dangol.accounts.roles.services import MASTER
from dangol.codes.forms import CleanCharField

DAYS = 90


class TokenForm(forms.Form):
    name = CleanCharField(label=_("이름"), max_length=100, help_text=_("어디에 쓰는지 적습니다."))
    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("대신할 직원"),
        empty_label=_("고르지 않음"),
        help_text=_("이 직원이 보는 기록까지만 다룹니다."),
    )
    role = forms.ModelChoiceField(
        Role.objects.order_by("order", "name"),
        label=_("역할"),
        empty_label=_("고르지 않음"),
        help_text=_("직원의 권한 가운데 이 역할에도 있는 것만 씁니다."),
    )
    expires_at = forms.DateField(
        label=_("만료일"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("name")
        if not user.has_perm(MASTER):
            people = people.filter(pk=user.pk)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].initial = user.pk
        self.fields["expires_at"].initial = timezone.localdate() + timedelta(days=DAYS)

    def clean_expires_at(self) -> datetime:
        """The end of that day."""
        day = self.cleaned_data["expires_at"]
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
