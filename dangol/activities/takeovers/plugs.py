"""Where the 인수인계서 is found: the palette, and the notice of whoever was given everything."""

from django.utils.translation import gettext_lazy as _

from dangol.workspace.registry import Action, actions

actions.add("takeover")(
    Action(
        _("인수인계서"),
        "activities:takeover",
        "user-round-check",
        _("넘겨받은 고객 전임자 인계 담당 변경"),
        "activities.view_activity",
    )
)
