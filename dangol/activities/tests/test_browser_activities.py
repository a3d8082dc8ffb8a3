import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dangol.activities.models import Activity
from dangol.activities.testing import install_kinds
from dangol.customers.testing import make_customer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_day_of_a_rep(live_server, sign_in, kim):
    """One line becomes history and a to-do; the to-do is completed from home and followed."""
    install_kinds()
    customer = make_customer(kim, "이영희")
    page = sign_in(kim)

    page.goto(live_server.url + customer.get_absolute_url())
    box = page.get_by_label("내용")
    box.fill("방금 통화 20분 견적 관심, 내일 미팅")
    expect(page.locator(".read")).to_contain_text("20분")
    box.press("Control+Enter")
    expect(page.locator(".timeline")).to_contain_text("견적 관심")
    expect(page.locator(".timeline .plan")).to_contain_text("미팅")

    page.goto(live_server.url + reverse("workspace:home"))
    page.get_by_role("link", name="미팅 완료").click()
    panel = page.locator("#panel")
    expect(panel.get_by_label("다음 활동 만들기")).to_be_checked()
    panel.get_by_label("결과").fill("조건 합의")
    panel.get_by_role("button", name="저장").click()
    expect(page.locator("#toasts")).to_contain_text("완료했습니다")
    expect(page.get_by_role("link", name="미팅 완료")).to_have_count(0)

    done = Activity.objects.done().get(kind__key="meeting")
    assert (done.result, Activity.objects.open().get().kind.key) == ("조건 합의", "mail")


@pytest.mark.parametrize("name", ["quick", "todo_list", "activity_list", "board"])
def test_the_pages_have_no_problems(live_server, sign_in, lee, name):
    install_kinds()
    page, errors = sign_in(lee), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_viewport_size({"width": 390, "height": 800})

    page.goto(live_server.url + reverse(f"activities:{name}"))

    page.wait_for_timeout(300)
    assert errors == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
