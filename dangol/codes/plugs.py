"""What codes tells the kit, and its own settings pages."""

from django.utils.translation import gettext_lazy as _

from dangol.codes import company  # noqa: F401 - registers itself
from dangol.codes.calendar import hours  # noqa: F401 - registers itself
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.kit.access import declare

declare("codes.manage_codes", _("코드와 항목 관리"), group=_("관리"))
declare("codes.manage_settings", _("회사 설정 바꾸기"), group=_("관리"))

settings_pages.add("codes")(
    SettingsPage("customers", _("코드"), "codes:codes", "list-tree", "codes.manage_codes")
)
settings_pages.add("fields")(
    SettingsPage(
        "customers", _("항목 추가"), "codes:fields", "text-cursor-input", "codes.manage_codes"
    )
)
settings_pages.add("numbers")(
    SettingsPage("customers", _("번호 형식"), "codes:numbers", "hash", "codes.manage_codes")
)
settings_pages.add("holidays")(
    SettingsPage("company", _("휴일"), "codes:holidays", "calendar-days", "codes.manage_settings")
)
