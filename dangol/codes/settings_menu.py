"""The settings pages of all apps, and the menu beside them that shows what one may open."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.codes.preferences import pages
from dangol.kit.pages import render_page
from dangol.kit.registry import Registry

SECTIONS: dict[str, str | Promise] = {
    "company": _("회사"),
    "customers": _("고객"),
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


settings_pages: Registry[SettingsPage] = Registry()


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu beside a settings page, without what the person may not open."""
    person: Any = request.user
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in SECTIONS}
    for page in [*_preference_pages(), *(page for _name, page in settings_pages)]:
        if person.has_perm(page.permission):
            url = reverse(page.url, args=page.args)
            current = request.path.startswith(url)
            item = {"label": page.label, "url": url, "icon": page.icon, "current": current}
            found[page.section].append(item)
    _keep_longest(found)
    return [{"label": SECTIONS[name], "items": items} for name, items in found.items() if items]


def _keep_longest(found: dict[str, list[dict[str, Any]]]) -> None:
    """Of the pages whose address begins this one's, only the nearest is the current one."""
    current = [item for items in found.values() for item in items if item["current"]]
    for item in sorted(current, key=lambda item: len(item["url"]))[:-1]:
        item["current"] = False


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


def settings_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render a page that extends codes/settings.html, with the menu beside it."""
    context = {**context, "settings_sections": sections(request)}
    if fragment:
        return render_page(request, template, context, fragment=fragment, status=status)
    return render(request, template, context, status=status)
