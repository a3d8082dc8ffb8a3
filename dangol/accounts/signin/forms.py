"""The forms of signing in: allauth's, in our words, with our lockout for codes too."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import SignIn, User
from dangol.accounts.signin import services
from dangol.accounts.signin.passwords import CompositionValidator
from dangol.codes.company import company
from dangol.kit.personal import client_address


def _say(form: forms.Form, **labels: Any) -> None:
    """Our labels instead of allauth's, and none of its placeholders."""
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def _say_rules(form: forms.Form, name: str) -> None:
    form.fields[name].help_text = CompositionValidator().get_help_text()


def _begin_try(person: User, step: str) -> SignIn:
    """Count a guess before it is judged; a locked account is told so."""
    request = context.request
    try:
        return services.begin_try(
            login=person.username,
            step=step,
            address=client_address(request),
            agent=request.META.get("HTTP_USER_AGENT", ""),
        )
    except services.Locked as error:
        raise ValidationError(str(error), code="locked") from None


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login=_("아이디나 이메일"), password=_("비밀번호"))
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs.update(
            autocomplete="username", autocapitalize="none", spellcheck="false"
        )
        self.fields["login"].max_length = 254
        self.fields["login"].widget.attrs["autofocus"] = True

    @property
    def company(self) -> str:
        return company().name

    @property
    def can_mail(self) -> bool:
        return bool(settings.EMAIL_HOST)


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            oldpassword=_("지금 비밀번호"),
            password1=_("새 비밀번호"),
            password2=_("새 비밀번호 한 번 더"),
        )
        self.fields["oldpassword"].help_text = ""
        _say_rules(self, "password1")

    def clean_oldpassword(self) -> str:
        row = _begin_try(self.user, SignIn.Step.PASSWORD)
        try:
            password: str = super().clean_oldpassword()
        except ValidationError:
            raise ValidationError(services.wrong_message(row), code="wrong") from None
        services.succeed(row)
        return password


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email=_("이메일"))


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password1=_("새 비밀번호"), password2=_("새 비밀번호 한 번 더"))
        _say_rules(self, "password1")


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password=_("비밀번호"))
        self.fields["password"].help_text = ""


class _CountedCode(mfa.BaseAuthenticateForm):
    """A code is guessed like a password, so wrong ones count like wrong passwords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=_("인증 번호"))
        self.fields["code"].max_length = 20
        self.fields["code"].widget.attrs.update(inputmode="numeric", autofocus=True)

    def clean_code(self) -> str:
        row = _begin_try(self.user, SignIn.Step.CODE)
        try:
            code: str = super().clean_code()
        except ValidationError:
            raise ValidationError(services.wrong_message(row), code="wrong") from None
        services.succeed(row)
        return code


class AuthenticateForm(_CountedCode, mfa.AuthenticateForm):
    pass


class ReauthenticateCodeForm(_CountedCode, mfa.ReauthenticateForm):
    pass


class ActivateCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=_("앱에 나온 6자리 번호"))
        self.fields["code"].widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except ValidationError:
            raise ValidationError(
                _t("번호가 맞지 않습니다. 앱에 지금 나온 6자리를 적어 주세요.")
            ) from None
        return code


class AddKeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, name=_("이름"), passwordless=_("비밀번호 없이 이것만으로 로그인"))
        self.fields["name"].max_length = 100
        self.fields["passwordless"].help_text = _("지문·얼굴이나 PIN으로 본인을 확인합니다.")
        self.fields["passwordless"].initial = True


class EditKeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, name=_("이름"))
        self.fields["name"].max_length = 100
