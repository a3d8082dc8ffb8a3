"""What the logs tell the kit and codes: their right and their settings."""

from django.utils.translation import gettext_lazy as _

from dangol.audit.preferences import AuditPreferences
from dangol.codes import preferences
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.kit.access import declare

declare("audit.view_access", _("접속기록·변경 이력 보기와 점검"), group=_("관리"))
preferences.register(
    "audit",
    AuditPreferences,
    label=_("접속기록 기준"),
    help=_("개인정보를 누가 보았는지 남긴 기록을 얼마나 두고 무엇을 눈여겨볼지 정합니다."),
    icon="shield-check",
    section="records",
)

settings_pages.add("accesses")(
    SettingsPage("records", _("접속기록"), "audit:access_list", "scroll-text", "audit.view_access")
)
settings_pages.add("changes")(
    SettingsPage("records", _("변경 이력"), "audit:change_list", "history", "audit.view_access")
)
settings_pages.add("review")(
    SettingsPage(
        "records", _("월간 점검"), "audit:review_latest", "shield-check", "audit.view_access"
    )
)
settings_pages.add("view_counts")(
    SettingsPage("records", _("조회수"), "audit:view_counts", "eye", "audit.view_access")
)
