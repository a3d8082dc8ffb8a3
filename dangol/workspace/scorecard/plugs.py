"""Rights, report, job and settings page of the scorecard."""

from django.utils.translation import gettext_lazy as _

from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.kit.access import Permission, declare, permissions
from dangol.workspace.scorecard import jobs, report  # noqa: F401 - registers itself

permissions.add(report.VIEW)(Permission(_("성과 점수 보기"), _("보고서"), scoped=True))
declare("workspace.manage_scores", _("달성기준 정하기"), group=_("보고서"))
settings_pages.add("thresholds")(
    SettingsPage(
        "company", _("달성기준"), "workspace:thresholds", "target", "workspace.manage_scores"
    )
)
