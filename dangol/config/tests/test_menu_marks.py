"""Whatever page of sales and targets one is on, the menu marks the entry it belongs to."""

from importlib import import_module

import pytest
from django.urls import reverse

from dangol.workspace.context import _here

pytestmark = pytest.mark.django_db
# what the first page of each app leads to; every other page has an entry of its own above it
FIRST = {
    "/sales/": {
        "board", "customer_names", "deal_calendar", "deal_map", "funnel", "funnel_rows",
        "public_script",
    },
    "/targets/": {"board_toggle", "call_write", "quota_add", "quota_list", "quota_spread"},
}  # fmt: skip


@pytest.mark.parametrize("app", ["sales", "targets"])
def test_every_page_marks_its_own_entry(app, choi):
    pages = {
        pattern.name: reverse(f"{app}:{pattern.name}")
        for pattern in import_module(f"dangol.{app}.urls").urlpatterns
        if "<" not in str(pattern.pattern)
    }
    first = f"/{app}/"
    marked = {name: _here(choi, url) for name, url in pages.items()}

    assert len(pages) > 8
    assert {name for name, url in marked.items() if url == first} <= FIRST[first]
    assert all(url.startswith(first) for url in marked.values()), marked
