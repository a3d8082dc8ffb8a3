"""Making what tests of sign-in need."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth

from dangol.accounts.models import SignIn, User

PASSWORD = "dangol!2026"
LOGIN, HOME = "/accounts/login/", "/"


def enter(client, login, password=PASSWORD, **request):
    """Send the sign-in form."""
    return client.post(LOGIN, {"login": login, "password": password}, **request)


def make_second_step(person: User) -> str:
    """Give a person an authenticator app; returns its secret."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def code_now(secret: str) -> str:
    """What the app shows now."""
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def has_second_step(person: User) -> bool:
    return Authenticator.objects.filter(user=person).exists()


def outcomes(login: str) -> list[str]:
    """How the tries of an account went, oldest first."""
    rows = SignIn.objects.filter(login=login).order_by("pk")
    return list(rows.values_list("outcome", flat=True))
