"""What the timeline hangs into the customer's page, the menu and the reports."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.requests import UserRequest
from dangol.activities.forms import NoteForm
from dangol.activities.queries import timeline_of
from dangol.activities.registry import groups
from dangol.customers.models import Customer
from dangol.customers.registry import Tab, tabs
from dangol.workspace.registry import MenuItem, menu


def timeline_context(
    request: UserRequest, customer: Customer, form: NoteForm | None = None
) -> dict[str, Any]:
    """One page of entries, the chips, and the composer as it was typed."""
    kinds, before = request.GET.get("kinds", ""), request.GET.get("before", "")
    page = timeline_of(customer, seen_by=request.user, kinds=kinds, before=before)
    return {
        "page": page,
        "kinds": kinds if kinds in groups else "",
        "groups": [(name, group.label) for name, group in groups],
        "note_form": form or NoteForm(user=request.user),
        "last_day": request.GET.get("day", ""),
    }


tabs.add("timeline")(Tab(_("타임라인"), "activities/timeline.html", timeline_context, order=0))
menu.add("touch_points")(
    MenuItem(
        "settings",
        _("접점"),
        "activities:touch_point_list",
        "mouse-pointer-click",
        "customers.manage_rules",
        31,
    )
)
