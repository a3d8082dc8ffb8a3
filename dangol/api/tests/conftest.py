import pytest
from django.core.cache import cache

from dangol.api.testing import token_headers


@pytest.fixture(autouse=True)
def _cold():
    cache.clear()


@pytest.fixture
def bearer(choi):
    return lambda person: token_headers(person, by=choi)
