"""Counting tries: after some wrong ones in a row an account, or an address, has to wait."""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from dangol.accounts.models import AccessChange, SignIn, User
from dangol.accounts.roles.services import log
from dangol.accounts.signin.security import is_inside, security
from dangol.kit.errors import Refused

ADDRESS_FACTOR = 10


class Locked(Refused):
    """Too many wrong tries; the message says when to come back."""


def account_named(login: str) -> User | None:
    """The account with this id or e-mail address, whatever the capitals."""
    return User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).first()


def begin_try(*, login: str, step: str, address: str, agent: str = "") -> SignIn:
    """Write a try down as wrong before it is judged, so that parallel guesses count too.

    Raises Locked, and judges nothing, while the account or the address has to wait.
    """
    person = account_named(login)
    key = person.username if person else _unknown(login)
    row = SignIn.objects.create(
        login=key,
        step=step,
        person=person,
        address=address[:45],
        agent=agent[:300],
        outcome=SignIn.Outcome.WRONG,
    )
    earlier = SignIn.objects.filter(pk__lt=row.pk)
    until = _locked_until(_since_success(earlier, row), security().lock_after)
    if until is None and not is_inside(address, security().addresses):
        wrong = earlier.filter(address=row.address, outcome=SignIn.Outcome.WRONG)
        until = _locked_until(wrong, security().lock_after * ADDRESS_FACTOR)
    if until:
        SignIn.objects.filter(pk=row.pk).update(outcome=SignIn.Outcome.LOCKED)
        raise Locked(_wait(until))
    return row


def succeed(row: SignIn) -> None:
    """The try was right: the account's count starts again."""
    SignIn.objects.filter(pk=row.pk).update(outcome=SignIn.Outcome.OK)


def record_success(person: User, *, step: str, address: str, agent: str) -> SignIn:
    """Write down a sign-in that guesses nothing, by passkey."""
    return SignIn.objects.create(
        login=person.username,
        person=person,
        step=step,
        address=address[:45],
        agent=agent[:300],
        outcome=SignIn.Outcome.OK,
    )


def tries_left(row: SignIn) -> int:
    """How many more wrong tries the account has after this one."""
    wrong = _since_success(SignIn.objects.filter(pk__lte=row.pk), row)
    return max(security().lock_after - _recent(wrong).count(), 0)


def wrong_message(row: SignIn) -> str:
    """What to tell somebody whose password was wrong; nothing about whether the account exists."""
    left = tries_left(row)
    if not left:
        return _wait(timezone.now() + timedelta(minutes=security().lock_minutes))
    return ngettext(
        "아이디나 비밀번호가 맞지 않습니다. 남은 횟수 %(n)d번",
        "아이디나 비밀번호가 맞지 않습니다. 남은 횟수 %(n)d번",
        left,
    ) % {"n": left}


def is_locked(person: User) -> bool:
    """Whether the account has to wait now."""
    for step in SignIn.Step.values:
        row = SignIn(login=person.username, step=step)
        if _locked_until(_since_success(SignIn.objects.all(), row), security().lock_after):
            return True
    return False


def unlock(person: User, *, actor: User) -> None:
    """Let a locked account try again at once."""
    for step in SignIn.Step.values:
        SignIn.objects.create(
            login=person.username, person=person, step=step, outcome=SignIn.Outcome.UNLOCKED
        )
    log(AccessChange.What.UNLOCKED, actor=actor, person=person)


def _since_success(rows: QuerySet[SignIn], row: SignIn) -> QuerySet[SignIn]:
    """Wrong tries of the same account and step since the last right one."""
    rows = rows.filter(login=row.login, step=row.step)
    good = rows.filter(outcome__in=[SignIn.Outcome.OK, SignIn.Outcome.UNLOCKED])
    last = good.order_by("-pk").values_list("pk", flat=True).first() or 0
    return rows.filter(pk__gt=last, outcome=SignIn.Outcome.WRONG)


def _recent(wrong: QuerySet[SignIn]) -> QuerySet[SignIn]:
    """Those that count together: the newest and what came so many minutes before it."""
    newest = wrong.order_by("-pk").values_list("at", flat=True).first()
    if newest is None:
        return wrong.none()
    return wrong.filter(at__gt=newest - timedelta(minutes=security().lock_minutes))


def _locked_until(wrong: QuerySet[SignIn], limit: int) -> datetime | None:
    newest = wrong.order_by("-pk").values_list("at", flat=True).first()
    until = newest and newest + timedelta(minutes=security().lock_minutes)
    if until is None or until <= timezone.now() or _recent(wrong).count() < limit:
        return None
    return until


def _wait(until: datetime) -> str:
    minutes = max(1, round((until - timezone.now()).total_seconds() / 60 + 0.49))
    return ngettext(
        "여러 번 틀려 잠갔습니다. %(n)d분 뒤에 다시 하거나 관리자에게 풀어 달라고 해 주세요.",
        "여러 번 틀려 잠갔습니다. %(n)d분 뒤에 다시 하거나 관리자에게 풀어 달라고 해 주세요.",
        minutes,
    ) % {"n": minutes}


def _unknown(login: str) -> str:
    """A name for what nobody is called: a hash, for people type passwords into this field too."""
    key = settings.SECRET_KEY.encode()
    digest = hmac.new(key, login.strip().casefold().encode(), hashlib.sha256).hexdigest()
    return f"?{digest[:20]}"
