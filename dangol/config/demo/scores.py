"""What the scorecard of the demo company counts: pages opened, and the figures of each month."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.reports.services import refresh_efforts
from dangol.audit.models import Access
from dangol.audit.services import record_access
from dangol.customers.models import Customer
from dangol.workspace.scorecard.services import count_month, open_months

SEED = 20261129
DAYS = 90
OFFICE = "192.0.2.10"  # RFC 5737: nobody's
MOST = 40  # customers of one person that were looked at


def fill_views(today: date) -> None:
    """Three months of customers' pages opened by those they belong to, oldest first."""
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    opened: list[tuple[datetime, int, int]] = []
    for user in User.objects.filter(customers__isnull=False).distinct().order_by("pk"):
        mine = list(
            Customer.objects.filter(owner=user).order_by("pk").values_list("pk", flat=True)[:MOST]
        )
        for back in range(DAYS):
            day = today - timedelta(days=back)
            if day.weekday() < 5 and dice.random() < 0.45:
                hour = time(dice.randint(9, 17), dice.randint(0, 59))
                at = timezone.make_aware(datetime.combine(day, hour))
                opened.append((at, user.pk, dice.choice(mine)))
    now = timezone.now()
    for at, user_id, customer_id in sorted(opened):
        if at < now:
            record_access(
                act=Access.Act.VIEW,
                actor_id=user_id,
                address=OFFICE,
                model=Customer._meta.label_lower,
                record_ids=[customer_id],
                at=at,
            )


def count_up(today: date) -> None:
    """Do at once what jobs do by and by, so that reports have figures on the first day."""
    while refresh_efforts():
        pass
    for month in open_months(today):
        count_month(month, at=timezone.now())
