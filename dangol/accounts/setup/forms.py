from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.people.forms import username_rule
from dangol.accounts.setup.registry import samples
from dangol.accounts.signin.passwords import CompositionValidator
from dangol.codes.company import PROFILES, checked_business_number
from dangol.codes.forms import CleanCharField
from dangol.codes.registry import presets


class CompanyForm(forms.Form):
    name = CleanCharField(label=_("회사 이름"), max_length=200)
    business_number = CleanCharField(
        label=_("사업자등록번호"),
        max_length=20,
        required=False,
        help_text=_("아직 없으면 비워 두세요."),
    )
    address = CleanCharField(label=_("주소"), max_length=200, required=False)
    phone = CleanCharField(label=_("대표 전화"), max_length=30, required=False)

    def clean_business_number(self) -> str:
        return checked_business_number(self.cleaned_data["business_number"])


class WorkForm(forms.Form):
    profile = forms.ChoiceField(
        label=_("주된 고객"), choices=PROFILES, initial="both", widget=forms.RadioSelect
    )
    preset = forms.ChoiceField(label=_("업종"), initial="general", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = [  # type: ignore[attr-defined]
            (name, preset.label) for name, preset in presets
        ]


class SampleForm(forms.Form):
    sample = forms.ChoiceField(label=_("시작할 자료"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = [(name, sample.label) for name, sample in samples]
        empty = ("", _("빈 화면에서 시작하기"))
        self.fields["sample"].choices = [empty, *made]  # type: ignore[attr-defined]


class AdminForm(forms.Form):
    username = CleanCharField(
        label=_("아이디"),
        validators=[username_rule],
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    name = CleanCharField(label=_("이름"), max_length=100)
    email = forms.EmailField(label=_("이메일"), required=False)
    password = forms.CharField(
        label=_("비밀번호"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("비밀번호 한 번 더"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = CompositionValidator().get_help_text()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        password = values.get("password")
        if password and values.get("again") and password != values["again"]:
            self.add_error("again", _t("두 비밀번호가 다릅니다. 똑같이 적어 주세요."))
        elif password:
            names = {k: values.get(k, "") for k in ("username", "name", "email")}
            try:
                validate_password(password, User(**names))
            except ValidationError as error:
                self.add_error("password", error)
        return values
