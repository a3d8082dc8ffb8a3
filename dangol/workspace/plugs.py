"""Rights and cards of the workspace, and menu lines of the apps that cannot import it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

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
for name, label, url_name, icon, permission in [
    ("imports", _("가져오기"), "imports:import_list", "file-up", "imports.add_import"),
]:
    menu.add(name)(MenuItem("customers", label, url_name, icon, permission, order=60))
for order, (name, label, url_name, icon, permission) in enumerate(
    [
        ("settings", _("설정"), "codes:settings", "settings", "codes.manage_settings"),
        ("people", _("직원·부서"), "accounts:people", "users-round", "accounts.manage_people"),
        ("roles", _("역할·권한"), "accounts:roles", "shield-check", "accounts.manage_roles"),
        ("codes", _("코드관리"), "codes:codes", "list", "codes.manage_codes"),
        ("audit", _("접속기록"), "audit:access_list", "scroll-text", "audit.view_access"),
        ("jobs", _("백그라운드 작업"), "jobs:list", "cog", "jobs.manage_jobs"),
    ]
):
    menu.add(name)(MenuItem("settings", label, url_name, icon, permission, order=80 + order))


def _recent(user: Any) -> dict[str, Any] | None:
    hits = queries.recent_hits(user)
    return {"hits": hits} if hits else None


def _notices(user: Any) -> dict[str, Any] | None:
    unread = queries.newest_notices(user, unread=True, limit=5)
    return {"notices": unread} if unread else None


widgets.add("recent")(Widget("workspace/widgets/recent.html", _recent, order=80))
widgets.add("notices")(Widget("workspace/widgets/notices.html", _notices, order=10))
