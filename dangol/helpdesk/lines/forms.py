from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.lines.models import PhoneSystem


class LineForm(forms.Form):
    name = forms.CharField(label=_("이름"), max_length=100)
    dialect = forms.ChoiceField(label=_("사건 형식"), choices=PhoneSystem.Dialect.choices)
    dial_url = forms.CharField(
        label=_("전화 걸기를 알릴 주소"), max_length=500, required=False,
        help_text=_("비우면 번호를 눌러 거는 기능을 쓰지 않습니다. 서명은 같은 키로 합니다."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)
