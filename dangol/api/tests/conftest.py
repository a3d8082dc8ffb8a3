from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from dangol.accounts.tokens.services import make_token


@pytest.fixture(autouse=True)
def _cold():
    cache.clear()


@pytest.fixture
def bearer(choi):
    """Headers with a fresh token of this person, within their own role."""

    def make(person, days=30):
        ends = timezone.now() + timedelta(days=days)
        role = person.roles.get()
        _token, raw = make_token(name="연동", person=person, role=role, expires_at=ends, actor=choi)
        return {"Authorization": f"Bearer {raw}"}

    return make
