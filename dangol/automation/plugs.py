"""What automation rules hang into the apps below."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from dangol.accounts.people.handover import Handover, handovers
from dangol.automation import (  # noqa: F401 - registers itself
    actions,
    jobs,
    presets,
    subscribers,
    told,
    triggers,
)
from dangol.automation.models import Rule
from dangol.automation.services import hand_over_rules
from dangol.kit.access import declare
from dangol.segments.language import called_in, read_kindly
from dangol.segments.models import Segment
from dangol.segments.queries import Use, uses
from dangol.workspace.registry import MenuItem, menu

MANAGE = "automation.manage_rules"

declare(MANAGE, _("자동화 규칙 관리"), group=_("자동화"))
menu.add("automation")(
    MenuItem("marketing", _("자동화"), "automation:rule_list", "workflow", MANAGE, 60)
)
handovers.add("automation.rule")(
    Handover(
        _("자동화 규칙"), lambda person: Rule.objects.filter(owner=person).count(), hand_over_rules
    )
)


@uses.add("automation")
def _uses(segment: Segment) -> Iterable[Use]:
    for rule in Rule.objects.exclude(condition={}).only("name", "condition"):
        if segment.key in called_in(read_kindly(rule.condition).condition):
            yield Use(rule.name, rule.get_absolute_url(), "workflow")
