"""What 자동영업알림 hangs into the frame."""

from django.utils.translation import gettext_lazy as _

from dangol.activities.alerts import jobs, reports  # noqa: F401 - registers itself
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.kit.access import declare
from dangol.workspace.registry import MenuItem, menu

declare("activities.manage_alerts", _("자동영업알림 규칙 관리"), group=_("영업활동"))

settings_pages.add("alerts")(
    SettingsPage(
        "outreach", _("자동영업알림"), "activities:alerts", "bell-ring", "activities.manage_alerts"
    )
)
menu.add("alert_compliance")(
    MenuItem(
        "insight",
        _("접촉 주기 지킴"),
        "activities:alert_compliance",
        "timer",
        "activities.view_activity",
        60,
    )
)
