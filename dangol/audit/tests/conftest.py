import pytest
from django.db import connection

from dangol.audit import append_only


@pytest.fixture
def guarded(db):
    """The triggers an installation has; other tests go without, or no table could be emptied."""
    append_only.run(append_only.DROP, connection)
    append_only.run(append_only.CREATE, connection)
