"""What jobs adds to the registries of the kit."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.jobs.queries import PERMISSION, jobs_seen_by
from dangol.kit.access import declare
from dangol.kit.realtime import Topic, topics

declare(PERMISSION, _("백그라운드 작업 관리"), group=_("관리"))


def _may_watch(user: Any, name: str) -> bool:
    return name.isdecimal() and jobs_seen_by(user).filter(pk=name).exists()


topics.add("job")(Topic(_may_watch))
