import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_docs_page_works_without_the_internet_and_calls_the_api(sign_in, live_server, choi):
    page = sign_in(choi)
    outside, complaints = [], []
    page.on("request", lambda r: outside.append(r.url) if live_server.url not in r.url else None)
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.goto(f"{live_server.url}/api/v1/docs")
    page.locator("#operations-tag-codes[data-is-open=false]").click(timeout=90_000)
    page.locator(".opblock-get").first.click(timeout=90_000)
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    page.locator(".live-responses-table .response-col_status", has_text="200").wait_for()
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []
    assert complaints == []
