"""@이름 in a text: whom it calls, and how it is shown."""

import re
from collections.abc import Callable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from dangol.accounts.models import User
from dangol.codes.memory import remembered
from dangol.workspace.services import notify

_called = re.compile(r"(?<![\w@.])@([\w.]{2,40})")


@remembered
def _names() -> dict[str, int]:
    """Names and sign-in names of staff at work; a name two people share calls both by none."""
    found: dict[str, int | None] = {}
    for pk, name, username in User.objects.filter(is_active=True).values_list(
        "pk", "name", "username"
    ):
        for word in {name.replace(" ", ""), username}:
            found[word] = None if word in found else pk
    return {word: pk for word, pk in found.items() if pk}


def mentioned(text: str) -> dict[int, str]:
    """Ids of the people a text calls, and the words they were called by: @이도윤, @이도윤님."""
    found = {}
    for match in _called.finditer(text):
        word = match[1]
        names = _names()
        for end in range(len(word), 1, -1):
            if person := names.get(word[:end]):
                found[person] = word[:end]
                break
    return found


def tell_mentioned(text: str, notice: str, *, url: str, may_see: Callable[[User], bool]) -> None:
    """Put a line into the bells of those a text calls, if they may see what it is about."""
    ids = mentioned(text)
    people = User.objects.filter(pk__in=ids) if ids else ()
    notify([person.pk for person in people if may_see(person)], notice, url=url, kind="mention")


def linked(text: str) -> SafeString:
    """The text, escaped, with line breaks and those it calls marked."""
    names = sorted(set(mentioned(text).values()), key=len, reverse=True)
    html = str(escape(text))
    for name in names:
        html = html.replace(f"@{name}", str(format_html('<b class="mention">@{}</b>', name)))
    return mark_safe(html.replace("\n", "<br>"))  # noqa: S308 - escaped above
