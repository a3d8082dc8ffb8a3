"""Rights and cards of the workspace, and menu lines of the apps that cannot import it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.kit.access import declare
from dangol.workspace import queries
from dangol.workspace.registry import MenuItem, Widget, menu, widgets

declare("workspace.share_view", _("보기를 모두에게 보이기"), group=_("목록"))
declare("workspace.export_report", _("내보내기"), group=_("보고서"))

menu.add("home")(MenuItem("", _("홈"), "workspace:home", "house", order=0, tab=True, key="h"))
menu.add("reports")(
    MenuItem(
        "insight", _("보고서"), "workspace:report_list", "chart-no-axes-column", order=70, key="r"
    )
)
menu.add("imports")(
    MenuItem("customers", _("가져오기"), "imports:import_list", "file-up", "imports.add_import", 60)
)
settings_pages.add("jobs")(
    SettingsPage("records", _("백그라운드 작업"), "jobs:list", "cog", "jobs.manage_jobs")
)


def _recent(user: Any) -> dict[str, Any] | None:
    hits = queries.recent_hits(user)
    return {"hits": hits} if hits else None


def _notices(user: Any) -> dict[str, Any] | None:
    unread = queries.newest_notices(user, unread=True, limit=5)
    return {"notices": unread} if unread else None


widgets.add("recent")(Widget("workspace/widgets/recent.html", _recent, order=80))
widgets.add("notices")(Widget("workspace/widgets/notices.html", _notices, order=10))
