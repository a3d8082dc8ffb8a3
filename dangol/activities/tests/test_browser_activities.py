from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from dangol.activities.models import Activity
from dangol.activities.testing import install_kinds
from dangol.customers.testing import make_customer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cell(page, day):
    return page.locator(f'[data-cell="{day:%Y-%m-%d}"]')


def due_day(todo):
    todo.refresh_from_db()
    return timezone.localdate(todo.due_at)


def test_the_first_day_of_a_new_user(live_server, sign_in, kim):
    """One line is history and a to-do; done, it is followed; moved twice; read by a calendar."""
    install_kinds()
    customer = make_customer(kim, "이영희")
    page = sign_in(kim)

    page.goto(live_server.url + customer.get_absolute_url())
    box = page.get_by_label("내용")
    box.fill("방금 통화 20분 견적 관심, 내일 미팅")
    expect(page.locator(".read")).to_contain_text("20분")
    with page.expect_response(lambda answer: "/timeline/" in answer.url):
        page.evaluate(
            "document.dispatchEvent(new Event('activities'))"
        )  # a colleague did something
    box.press("Control+Enter")
    expect(page.locator(".timeline")).to_contain_text("견적 관심")
    expect(page.locator(".timeline .plan")).to_contain_text("미팅")
    expect(page.locator("#last-contact")).to_contain_text("방금")

    page.goto(live_server.url + reverse("workspace:home"))
    page.get_by_role("link", name="미팅 완료").click()
    panel = page.locator("#panel")
    expect(panel.get_by_label("다음 활동 만들기")).to_be_checked()
    panel.get_by_label("결과").fill("조건 합의")
    panel.get_by_role("button", name="저장").click()
    expect(page.locator("#toasts")).to_contain_text("완료했습니다")
    expect(page.get_by_role("link", name="미팅 완료")).to_have_count(0)
    done, after = Activity.objects.done().get(kind__key="meeting"), Activity.objects.open().get()
    assert (done.result, after.kind.key) == ("조건 합의", "mail")

    start = due_day(after)
    on = (start.replace(day=10), start.replace(day=11), start.replace(day=12))
    on = on if start not in on else tuple(day + timedelta(days=5) for day in on)
    page.goto(f"{live_server.url}{reverse('activities:calendar')}?view=month&on={start}")
    chip = page.locator(".calendar.month .ev[data-event]")
    chip.drag_to(cell(page, on[0]))
    expect(cell(page, on[0]).locator(".ev[data-event]")).to_be_visible()
    assert due_day(after) == on[0]
    chip.press("Alt+ArrowRight")
    expect(cell(page, on[1]).locator(".ev[data-event]")).to_be_focused()
    assert due_day(after) == on[1]

    page.get_by_role("link", name="달력 구독").click()
    page.get_by_role("button", name="주소 만들기").click()
    address = page.locator("[data-copy]").get_attribute("data-copy")
    answer = page.request.get(address)
    program = Calendar.from_ical(answer.body())
    by_name = {str(one["SUMMARY"]): one for one in program.walk("VEVENT")}
    event = by_name["미팅 후속 · 이영희"]
    assert answer.headers["content-type"].startswith("text/calendar")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (on[1], on[2])
    assert set(by_name) == {"미팅 후속 · 이영희", "✓ · 미팅 · 이영희", "✓ · 전화 · 이영희"}


@pytest.mark.parametrize("name", ["quick", "todo_list", "activity_list", "board"])
def test_the_pages_have_no_problems(live_server, sign_in, lee, name):
    install_kinds()
    page, errors = sign_in(lee), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_viewport_size({"width": 390, "height": 800})

    page.goto(live_server.url + reverse(f"activities:{name}"))

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert errors == []
