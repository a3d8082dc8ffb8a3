import pytest
from django.core.cache import cache
from django_tasks import default_task_backend  # noqa: TID251

from dangol.api.testing import token_headers


@pytest.fixture(autouse=True)
def _cold():
    cache.clear()


@pytest.fixture
def bearer(choi):
    return lambda person: token_headers(person, by=choi)


@pytest.fixture
def waiting_jobs(_queue):
    """What is queued, to look at."""
    return default_task_backend.results
