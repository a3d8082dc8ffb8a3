"""Every page of the side menu: it opens for whoever is shown it, and fits a phone when empty."""

import re

import pytest
from django.test import Client

from dangol.accounts.default_roles import install_default_roles
from dangol.accounts.models import Role, User

PHONE = {"width": 390, "height": 844}
# what a template or a sum of nothing leaves behind
LEFTOVERS = re.compile(r"\bNone\b|\bnan\b|\{\{|\{%|object at 0x")


def lines_of(client, menu="side", page="/"):
    """The addresses in a menu, folded ones too."""
    found = re.search(
        rf'<nav class="{menu}".*?</nav>', client.get(page, follow=True).text, re.DOTALL
    )
    return sorted(set(re.findall(r'<a [^>]*?href="(/[^"]*)"', found[0])))


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["leader", "rep", "agent", "marketer", "dealer"])
def test_a_role_is_shown_only_what_it_may_open(key):
    install_default_roles()
    person = User.objects.create_user("new", "dangol!2026", name="새사람")
    person.roles.add(Role.objects.get(key=key))
    client = Client()
    client.force_login(person)

    lines = lines_of(client)
    if "/settings/" in lines:
        lines += lines_of(client, "subnav", "/settings/")
    answers = {line: client.get(line, follow=True).status_code for line in lines}

    assert len(answers) > 3
    assert {line: code for line, code in answers.items() if code != 200} == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_page_of_the_menu_works_before_there_is_anything(sign_in, live_server, choi, client):
    page, troubles = sign_in(choi), []
    page.on("pageerror", lambda error: troubles.append(f"{page.url} {error}"))
    page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
    page.on("response", lambda got: got.status < 400 or troubles.append(f"{got.status} {got.url}"))
    page.set_viewport_size(PHONE)
    client.force_login(choi)
    for line in lines_of(client):
        page.goto(f"{live_server.url}{line}")
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            troubles.append(f"{line} is wider than a phone")
        if left := LEFTOVERS.search(page.locator("body").inner_text()):
            troubles.append(f"{line} shows {left[0]}")

    assert troubles == []
