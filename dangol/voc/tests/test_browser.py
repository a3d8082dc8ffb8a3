"""Judging voices in Chromium by the keyboard alone, as an agent does it in the morning."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from dangol.customers.testing import make_customer
from dangol.kit.testing.browser import until
from dangol.voc.models import Voice
from dangol.voc.testing import propose_voice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parents[2] / "kit/tests/axe.min.js").read_text()


def accessible(page):
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


def test_three_voices_by_three_keys(sign_in, live_server, kim):
    hong = make_customer(kim)
    told = {"customer_id": hong.pk, "kind": "complaint"}
    propose_voice(kim, "포장이 또 찢어졌어요", "ticket:1", severity=3, **told)
    propose_voice(kim, "앱이 있으면 좋겠어요", "ticket:2", severity=2, **told)
    propose_voice(kim, "안녕히 계세요 그럼", "ticket:3", severity=1, **told)
    page = sign_in(kim)
    page.goto(f"{live_server.url}/voc/triage/")
    until(page, "window.htmx")
    card = page.locator("#triage")  # what is said aloud stands on the page too
    expect(card.get_by_text("포장이 또 찢어졌어요", exact=True)).to_be_visible()
    accessible(page)

    page.get_by_label("심각도").select_option(label="경미")
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("a")
    expect(card.get_by_text("앱이 있으면 좋겠어요", exact=True)).to_be_visible()
    page.keyboard.press("4")
    expect(card.get_by_text("안녕히 계세요 그럼", exact=True)).to_be_visible()
    page.keyboard.press("d")
    expect(card.get_by_text("모두 확인했습니다.", exact=True)).to_be_visible()

    rows = Voice.objects.order_by("source").values_list("kind", "state", "severity")
    assert list(rows) == [
        ("complaint", "accepted", 1), ("proposal", "accepted", 2), ("complaint", "dismissed", 1),
    ]  # fmt: skip
    page.goto(f"{live_server.url}/voc/")
    until(page, "window.htmx")
    page.get_by_role("link", name="앱이 있으면 좋겠어요").click()
    page.get_by_role("link", name="개선과제 만들기", exact=True).click()
    page.get_by_role("button", name="저장", exact=True).click()
    expect(page.get_by_role("heading", name="앱이 있으면 좋겠어요")).to_be_visible()
    expect(page.get_by_role("link", name="앱이 있으면 좋겠어요")).to_be_visible()
    accessible(page)
