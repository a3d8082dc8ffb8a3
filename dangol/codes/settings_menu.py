"""The settings pages of all apps, for the menu beside them and the search palette."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.codes.preferences import pages
from dangol.kit.registry import Registry

SECTIONS: dict[str, str | Promise] = {
    "company": _("회사"),
    "customers": _("고객"),
    "sales": _("영업·주문"),
    "outreach": _("활동·메시지"),
    "service": _("상담"),
    "links": _("연결"),
    "records": _("기록"),
}


class SettingsPage(NamedTuple):
    """One line of the menu. `url` is a URL name; `section` one of SECTIONS."""

    section: str
    label: str | Promise
    url: str
    icon: str
    permission: str
    args: tuple[str, ...] = ()


class SettingsLine(NamedTuple):
    """A settings page one may open."""

    section: str
    label: str
    url: str
    icon: str


settings_pages: Registry[SettingsPage] = Registry()


def settings_lines(may: Callable[[str], Any]) -> Iterator[SettingsLine]:
    """The pages of which `may` answers yes to the permission, section by section."""
    order = list(SECTIONS)
    every = [*_preference_pages(), *(page for _name, page in settings_pages)]
    for page in sorted(every, key=lambda page: order.index(page.section)):
        if may(page.permission):
            try:
                url = reverse(page.url, args=page.args)
            except NoReverseMatch:  # a page that is not there
                continue
            yield SettingsLine(page.section, str(page.label), url, page.icon)


def settings_sections(lines: Iterable[SettingsLine], here: str) -> list[dict[str, Any]]:
    """The menu beside a settings page, where the page at the address `here` is the current one."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in SECTIONS}
    for line in lines:
        found[line.section].append({**line._asdict(), "current": line.url == here})
    return [{"label": SECTIONS[name], "items": items} for name, items in found.items() if items]


def _preference_pages() -> list[SettingsPage]:
    return [
        SettingsPage(
            page.section,
            page.label,
            "codes:preferences",
            page.icon,
            "codes.manage_settings",
            (name,),
        )
        for name, page in sorted(pages, key=lambda pair: pair[1].order)
    ]
