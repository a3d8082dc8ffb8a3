"""Leaving out of a text who it is about, before it becomes an article others read."""

import re
from collections.abc import Iterable

from dangol.kit.korean.text import clean

_email = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# phones, accounts, orders and registration numbers: six digits or more, also in groups
_number = re.compile(r"(?<!\d)(?<!\d,)(?:[A-Z]{1,4}-?)?\d(?:[ .-]?\d){5,}(?!\d|,\d)")
_address = re.compile(r"https?://\S+")
_called = re.compile(r"\s*(?:고객님|님|씨)")


def without_people(text: str, names: Iterable[str]) -> str:
    """The text without e-mail addresses, long numbers and these names; web addresses go too.

    Names of one sign are left, as they would cut into other words. What it cannot know (another
    person's name, a street) stays, so somebody must read the draft.
    """
    text = _address.sub("○○○", text)
    text = _email.sub("○○○", text)
    text = _number.sub("○○○", text)
    for name in sorted({clean(name) for name in names}, key=len, reverse=True):
        if len(name) >= 2:
            text = re.sub(re.escape(name) + _called.pattern, "고객님", text)
            text = text.replace(name, "○○○")
    return text
