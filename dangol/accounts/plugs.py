"""What accounts tells the kit and codes: its rights and its settings pages."""

from django.utils.translation import gettext_lazy as _

from dangol.accounts.signin import security  # noqa: F401 - registers itself
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.kit.access import declare, declare_record

PEOPLE, ROLES = "accounts.manage_people", "accounts.manage_roles"
LOG, TOKENS = "accounts.view_log", "accounts.use_tokens"

declare(PEOPLE, _("직원과 부서 관리"), group=_("관리"))
declare(ROLES, _("역할과 권한 관리"), group=_("관리"))
declare(LOG, _("권한 변경·로그인 기록 보기"), group=_("관리"))
declare(TOKENS, _("API 토큰 만들기"), group=_("관리"))
declare_record("accounts", "absence", _("부재"))

for name, page in {
    "people": SettingsPage("company", _("직원"), "accounts:people", "users", PEOPLE),
    "absences": SettingsPage(
        "company", _("부재"), "accounts:absences", "calendar-clock", "accounts.view_absence"
    ),
    "departments": SettingsPage("company", _("부서"), "accounts:departments", "network", PEOPLE),
    "roles": SettingsPage("company", _("역할과 권한"), "accounts:roles", "key-round", ROLES),
    "tokens": SettingsPage("links", _("API 토큰"), "accounts:tokens", "plug", TOKENS),
    "access_log": SettingsPage(
        "records", _("권한 변경 기록"), "accounts:access_log", "scroll-text", LOG
    ),
    "sign_ins": SettingsPage("records", _("로그인 기록"), "accounts:sign_in_log", "log-in", LOG),
}.items():
    settings_pages.add(name)(page)
