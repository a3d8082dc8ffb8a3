"""Which passwords are good enough, and the only way to set one (KOREA PI-15)."""

import re
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.accounts.signin.security import security

_CLASSES = [r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]"]
_ALPHABETS = ["abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=?"]
LONGEST = 128


class CompositionValidator:
    """Ten signs of two kinds, or eight of three."""

    def validate(self, password: str, user: Any = None) -> None:
        kinds = sum(bool(re.search(kind, password)) for kind in _CLASSES)
        if len(password) > LONGEST:
            raise ValidationError(
                _("비밀번호는 %(n)d자까지 쓸 수 있습니다.") % {"n": LONGEST}, code="too_long"
            )
        if not (len(password) >= 10 and kinds >= 2) and not (len(password) >= 8 and kinds >= 3):
            raise ValidationError(self.get_help_text(), code="too_simple")

    def get_help_text(self) -> str:
        return _(
            "영문 대·소문자, 숫자, 기호 중 두 가지면 10자, 세 가지면 8자 이상으로 정해 주세요."
        )


class NotReusedValidator:
    """Neither the password now nor the one before it."""

    def validate(self, password: str, user: Any = None) -> None:
        used = [getattr(user, "password", ""), getattr(user, "previous_password", "")]
        if any(check_password(password, encoded) for encoded in used if encoded):
            raise ValidationError(
                _("최근에 쓴 비밀번호입니다. 다른 비밀번호를 정해 주세요."), code="reused"
            )

    def get_help_text(self) -> str:
        return _("최근 두 번 쓴 비밀번호는 다시 쓸 수 없습니다.")


def set_password(person: User, password: str, *, must_change: bool = False) -> None:
    """Give an account a password that was checked already; its other sessions end by themselves."""
    if person.has_usable_password():
        person.previous_password = person.password
    person.set_password(password)
    person.password_changed_at = timezone.now()
    person.must_change_password = must_change
    person.save(
        update_fields=[
            "password", "previous_password", "password_changed_at", "must_change_password"
        ]
    )  # fmt: skip


def one_time_password() -> str:
    """Twelve signs of every kind without those that look alike, to be read out once."""
    signs = [secrets.choice(alphabet) for alphabet in _ALPHABETS]
    signs += [secrets.choice("".join(_ALPHABETS[:3])) for _n in range(8)]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)


def must_change_password(person: User) -> bool:
    """Whether the person has to choose a new password before anything else."""
    days = security().password_days
    expired = days and person.password_changed_at < timezone.now() - timedelta(days=days)
    return person.must_change_password or bool(expired)
