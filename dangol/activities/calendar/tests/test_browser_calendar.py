"""A rep looks at the week, moves a meeting by hand, by key and by form."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dangol.activities.testing import make_todo
from dangol.customers.testing import make_customer
from dangol.kit.tests.test_browser_ui import AXE

pytestmark = pytest.mark.browser
QUARTER = timedelta(minutes=15)


def axe_problems(page):
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def at(hour, days=0):
    today = timezone.localdate()
    tuesday = today - timedelta(days=(today.weekday() + 1) % 7) + timedelta(days=2 + days)
    return timezone.make_aware(datetime.combine(tuesday, time(hour)))


def local(todo):
    todo.refresh_from_db()
    return timezone.localtime(todo.starts_at), timezone.localtime(todo.due_at)


@pytest.fixture
def meeting(kim):
    customer = make_customer(kim, "한빛상사")
    return make_todo(kim, at(10), ends=at(11), title="견적 설명", kind="meeting", customer=customer)


@pytest.fixture
def week(sign_in, kim, meeting, live_server):
    page = sign_in(kim)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/activities/calendar/?view=week")
    return page


def chip(page):
    return page.locator(".calendar-hours .ev", has_text="견적 설명")


def shown_anew(page):
    return page.expect_response(lambda answer: "/calendar/?" in answer.url)


def box_of(part):
    """Where it lies, as soon as it does: a page that is just drawn anew has it nowhere."""
    while (box := part.bounding_box()) is None:
        expect(part).to_be_visible()
    return box


def drag(page, box, to):
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 20, steps=3)
    page.mouse.move(*to, steps=6)
    page.mouse.up()


def test_the_mouse_moves_and_stretches(week, meeting):
    expect(chip(week)).to_be_visible()
    assert axe_problems(week) == []
    box = box_of(chip(week))
    thursday = box_of(week.locator("[data-column]").nth(4))
    hour = box_of(week.locator(".clock span").first)["height"]

    with shown_anew(week):
        drag(week, box, (thursday["x"] + 30, box["y"] + 5 + 2 * hour))
    expect(week.get_by_text("옮겼습니다.")).to_be_visible()
    expect(week.locator(".slot")).to_have_attribute("style", "--at:720;--for:60;--lane:0;--lanes:1")
    assert local(meeting) == (at(12, days=2), at(13, days=2))

    grip = box_of(week.locator(".slot .stretch"))
    with shown_anew(week):
        drag(week, grip, (grip["x"] + 20, grip["y"] + 5 + hour))
    expect(week.locator(".slot")).to_have_attribute(
        "style", "--at:720;--for:120;--lane:0;--lanes:1"
    )
    assert local(meeting) == (at(12, days=2), at(14, days=2))

    with shown_anew(week):
        week.get_by_role("button", name="되돌리기").last.click()
    expect(week.locator(".slot")).to_have_attribute("style", "--at:720;--for:60;--lane:0;--lanes:1")
    assert local(meeting) == (at(12, days=2), at(13, days=2))


def test_what_changes_while_the_calendar_is_fetched_is_shown(week, meeting):
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    week.route(lambda url: "/calendar/?" in url, hold_the_first)
    chip(week).focus()
    week.keyboard.press("Alt+ArrowRight")
    while not held:
        week.wait_for_timeout(20)
    with week.expect_response(lambda answer: "/move/" in answer.url):
        week.get_by_role("button", name="되돌리기").click()
    route, stale = held[0]
    route.fulfill(response=stale)
    expect(chip(week)).to_have_attribute("data-day", at(10).date().isoformat())
    assert local(meeting) == (at(10), at(11))


def test_keys_move_and_keep_the_focus(week, meeting):
    for key, start, end in (
        ("Alt+ArrowRight", at(10, days=1), at(11, days=1)),
        (
            "Alt+ArrowUp",
            at(9, days=1) + timedelta(minutes=45),
            at(10, days=1) + timedelta(minutes=45),
        ),
        ("Alt+Shift+ArrowDown", at(9, days=1) + timedelta(minutes=45), at(11, days=1)),
    ):
        chip(week).focus()
        with shown_anew(week):
            week.keyboard.press(key)
        expect(chip(week)).to_be_focused()
        assert local(meeting) == (start, end)


def test_the_panel_moves_without_a_pointer(week, meeting):
    chip(week).focus()
    week.keyboard.press("Enter")
    panel = week.locator("#panel")
    expect(panel.get_by_role("heading", name="견적 설명")).to_be_visible()
    assert axe_problems(week) == []
    panel.get_by_label("시작").fill("15:00")
    panel.get_by_label("끝", exact=True).fill("16:30")
    panel.get_by_role("button", name="옮기기").click()
    expect(panel).to_be_hidden()
    expect(chip(week)).to_contain_text("15:00")
    assert local(meeting)[0] == at(15)


def test_a_phone_shows_a_list(week, meeting, live_server):
    week.set_viewport_size({"width": 390, "height": 844})
    week.goto(f"{live_server.url}/activities/calendar/?view=month")
    expect(week.locator(".agenda").get_by_text("견적 설명")).to_be_visible()
    expect(week.locator(".calendar.month")).to_be_hidden()
    assert axe_problems(week) == []
