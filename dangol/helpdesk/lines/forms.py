import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.lines.models import PhoneSystem

_WORD = RegexValidator(r"^[A-Za-z0-9_-]+$", _("영문, 숫자, -, _만 적어 주세요."))
_HOST = re.compile(r"[A-Za-z0-9.:-]+")


class LineForm(forms.Form):
    name = forms.CharField(label=_("이름"), max_length=100)
    dialect = forms.ChoiceField(label=_("사건 형식"), choices=PhoneSystem.Dialect.choices)
    dial_url = forms.CharField(
        label=_("전화 걸기를 알릴 주소"), max_length=500, required=False,
        help_text=_("비우면 번호를 눌러 거는 기능을 쓰지 않습니다. 서명은 같은 키로 합니다."),
    )  # fmt: skip
    ami_host = forms.CharField(
        label=_("관리자(AMI) 주소"), max_length=200, required=False,
        help_text=_("Asterisk만: 적으면 단골이 바로 이어 듣고 전화도 겁니다. 예: 192.168.0.10"),
    )  # fmt: skip
    ami_port = forms.IntegerField(
        label=_("관리자 포트"), min_value=1, max_value=65_535, initial=5038, required=False
    )
    ami_is_secure = forms.BooleanField(
        label=_("TLS로 잇기"), required=False, help_text=_("관리자의 TLS 포트는 대개 5039입니다.")
    )
    ami_username = forms.CharField(label=_("관리자 아이디"), max_length=100, required=False)
    ami_password = forms.CharField(
        label=_("관리자 비밀번호"), required=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("암호화해 저장합니다. 비우면 저장된 것을 그대로 씁니다."),
    )  # fmt: skip
    ami_channel = forms.CharField(
        label=_("전화기의 종류"), max_length=50, initial="PJSIP", required=False,
        validators=[_WORD], help_text=_("PJSIP이나 SIP. 걸 때 PJSIP/201처럼 부릅니다."),
    )  # fmt: skip
    ami_context = forms.CharField(
        label=_("걸 때의 컨텍스트"), max_length=80, initial="from-internal", required=False,
        validators=[_WORD],
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)

    def clean_ami_host(self) -> str:
        host = str(self.cleaned_data["ami_host"]).strip()
        if host and not _HOST.fullmatch(host):
            raise ValidationError(_t("주소만 적어 주세요. 예: 192.168.0.10"))
        return host

    def clean(self) -> dict[str, Any]:
        """What is left empty is as at first; a manager belongs to Asterisk and asks who we are."""
        found = super().clean() or {}
        for name in ("ami_port", "ami_channel", "ami_context"):
            if name not in self.errors:
                found[name] = found.get(name) or self.fields[name].initial
        if found.get("ami_host"):
            if found.get("dialect") != PhoneSystem.Dialect.ASTERISK:
                self.add_error("ami_host", _t("사건 형식을 Asterisk로 고르거나 비워 주세요."))
            if not found.get("ami_username"):
                self.add_error("ami_username", _t("manager.conf에 적은 아이디를 적어 주세요."))
        return found
