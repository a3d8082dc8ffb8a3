"""What the calendar hangs into the frame."""

from django.utils.translation import gettext_lazy as _

from dangol.workspace.registry import Action, MenuItem, actions, menu

VIEW = "activities.view_activity"
menu.add("calendar")(
    MenuItem("", _("달력"), "activities:calendar", "calendar-days", VIEW, 2, key="l")
)
actions.add("calendar")(
    Action(_("달력 보기"), "activities:calendar", "calendar-days", _("일정 캘린더"), VIEW)
)
