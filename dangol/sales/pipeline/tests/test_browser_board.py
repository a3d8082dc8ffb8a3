"""A card goes to another column by its menu."""

import pytest
from playwright.sync_api import expect

from dangol.sales.testing import make_deal, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_menu_of_a_card_moves_it(live_server, sign_in, kim):
    deal = make_deal(kim, "원두 납품")
    page = sign_in(kim)

    page.goto(f"{live_server.url}/sales/")
    page.get_by_label("원두 납품 옮기기").click()
    page.get_by_role("button", name=stage(2).name).click()

    column = page.locator(f"[data-column='{stage(2).pk}']")
    expect(column.get_by_role("link", name="원두 납품")).to_be_visible()
    deal.refresh_from_db()
    assert deal.stage == stage(2)
