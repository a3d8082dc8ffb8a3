"""What time does to customers, every night."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dangol.customers.lifecycle import services
from dangol.customers.lifecycle.recency import recompute_recency
from dangol.customers.parties.models import Customer
from dangol.kit.jobs import job
from dangol.workspace.services import notify


@job(cron="10 0 * * *", label=gettext_lazy("등급 적용"))
def apply_grades() -> int:
    """Every night, let the grades that start today count."""
    return services.apply_grades(today=timezone.localdate())


@job(cron="30 0 * * *", label=gettext_lazy("최근성 다시 계산"))
def recompute_recencies() -> int:
    """Every night, see who grew quiet, and tell those in charge in one line each."""
    counts = recompute_recency(today=timezone.localdate())
    for owner_id, states in counts.items():
        quiet = {state: n for state, n in states.items() if state != Customer.Recency.ACTIVE}
        if owner_id and quiet:
            notify([owner_id], _line(quiet), url="/customers/?recency=watch,dormant,left")
    return sum(sum(states.values()) for states in counts.values())


def _line(states: dict[str, Any]) -> str:
    labels = dict(Customer.Recency.choices)
    parts = [
        ngettext("%(state)s %(n)d명", "%(state)s %(n)d명", n) % {"state": labels[state], "n": n}
        for state, n in states.items()
    ]
    return _("조용해진 고객: %(parts)s") % {"parts": ", ".join(parts)}
