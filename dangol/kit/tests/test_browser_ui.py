"""What the scripts do, on the style page in Chromium."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from dangol.kit.testing.browser import until

AXE = (Path(__file__).parent / "axe.min.js").read_text()
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
WORST = {"serious", "critical"}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("dangol.kit.tests.urls_ui"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("choi"),  # without anyone every page leads to the set-up
]


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "ko-KR", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def style(page, live_server):
    page.goto(f"{live_server.url}/kit/")
    until(page, "window.htmx && document.querySelector('kbd[data-mod]').textContent")
    return page


def compose(page, syllables):
    """Type Hangul as an input method does: the text is being composed, not yet in the value."""
    cdp = page.context.new_cdp_session(page)
    cdp.send(
        "Input.imeSetComposition",
        {"text": syllables, "selectionStart": len(syllables), "selectionEnd": len(syllables)},
    )
    return cdp


def press_enter_composing(cdp, text, *, again=False):
    """Enter that ends the composition; some systems then report the same press again."""
    key = {"code": "Enter", "key": "Process", "windowsVirtualKeyCode": 229}
    cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    cdp.send("Input.insertText", {"text": text})
    plain = {"code": "Enter", "key": "Enter", "windowsVirtualKeyCode": 13}
    if again:
        cdp.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r", **plain})
    cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **plain})


def settle(page):
    """Let everything run that the last key put off."""
    page.evaluate("new Promise(done => setTimeout(() => setTimeout(done)))")


def tags(page):
    return page.locator("[data-tags] input[type=hidden]").evaluate_all(
        "all => all.map(e => e.value)"
    )


@pytest.mark.parametrize("again", [False, True])
def test_enter_in_a_half_typed_syllable_acts_once(style, again):
    style.locator("#id_tags").click()

    cdp = compose(style, "단골")
    press_enter_composing(cdp, "단골", again=again)
    settle(style)

    assert tags(style) == ["에스프레소", "월말 결제", "단골"]
    assert style.locator("#id_tags").input_value() == ""


def test_enter_acts_again_after_it(style):
    field = style.locator("#id_tags")
    field.click()
    press_enter_composing(compose(style, "하나"), "하나", again=True)
    settle(style)

    field.type("둘")
    field.press("Enter")

    assert tags(style)[2:] == ["하나", "둘"]


def test_a_composed_enter_submits_the_form_once(style):
    style.evaluate(
        """() => { window.sent = 0; const form = document.querySelector("#fields form");
        form.addEventListener("submit", (e) => { e.preventDefault(); window.sent += 1; }); }"""
    )
    style.locator("#id_name").click()

    press_enter_composing(compose(style, "나래"), "나래", again=True)
    settle(style)

    assert style.evaluate("window.sent") == 1
    assert style.locator("#id_name").input_value().endswith("나래")


def test_a_cell_takes_the_first_syllable_whole_and_saves(style):
    cell = style.locator("td[data-edit]").first
    cell.focus()

    compose(style, "공").send("Input.insertText", {"text": "공"})
    expect(style.locator(".editor:not(.idle)")).to_have_value("공")
    style.keyboard.press("Escape")
    cell.focus()
    style.keyboard.type("0212345678")
    style.keyboard.press("Enter")

    expect(cell).to_have_text("02-1234-5678")
    expect(style.locator(".toast")).to_have_text("저장했습니다.")


def test_a_refused_cell_keeps_what_was_typed(style):
    style.locator("td[data-edit]").first.focus()
    style.keyboard.type("abc")
    style.keyboard.press("Enter")

    expect(style.locator(".toast.bad")).to_contain_text("전화번호가 아닙니다")
    expect(style.locator(".editor")).to_have_value("abc")
    style.keyboard.press("Escape")
    assert style.locator("td[data-edit]").first.inner_text() == "010-4444-2741"


def test_shift_picks_the_rows_between_and_then_all_that_match(style):
    boxes = style.locator("tbody .pick input")
    boxes.nth(1).click()
    boxes.nth(3).click(modifiers=["Shift"])
    assert style.locator("[data-picked]").inner_text() == "3명 선택"
    assert style.locator("thead .pick input").evaluate("box => box.indeterminate")

    style.locator("thead .pick input").click()
    assert style.locator("[data-picked]").inner_text() == "5명 선택"
    style.locator("[data-pick-all]").click()
    assert style.locator("[data-picked]").inner_text() == "12,847명 선택"
    assert style.locator("input[name=all]").input_value() == "1"

    boxes.nth(0).click()
    assert style.locator("input[name=all]").input_value() == ""
    style.locator("[data-unpick]").click()
    assert not style.locator(".bulk").is_visible()


def test_letters_walk_the_list_also_in_hangul_mode(style):
    for _press in range(2):
        style.keyboard.press("j")
    assert style.evaluate("document.activeElement.textContent") == "한누리병원"
    style.evaluate(
        """document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
        {code: "KeyK", key: "ㅏ", bubbles: true}))"""
    )
    assert style.evaluate("document.activeElement.textContent") == "카페 하늘나래"
    style.keyboard.press("x")
    assert style.locator("[data-picked]").inner_text() == "1명 선택"


def test_letters_can_be_switched_off_and_do_nothing_in_fields(style):
    style.locator("#id_memo").click()
    style.keyboard.type("/?jx")
    assert style.locator("#id_memo").input_value() == "/?jx"
    assert style.locator("dialog[open]").count() == 0

    style.locator("#id_memo").blur()
    style.evaluate("document.body.dataset.keys = 'off'")
    style.keyboard.press("/")
    assert style.locator("dialog[open]").count() == 0


def test_the_palette_finds_with_arrows_and_enter(style):
    style.keyboard.press("Control+k")
    assert style.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    style.keyboard.insert_text("한누")  # asked once, so that no second answer chooses anew
    expect(style.locator("#palette-list [role=option]")).to_have_count(2)
    style.keyboard.press("ArrowDown")
    chosen = style.locator("#palette-list [aria-selected=true]")
    assert chosen.inner_text().endswith("한누리에프앤비")
    assert chosen.get_attribute("id") == style.locator("#palette input").get_attribute(
        "aria-activedescendant"
    )
    style.keyboard.press("Enter")

    style.wait_for_url(lambda url: unquote(url).endswith("found=한누리에프앤비"))


def test_an_enter_before_the_answer_waits_for_it(style):
    style.keyboard.press("/")
    press_enter_composing(compose(style, "한누"), "한누")

    style.wait_for_url("**/kit/?found=*")


def test_a_question_mark_lists_the_keys(style):
    style.keyboard.press("?")
    style.locator("#keys-help").wait_for()
    style.keyboard.press("Escape")

    style.locator("#keys-help").wait_for(state="hidden")


def test_the_palette_says_when_there_is_nothing(style):
    style.keyboard.press("/")
    style.keyboard.type("없음")

    style.get_by_text("‘없음’에 맞는 것이 없습니다.").wait_for()
    style.keyboard.press("Escape")
    style.locator("#palette").wait_for(state="hidden")


def test_the_theme_is_kept_for_the_next_page(style):
    for expected in ("light", "dark"):
        style.locator("[data-theme-toggle]").click()
        assert style.evaluate("document.documentElement.dataset.theme") == expected
    style.reload()
    assert style.locator("html").get_attribute("data-theme") == "dark"
    style.locator("[data-theme-toggle]").click()
    style.reload()
    assert style.locator("html").get_attribute("data-theme") is None


def test_a_dialog_gives_the_focus_back(style):
    opener = style.locator("[data-open=merge]")
    opener.click()
    assert style.locator("#merge").is_visible()
    style.keyboard.press("Escape")
    assert opener.evaluate("button => button === document.activeElement")
    opener.click()
    style.locator("#merge [data-close]").first.click()
    assert not style.locator("#merge").is_visible()


def test_a_dialog_closes_when_its_act_is_done(style):
    style.locator("[data-open=merge]").click()
    style.locator("#merge .primary").click()

    style.locator("#merge").wait_for(state="hidden")
    style.locator(".toast").wait_for()


def test_a_toast_undoes_and_stays_while_focused(style):
    style.clock.install()
    style.locator("#say").click()
    undo = style.locator(".toast [data-undo]")
    undo.wait_for()
    undo.focus()
    style.clock.fast_forward(6000)
    assert undo.is_visible()

    with style.expect_request(lambda request: request.method == "POST") as asked:
        undo.click()
    assert asked.value.url.endswith("/kit/act/")
    assert asked.value.headers["x-csrftoken"]


def test_a_toast_leaves_by_itself(style):
    style.clock.install()
    style.locator("#say").click()
    style.locator(".toast").wait_for()
    style.mouse.move(5, 5)
    style.clock.fast_forward(6000)

    style.locator(".toast").wait_for(state="detached")


def test_columns_move_by_key(style):
    style.locator(".columns summary").click()
    style.locator(".columns .grip").first.press("ArrowDown")

    names = style.locator(".columns li label").all_inner_texts()
    assert [name.strip() for name in names] == ["등급", "단계", "휴대전화"]


def test_money_is_set_in_order_on_leaving(style):
    style.locator("#money").fill("1234000원")
    assert style.locator("#money").input_value() == "1234000원"
    style.locator("#money").blur()
    assert style.locator("#money").input_value() == "1,234,000"


def test_unsaved_input_is_asked_about(style, live_server):
    asked = []
    style.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    style.locator("#id_memo").type("적던 말")
    style.goto(f"{live_server.url}/kit/?again")

    assert asked == ["beforeunload"]


def test_the_side_panel_asks_corrects_and_closes(style):
    style.keyboard.press("n")
    name = style.locator("#panel [name=new-name]")
    name.wait_for()
    assert name.evaluate("field => field === document.activeElement")
    asked = []
    style.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    name.fill("새 고객")
    style.keyboard.press("Escape")
    assert asked == ["confirm"]
    assert name.input_value() == "새 고객"
    name.press("Control+Enter")
    style.locator("#panel .error").wait_for()
    assert name.input_value() == "새 고객"
    style.locator("#panel").get_by_label("둘 다").check()
    style.locator("#panel .primary").click()

    style.locator("#panel").wait_for(state="hidden")
    style.locator(".toast").wait_for()
    assert asked == ["confirm"]


def test_what_just_came_in_hears_a_press_at_once(style):
    style.evaluate(
        """() => addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
        setTimeout(() => target.querySelector(".primary").click()); }, { once: true })"""
    )
    style.keyboard.press("n")

    expect(style.locator("#id_new-name_error")).to_be_visible()


LISTEN = """
window.heard = [];
addEventListener("dangol:notices", (event) => heard.push(event.detail.unread), true);
addEventListener("refresh", (event) => heard.push(event.target.id), true);
addEventListener("DOMContentLoaded", () => {
  document.getElementById("bell").dataset.refreshOn = "notices";
});
"""


def test_of_all_tabs_one_holds_the_stream_and_all_hear_it(context, live_server, sign_in, choi):
    sign_in(choi)
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    context.add_init_script(LISTEN)
    first, second = context.new_page(), context.new_page()
    first.goto(f"{live_server.url}/kit/")
    until(first, "heard.length === 2")
    second.goto(f"{live_server.url}/kit/")
    until(second, "window.htmx")
    assert len([url for url in asked if "/sse/" in url]) == 1
    assert first.evaluate("heard") == [5, "bell"]

    first.close()
    until(second, "heard.length === 2")
    assert len([url for url in asked if "/sse/" in url]) == 2


def test_a_tab_that_opens_later_hears_what_was_told_while_it_loaded(
    context, live_server, sign_in, choi
):
    sign_in(choi)
    context.add_init_script(LISTEN)
    first = context.new_page()
    first.goto(f"{live_server.url}/kit/")
    until(first, "heard.length === 2")
    second = context.new_page()
    drawn = "Object.defineProperty(performance, 'timeOrigin', { value: Date.now() - 60_000 })"
    second.add_init_script(drawn)
    second.goto(f"{live_server.url}/kit/")

    until(second, "heard.length === 2")
    assert second.evaluate("heard") == [5, "bell"]


def test_a_page_that_watches_a_job_has_a_stream_of_its_own(page, live_server, sign_in, choi):
    sign_in(choi)
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => (document.body.dataset.watch = 'job:5'))"
    )
    page.route("**/js/app.js*", lambda route: route.abort())
    page.goto(f"{live_server.url}/kit/")

    with page.expect_request(re.compile(r"/sse/\?missed=\d+&topics=job%3A5$")):
        page.evaluate(
            "import(document.querySelector('script[type=module][src]').src"
            ".replace('app.js', 'stream.js')).then(() => dispatchEvent(new Event('pageshow')))"
        )


def test_nothing_breaks_the_strict_content_policy(page, live_server):
    broken = []
    page.on("console", lambda message: broken.append(message.text))
    page.on("pageerror", lambda error: broken.append(str(error)))

    def strict(route):
        response = route.fetch()
        headers = {**response.headers, "content-security-policy": POLICY}
        route.fulfill(response=response, headers=headers)

    page.route("**/kit/", strict)
    page.goto(f"{live_server.url}/kit/")
    page.locator("[data-open=merge]").click()
    page.locator("#merge .primary").click()
    page.locator(".toast").wait_for()

    assert broken == []
    page.evaluate("document.head.append(Object.assign(document.createElement('style'), {}))")
    page.evaluate("document.body.setAttribute('onclick', '1')")
    assert "Content Security Policy" in broken[0]


@pytest.mark.parametrize("mode", ["light", "dark", "phone"])
def test_nothing_serious_for_axe(style, mode):
    style.emulate_media(color_scheme="dark" if mode == "dark" else "light", reduced_motion="reduce")
    if mode == "phone":
        style.set_viewport_size({"width": 390, "height": 844})
    style.evaluate(AXE)

    found = style.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [
        (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in WORST
    ] == []
    assert style.evaluate("document.documentElement.scrollWidth <= innerWidth")
