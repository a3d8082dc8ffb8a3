"""Keys for programs: made once, kept as a hash, narrowed by a role, ended by a day."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import AccessChange, ApiToken, Role, User
from dangol.accounts.roles.services import MASTER, covers, log, role_scopes
from dangol.kit.access import Scope
from dangol.kit.errors import Refused
from dangol.kit.records import change, create

PREFIX = "dgl_"
SHOWN = 12
LONGEST = timedelta(days=366)
TOUCH_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_token(
    *, name: str, person: User, role: Role, expires_at: datetime, actor: User
) -> tuple[ApiToken, str]:
    """Make a token; returns it with the key, which nobody can read again."""
    now = timezone.now()
    if not now < expires_at <= now + LONGEST:
        raise Refused(_("만료일은 내일부터 1년 안에서 정해 주세요."))
    if person != actor and not actor.has_perm(MASTER):
        raise Refused(_("다른 직원을 대신하는 토큰은 관리자만 만들 수 있습니다."))
    if not covers(actor, narrowed(person, role)):
        raise Refused(_("내게 없는 권한으로는 토큰을 만들 수 없습니다."))
    raw = PREFIX + secrets.token_urlsafe(32)
    token = create(
        ApiToken,
        actor=actor,
        name=name,
        prefix=raw[:SHOWN],
        digest=_digest(raw),
        person=person,
        role=role,
        created_by=actor,
        expires_at=expires_at,
    )
    log(AccessChange.What.TOKEN_MADE, actor=actor, person=person, role_name=role.name, after=name)
    return token, raw


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: User) -> ApiToken:
    """End a token now."""
    if token.revoked_at is None:
        change(token, actor=actor, revoked_at=timezone.now())
        log(
            AccessChange.What.TOKEN_REVOKED,
            actor=actor,
            person=token.person,
            role_name=token.role.name,
            before=token.name,
        )
    return token


def authenticate_token(raw: str) -> User | None:
    """The person a key acts for, with rights narrowed to its role; None for a key that is no good.

    Three queries, and one more a minute that notes the use.
    """
    if not (raw.startswith(PREFIX) and raw.isascii()):
        return None
    token = (
        ApiToken.objects.select_related("person__department", "role")
        .filter(digest=_digest(raw), person__is_active=True)
        .first()
    )
    if token is None or not token.is_usable:
        return None
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > TOUCH_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    person = token.person
    person.scopes = narrowed(person, token.role)
    person.token = token
    return person


def narrowed(person: User, role: Role) -> dict[str, Scope]:
    """Rights both the person and the role have, each as far as the narrower reaches."""
    limits = role_scopes([role])
    return {
        name: min(scope, limits[name], key=lambda value: value.width)
        for name, scope in person.scopes.items()
        if name in limits
    }


def _digest(raw: str) -> str:
    return sha256(raw.encode()).hexdigest()
