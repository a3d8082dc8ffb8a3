"""What every page's frame shows: menu, company, the person, unread notices."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dangol.codes.company import company
from dangol.codes.settings_menu import SettingsLine, settings_lines, settings_sections
from dangol.kit.korean.text import choseong
from dangol.workspace import queries
from dangol.workspace.registry import MENU_ROOM, SECTIONS, Action, MenuItem, actions, corners, menu


class Line(NamedTuple):
    """A menu line or command this person may use."""

    label: str
    url: str
    icon: str
    section: str = ""
    tab: bool = False
    key: str = ""
    number: int = 0


def workspace(request: HttpRequest) -> dict[str, Any]:
    """Context processor; nothing for strangers."""
    user = request.user
    if not user.is_authenticated:
        return {}
    return {
        "menu": SimpleLazyObject(lambda: _sections(user, request)),
        "settings_sections": SimpleLazyObject(lambda: _settings_menu(user, request.path)),
        "company": SimpleLazyObject(lambda: company().name),
        "me": {
            "name": user.visible_label,
            "note": user.department.name if user.department else "",
            "keys": "on" if user.has_letter_keys else "off",
        },
        "unread": SimpleLazyObject(lambda: queries.unread_count(user)),
        "corners": SimpleLazyObject(lambda: _corners(request)),
    }


def _corners(request: HttpRequest) -> list[dict[str, Any]]:
    """The places in the corner of the page this person may see filled, and whether they are now."""
    rights, _language, urlconf = _view_of(request.user)
    return [
        {"name": name, "url": _address(corner.url_name, urlconf), "topic": corner.topic,
         "extras": corner.extras(), "stands": f"corner-{name}" in request.COOKIES}
        for name, corner in corners
        if corner.permission in rights
    ]  # fmt: skip


def _sections(user: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """The menu as the frame takes it (docs/recipes/add-a-page.md); where one is, is unfolded."""
    here = _here(user, request.path)
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in menu_items(user):
        lines[line.section].append(
            line._asdict()
            | {"current": line.url == here, "count": line.number, "hot": bool(line.number)}
        )
    if settings := _settings(*_view_of(user)):
        home = Line(_("설정"), reverse("codes:settings"), "settings", "settings")
        inside = any(line.url == here for line in settings)
        lines["settings"] = [home._asdict() | {"current": inside}]
    current = {key for key, items in lines.items() if any(item["current"] for item in items)}
    folded = _folded(lines, current, request.COOKIES.get("folded"))
    return [
        {"label": str(label), "items": lines[key], "key": key, "folded": key in folded}
        for key, label in SECTIONS.items()
        if key in lines
    ]


def _folded(lines: Mapping[str, Sequence[Any]], current: set[str], chosen: str | None) -> set[str]:
    """What the person folded; until they do, what would not fit on the screen."""
    if chosen is not None:
        return set(chosen.split(".")) - current
    named = [key for key, label in SECTIONS.items() if label and key in lines]
    room = MENU_ROOM - len(named) - sum(len(lines[key]) for key in lines if key not in named)
    folded = set()
    for key in sorted(named, key=lambda key: key not in current):
        room -= len(lines[key])
        if room < 0 and key not in current:
            folded.add(key)
    return folded


def _here(user: Any, path: str) -> str:
    """The address in the menus that is nearest above this one."""
    view = _view_of(user)
    urls = [line.url for _item, line in _pages(*view)] + [line.url for line in _settings(*view)]
    return max((url for url in urls if url != "/" and path.startswith(url)), key=len, default=path)


def _settings_menu(user: Any, path: str) -> list[dict[str, Any]]:
    return settings_sections(_settings(*_view_of(user)), _here(user, path))


def settings_items(user: Any, q: str) -> list[SettingsLine]:
    """The settings pages this person may open of which the name holds the words."""
    return [line for line in _settings(*_view_of(user)) if _found(q, line.label)]


@lru_cache(maxsize=64)
def _settings(rights: frozenset[str], _language: str, _urlconf: str) -> list[SettingsLine]:
    return list(settings_lines(rights.__contains__))


def menu_items(user: Any, q: str = "") -> Iterator[Line]:
    """The menu lines of pages that are there and allowed, of which the name holds the words."""
    for item, line in _pages(*_view_of(user)):
        if _found(q, line.label):
            yield line._replace(number=item.badge(user)) if item.badge else line


def allowed_actions(user: Any, q: str = "") -> Iterator[Line]:
    """The commands this person may use, of which the name or keywords hold the words."""
    for words, line in _commands(*_view_of(user)):
        if _found(q, words):
            yield line


def _view_of(user: Any) -> tuple[frozenset[str], str, str]:
    """What the menu depends on: rights, language, and the addresses in use."""
    rights = frozenset(user.scopes if user.is_active else ())
    return rights, get_language() or "", get_urlconf() or settings.ROOT_URLCONF


@lru_cache(maxsize=64)
def _pages(rights: frozenset[str], _language: str, urlconf: str) -> list[tuple[MenuItem, Line]]:
    """Kept, because the registry is full once the server has started."""
    found = []
    for _name, item in sorted(menu, key=lambda pair: pair[1].order):
        url = _address(item.url_name, urlconf)
        if url and _allowed(rights, item):
            line = Line(str(item.label), url, item.icon, item.section, item.tab, item.key)
            found.append((item, line))
    return found


@lru_cache(maxsize=64)
def _commands(rights: frozenset[str], _language: str, urlconf: str) -> list[tuple[str, Line]]:
    found = []
    for _name, action in actions:
        url = _address(action.url_name, urlconf)
        if url and _allowed(rights, action):
            words = f"{action.label} {action.keywords}"
            found.append((words, Line(str(action.label), url, action.icon)))
    return found


def _allowed(rights: frozenset[str], item: MenuItem | Action) -> bool:
    return not item.permission or item.permission in rights


def _address(url_name: str, urlconf: str) -> str:
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""


def _found(q: str, words: str) -> bool:
    """A word, or the initial consonants of one: ㄱㄱ finds 고객."""
    wanted = "".join(q.split()).casefold()
    if not wanted:
        return True
    text = "".join(words.split()).casefold()
    return wanted in text or wanted in choseong(text)
