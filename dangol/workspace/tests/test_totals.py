"""How many rows a list says it has, and how it finds them when they are many."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dangol.kit.lists import paging
from dangol.kit.lists.paging import Order, Total, matching, total_of
from dangol.workspace.lists.queries import state_of
from dangol.workspace.tests.lists import Customer, PeopleList

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.workspace.tests.urls")]


@pytest.fixture
def forty(make, kim, lee):
    cache.clear()
    for number in range(40):
        make(kim if number % 4 else lee, f"고객{number:02}", stage="prospect")


def test_exact_up_to_the_limit_then_estimated_and_kept(forty, kim, monkeypatch):
    rows = Customer.objects.filter(owner=kim)
    assert total_of(rows) == Total(30)

    monkeypatch.setattr(paging, "COUNT_LIMIT", 10)
    assert total_of(rows) == Total(30, exact=False)
    rows.first().delete()
    assert total_of(rows) == Total(30, exact=False)
    cache.clear()
    assert total_of(rows) == Total(29, exact=False)


def test_a_broad_search_says_at_least(forty, browse, lee, monkeypatch):
    monkeypatch.setattr(paging, "SEARCH_LIMIT", 5)
    monkeypatch.setattr(paging, "COUNT_LIMIT", 5)

    body = browse(lee).get("/people-list/?q=고객&size=25").content.decode()

    assert "1–25 / 5명 이상" in body


def test_every_way_finds_the_same_rows(forty, kim, lee, monkeypatch):
    """Narrow scope, walking the index, sorting: three plans, one answer."""
    found = []
    for narrow, share in ((True, 10), (False, 10**9), (False, 0)):
        monkeypatch.setattr(paging, "_is_narrow", lambda scope, q, narrow=narrow: narrow)
        monkeypatch.setattr(paging, "WALK_SHARE", share)
        cache.clear()
        matches = matching(PeopleList(), state_of(PeopleList(), "stage=prospect"), lee)
        with CaptureQueriesContext(connection) as queries:
            found.append(matches.ids(Order("name", down=True, newest=False), 5, 25))
        walked = any("INDEXED BY" in query["sql"] for query in queries.captured_queries)
        assert walked == (connection.vendor == "sqlite" and share == 10**9)

    assert len(found[0]) == 20
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("q", ["고객1", "ㄱㄱ", "없다", "!?", "고객"])
def test_a_search_among_few_finds_what_one_among_many_does(forty, lee, monkeypatch, q):
    found = []
    for narrow in (True, False):
        monkeypatch.setattr(paging, "_is_narrow", lambda scope, q, narrow=narrow: narrow)
        matches = matching(PeopleList(), state_of(PeopleList(), f"q={q}"), lee)
        found.append(matches.ids(Order("pk", down=True), 0, 50))

    assert found[0] == found[1]
