"""Putting the customers of a segment onto a call list."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.helpdesk.outbound import services
from dangol.helpdesk.outbound.models import DialList
from dangol.kit.jobs import job, progress
from dangol.segments.queries import matching

BATCH = 1_000


@job(label=_("콜 명단 채우기"))
def fill_list(*, list_id: int, actor_id: int) -> int:
    """Put the customers of the list's segment onto it, as far as the actor sees them; each once."""
    row = DialList.objects.select_related("segment").filter(pk=list_id).first()
    if row is None or row.segment is None:
        return 0
    actor = User.objects.get(pk=actor_id)
    customers = matching(row.segment, seen_by=actor).order_by("pk")
    total, done, last = customers.count(), 0, 0
    while ids := list(customers.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        done += services.add_customers(row, ids, due_at=timezone.now())
        last = ids[-1]
        progress(min(100 * done // max(total, 1), 100), f"{done:,} / {total:,}")
    return done
