"""What the timeline hangs into the customer's page, the menu and the reports."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.requests import UserRequest
from dangol.activities.acts.forms import ComposerForm
from dangol.activities.acts.queries import names_beside, planned_of
from dangol.activities.acts.shown import Shown, show
from dangol.activities.importing import importer  # noqa: F401 - registers itself
from dangol.activities.queries import timeline_of
from dangol.activities.registry import groups
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.customers.models import Customer
from dangol.customers.registry import Tab, tabs


def timeline_context(request: UserRequest, customer: Customer, form: Any = None) -> dict[str, Any]:
    """What is ahead, one page of entries, the chips, and the composer as it was typed."""
    kinds, before = request.GET.get("kinds", ""), request.GET.get("before", "")
    page = timeline_of(customer, seen_by=request.user, kinds=kinds, before=before)
    is_first = not before and not kinds
    return {
        "page": page,
        "planned": _planned(request, customer) if is_first else [],
        "kinds": kinds if kinds in groups else "",
        "groups": [(name, group.label) for name, group in groups],
        "composer": form or ComposerForm(user=request.user, customer=customer),
        "last_day": request.GET.get("day", ""),
    }


def _planned(request: UserRequest, customer: Customer) -> list[Shown]:
    shown = show(planned_of(customer), seen_by=request.user)
    names = names_beside(shown, seen_by=request.user, here=customer.pk)
    return [one.named(names, here=customer.pk) for one in shown]


tabs.add("timeline")(Tab(_("타임라인"), "activities/timeline.html", timeline_context, order=0))
settings_pages.add("touch_points")(
    SettingsPage(
        "outreach",
        _("접점"),
        "activities:touch_point_list",
        "mouse-pointer-click",
        "customers.manage_rules",
    )
)
