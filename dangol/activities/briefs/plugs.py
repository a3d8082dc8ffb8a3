"""Rights, menu and home card of reports of work; they can be talked about."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.briefs import jobs, preferences, queries  # noqa: F401 - registers itself
from dangol.activities.models import Brief
from dangol.kit.access import declare_record
from dangol.workspace.comments.registry import Commentable, commentables
from dangol.workspace.registry import Action, MenuItem, Widget, actions, menu, widgets

VIEW, ADD = "activities.view_brief", "activities.add_brief"

declare_record("activities", "brief", _("업무보고"))
menu.add("briefs")(
    MenuItem("insight", _("업무보고"), "activities:brief_list", "scroll-text", VIEW, order=74)
)
actions.add("brief_write")(
    Action(_("업무보고 쓰기"), "activities:brief_write", "scroll-text", _("일일 주간 보고"), ADD)
)
commentables.add("activities.brief")(
    Commentable(
        _("업무보고"),
        rows=lambda user: Brief.objects.visible_to(user),
        title=lambda brief: f"{brief} {brief.writer.name}",
        url=lambda brief: brief.get_absolute_url(),
        watchers=lambda brief: [brief.writer_id, brief.leader_id],
    )
)


def _waiting(user: User) -> dict[str, Any] | None:
    """What waits for an answer, and one's own that came back."""
    rows = queries.briefs_seen_by(user)
    waiting = list(rows.filter(leader=user, status=Brief.Status.SUBMITTED)[:5])
    returned = list(rows.filter(writer=user, status=Brief.Status.RETURNED)[:3])
    if not waiting and not returned:
        return None
    return {"waiting": waiting, "returned": returned, "today": timezone.localdate()}


widgets.add("briefs")(Widget("activities/briefs/widget.html", _waiting, VIEW, order=18))
