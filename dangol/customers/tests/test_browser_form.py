"""The customer form in Chromium: saving leaves without a question, anything else asks first."""

import pytest
from playwright.sync_api import expect

from dangol.customers.models import Customer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(page):
    """What the browser asked; every question is answered with no."""
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    return asked


@pytest.fixture
def panel(sign_in, live_server, kim):
    page = sign_in(kim)
    page.goto(f"{live_server.url}/customers/")
    page.get_by_role("link", name="고객 등록").first.click()
    page.locator("#panel [name=name]").wait_for()
    return page.locator("#panel")


def test_registering_in_the_panel_asks_nothing(panel, page, asked):
    panel.locator("[name=name]").type("홍길동")
    panel.locator("footer .primary").click()

    expect(page.locator("h1")).to_have_text("홍길동")
    assert asked == []
    assert Customer.objects.get().name == "홍길동"


def test_a_look_up_inside_the_form_saves_nothing(panel, page, asked):
    with page.expect_response("**/twins/**"):
        panel.locator("[name=name]").type("홍길동")
    page.keyboard.press("Escape")

    assert asked == ["confirm"]
    assert panel.locator("[name=name]").input_value() == "홍길동"


def test_a_form_on_its_own_page_is_corrected_there(sign_in, live_server, kim, asked):
    customer = Customer.objects.create(owner=kim, number="T-1", name="홍길동")
    page = sign_in(kim)
    page.goto(f"{live_server.url}/customers/{customer.pk}/edit/")
    page.locator("[name=name]").fill("")
    page.locator("form .primary").click()

    page.locator("[name=name][aria-invalid=true]").wait_for()
    assert page.locator("[name=name]").count() == 1
    page.locator("[name=name]").fill("홍길순")
    page.locator("form .primary").click()
    expect(page.locator("h1")).to_have_text("홍길순")
    assert asked == []
