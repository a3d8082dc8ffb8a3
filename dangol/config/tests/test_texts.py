"""Every text has its English; an English page shows no Korean."""

import re

import pytest

from dangol.config import messages

COMMENT = re.compile("<!--.*?-->", re.S)


@pytest.fixture
def english(client, settings, choi):
    """Asks for a page as a stranger whose browser speaks English."""
    messages.compile_catalogues()
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS]  # forgets what was read before
    settings.DEBUG = True

    def get(address: str) -> str:
        answer = client.get(address, headers={"accept-language": "en"})
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, "en")
        return COMMENT.sub("", answer.content.decode())

    return get


def test_every_text_has_its_english():
    assert messages.problems() == []


@pytest.mark.parametrize(
    ("address", "words"), [("/accounts/login/", "Welcome back."), ("/kit/", "Components")]
)
def test_an_english_page_shows_no_korean(english, address, words):
    page = english(address)
    assert words in page
    assert [line.strip() for line in page.splitlines() if messages.HANGUL.search(line)] == []
