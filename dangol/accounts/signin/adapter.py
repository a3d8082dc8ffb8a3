"""How django-allauth signs our staff in: no sign-up, our lockout, our passwords, our cookies."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from dangol.accounts.models import SignIn, User
from dangol.accounts.signin import passwords, services
from dangol.kit.db.prepared import prepared
from dangol.kit.personal import client_address

THEME_SECONDS = 365 * 24 * 3600


class StaffBackend(AuthenticationBackend):
    """Brings the department along: every page shows it."""

    def get_user(self, user_id: int) -> User | None:
        person = next(iter(_people(int(user_id))), None)
        return person if person and self.user_can_authenticate(person) else None


@prepared
def _people(user_id: int) -> "QuerySet[User]":
    return User.objects.select_related("department").filter(pk=user_id)


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        login = credentials.get("username") or credentials.get("email") or ""
        try:
            self.row = services.begin_try(
                login=login,
                step=SignIn.Step.PASSWORD,
                address=client_address(request),
                agent=self.get_http_user_agent(request),
            )
        except services.Locked as error:
            raise ValidationError(str(error), code="locked") from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        person = super().authenticate(request, **credentials)
        if person:
            services.succeed(self.row)
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        raise ValidationError(services.wrong_message(self.row), code="wrong")

    def set_password(self, user: Any, password: str) -> None:
        passwords.set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        records = get_authentication_records(request, user)
        if records and records[-1].get("passwordless"):
            services.record_success(
                user,
                step=SignIn.Step.PASSKEY,
                address=client_address(request),
                agent=self.get_http_user_agent(request),
            )
        if user.theme:
            response.set_cookie("theme", user.theme, max_age=THEME_SECONDS, samesite="Lax")
        return response
