import pytest

from dangol.accounts.models import Grant, Role
from dangol.accounts.testing import PASSWORD, has_second_step
from dangol.kit.access import Scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def passkeys(context, page):
    """A device that says yes to every fingerprint."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_signs_in_without_a_password(live_server, page, kim, passkeys):
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/2fa/keys/add/")
    page.fill("[name=login]", "kim")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/reauthenticate/**")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/2fa/keys/add/")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/2fa/codes/")
    assert has_second_step(kim)

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/?next=/me/")
    page.click("#passkey_login")
    page.wait_for_url("**/me/")
    assert page.input_value("[name=name]") == "김하늘"
    assert kim.sign_ins.filter(step="passkey", outcome="ok").count() == 1


def test_the_grid_is_walked_by_key_and_sends_what_differs(live_server, sign_in, choi, kim):
    page = sign_in(choi)
    page.goto(f"{live_server.url}/roles/")
    Grant.objects.filter(role__name="영업사원").delete()
    page.reload()
    names = list(Role.objects.order_by("order", "name").values_list("name", flat=True))
    column = names.index("영업사원")
    cell = page.locator("tr:not(.sect) .scope").nth(column)

    cell.click()
    assert cell.inner_text() == "허용"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.click(".top button.primary")
    page.wait_for_selector(".toast")

    held = Grant.objects.filter(role__name="영업사원")
    assert list(held.values_list("permission", "scope")) == [("accounts.manage_people", Scope.ALL)]


def test_codes_are_ordered_by_key(live_server, sign_in, choi):
    from dangol.codes.registry import groups  # noqa: PLC0415
    from dangol.codes.services import install_codes  # noqa: PLC0415

    install_codes("general")
    name = next(name for name, group in groups if len(group.defaults) > 2)
    page = sign_in(choi)
    page.goto(f"{live_server.url}/codes/{name}/")
    before = page.locator("[data-columns] .badge").all_inner_texts()

    page.focus("[data-columns] .grip >> nth=0")
    page.keyboard.press("ArrowDown")
    page.click("button[form=order]")
    page.wait_for_selector(".toast")

    after = page.locator("[data-columns] .badge").all_inner_texts()
    assert after == [before[1], before[0], *before[2:]]
