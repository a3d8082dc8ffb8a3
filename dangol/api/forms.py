from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.api.registry import event_choices


class WebhookForm(forms.Form):
    name = forms.CharField(label=_("이름"), max_length=100)
    url = forms.CharField(
        label=_("받는 주소"),
        max_length=500,
        help_text=_("https://로 시작합니다. 번호와 링크만 보내고 이름이나 전화는 보내지 않습니다."),
    )
    events = forms.MultipleChoiceField(label=_("알릴 일"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = list(event_choices())  # type: ignore[attr-defined]
