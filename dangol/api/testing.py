"""Tokens for tests of this app and of those above."""

from datetime import timedelta

from django.utils import timezone

from dangol.accounts.models import User
from dangol.accounts.tokens.services import make_token


def token_headers(person: User, *, by: User) -> dict[str, str]:
    """Headers with a fresh token of this person, within their own role."""
    role, ends = person.roles.get(), timezone.now() + timedelta(days=30)
    _token, raw = make_token(name="연동", person=person, role=role, expires_at=ends, actor=by)
    return {"Authorization": f"Bearer {raw}"}
