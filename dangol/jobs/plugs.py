"""What jobs adds to the registries of the kit."""

from django.utils.translation import gettext_lazy as _

from dangol.kit import access

access.declare("jobs.manage_jobs", _("백그라운드 작업 관리"), group=_("시스템"))
