"""The list in Chromium: picking, columns, cells, the palette, search while composing."""

from pathlib import Path

import pytest
from django.apps import apps
from playwright.sync_api import expect

from dangol.accounts.testing import PASSWORD
from dangol.kit.search import search_text
from dangol.kit.testing.browser import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("dangol.workspace.tests.urls"),
    pytest.mark.django_db(transaction=True),
]
Customer = apps.get_model("customers", "Customer")
AXE = (Path(__file__).parents[2] / "kit/tests/axe.min.js").read_text()


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "ko-KR", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def office(kim):
    Customer.objects.bulk_create(
        Customer(
            owner=kim,
            number=f"T-{number:04}",
            name=f"고객{number:02}" if number else "홍길동",
            stage="prospect" if number % 2 else "target",
            search=search_text(f"고객{number:02}" if number else "홍길동"),
        )
        for number in range(60)
    )


@pytest.fixture
def people(office, sign_in, live_server, lee):
    page = sign_in(lee)
    page.goto(f"{live_server.url}/people-list/")
    until(page, "window.htmx && document.querySelector('kbd[data-mod]').textContent")
    return page


def rows(page):
    return page.locator("tr[data-row]")


def test_the_bulk_bar_changes_what_was_picked_and_takes_it_back(people):
    rows(people).nth(0).locator(".pick input").click()
    rows(people).nth(2).locator(".pick input").click(modifiers=["Shift"])
    expect(people.locator("[data-picked]")).to_have_text("3명 선택")

    people.get_by_role("button", name="단계 바꾸기").click()
    people.locator("#panel select[name=stage]").select_option("customer")
    people.locator("#panel footer .btn.primary").click()

    expect(people.locator(".toast")).to_contain_text("3건을 바꾸었습니다.")
    assert Customer.objects.filter(stage="customer").count() == 3
    people.get_by_role("button", name="되돌리기").click()
    people.wait_for_load_state()
    expect(people.locator(".toast")).to_contain_text("되돌렸습니다.")
    assert Customer.objects.filter(stage="customer").count() == 0


def test_everything_that_matches_can_be_picked(people):
    people.locator("thead .pick input").click()
    people.get_by_role("button", name="60명 모두 선택").click()
    expect(people.locator("[data-picked]")).to_have_text("60명 선택")

    people.get_by_role("button", name="단계 바꾸기").click()

    expect(people.locator("#panel")).to_contain_text("조건에 맞는 기록 모두")
    assert people.locator("#panel input[name=all]").input_value() == "1"


def test_columns_are_chosen_and_kept(people):
    people.locator("summary", has_text="열").click()
    people.locator("[data-columns] input[value=phone]").uncheck()
    people.get_by_role("button", name="적용").click()

    expect(people.locator("thead")).not_to_contain_text("전화")
    people.reload()
    expect(people.locator("thead")).not_to_contain_text("전화")
    expect(people.locator("thead")).to_contain_text("담당")


def test_a_cell_is_corrected_in_place(people):
    cell = rows(people).nth(0).locator("td[data-edit=memo]")
    cell.focus()
    people.keyboard.type("새 이름")
    people.keyboard.press("Enter")

    expect(people.locator(".toast")).to_be_visible()
    expect(rows(people).nth(0).locator("td[data-edit=memo]")).to_contain_text("새 이름")

    assert Customer.objects.filter(name="새 이름").count() == 1


def test_a_cell_waits_for_signing_in_again(people):
    people.context.clear_cookies(name="sessionid")
    cell = rows(people).nth(0).locator("td[data-edit=memo]")
    cell.focus()
    people.keyboard.type("로그인 뒤")
    people.keyboard.press("Enter")
    expect(people.get_by_text("로그인이 끝나 저장하지 못했습니다")).to_be_visible()

    other = people.context.new_page()
    other.goto(people.url)
    other.fill("[name=login]", "lee")
    other.fill("[name=password]", PASSWORD)
    other.press("[name=password]", "Enter")
    expect(rows(other).nth(0)).to_be_visible()
    other.close()

    people.evaluate("window.dispatchEvent(new Event('focus'))")  # no window manager tells it here
    people.keyboard.press("Enter")
    expect(cell).to_have_text("로그인 뒤")
    assert Customer.objects.filter(name="로그인 뒤").count() == 1


def test_search_keeps_the_caret_and_goes_into_the_address(people):
    field = people.locator("#list-search input[name=q]")
    field.click()
    people.keyboard.type("홍길")

    expect(rows(people)).to_have_count(1)
    expect(people.locator("#results mark")).to_have_text("홍길")
    people.keyboard.type("동")
    people.wait_for_url("**q=%ED%99%8D%EA%B8%B8%EB%8F%99**")
    assert field.input_value() == "홍길동"
    people.evaluate("history.go(-2)")
    expect(rows(people)).to_have_count(50)


def test_quick_filters_and_chips(people):
    people.locator("summary", has_text="단계").click()
    people.locator(".drop[open] input[value=prospect]").check()
    people.locator(".drop[open]").get_by_role("button", name="적용").click()

    expect(rows(people)).to_have_count(30)
    expect(people.locator("summary", has_text="단계: 잠재고객")).to_be_visible()


def test_conditions_are_built_in_the_panel(people):
    people.locator("a.chip.add").click()
    panel = people.locator("#panel")
    for name, value in (("field-0", "name"), ("op-0", "starts")):
        before = panel.locator("select[name=op-0]").element_handle()
        panel.locator(f"select[name={name}]").select_option(value)
        before.wait_for_element_state("hidden")  # another one took its place
    expect(panel.locator("select[name=op-0]")).to_have_value("starts")
    panel.locator("input[name=value-0]").fill("홍")
    panel.locator("footer .btn.primary").click()

    expect(rows(people)).to_have_count(1)
    expect(people.locator("#list-chips")).to_contain_text("이름: 첫머리 ‘홍’")
    people.locator("#list-chips a.chip", has_text="홍").click()
    expect(rows(people)).to_have_count(50)


def test_a_view_is_saved_as_a_tab(people):
    people.goto(people.url + "?stage=prospect")
    people.get_by_role("link", name="보기 저장").click()
    people.locator("#panel input[name=name]").fill("잠재만")
    people.locator("#panel footer .btn.primary").click()

    tab = people.locator("#list-tabs a", has_text="잠재만")
    expect(tab).to_have_attribute("aria-current", "page")


def test_the_palette_opens_pages(people):
    people.keyboard.press("Control+k")
    people.locator("#palette input").fill("홈")
    expect(people.locator("#palette [role=option]").first).to_contain_text("홈")
    people.keyboard.press("Enter")

    expect(people.locator("h1")).to_have_text("홈")


def test_the_palette_offers_what_the_picked_rows_can(people):
    people.keyboard.press("Control+k")
    people.locator("#palette input").fill("ㄷㄱ")
    expect(people.locator("#palette [role=option]").first).not_to_contain_text("단계 바꾸기")
    people.keyboard.press("Escape")

    rows(people).nth(0).locator(".pick input").click()
    rows(people).nth(1).locator(".pick input").click()
    people.keyboard.press("Control+k")
    people.locator("#palette input").fill("ㄷㄱ")

    group = people.get_by_role("group", name="2명 선택")
    expect(group.get_by_role("option")).to_have_text(["단계 바꾸기"])
    people.keyboard.press("Enter")
    people.locator("#panel select[name=stage]").select_option("customer")
    with people.expect_response(lambda answer: answer.request.method == "POST"):
        people.locator("#panel footer .btn.primary").click()
    assert Customer.objects.filter(stage="customer").count() == 2


def test_nothing_serious_for_screen_readers(people):
    for path in (
        "/people-list/",
        "/people-list/?stage=prospect&q=없다",
        "/",
        "/notices/",
        "/search/?q=홈",
    ):
        people.goto(people.url.split("/", 3)[0] + "//" + people.url.split("/")[2] + path)
        people.evaluate(AXE)
        found = people.evaluate("axe.run()")["violations"]
        worst = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
        assert worst == [], (path, [n["html"] for v in found for n in v["nodes"]][:5])


def test_on_a_phone_rows_are_cards(people):
    people.set_viewport_size({"width": 390, "height": 800})
    people.reload()

    assert people.evaluate("document.documentElement.scrollWidth") <= 390
    expect(rows(people).nth(0)).to_be_visible()
