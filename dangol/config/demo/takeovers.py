"""A colleague moved to another team last week: some customers of the demo came to the rep."""

from datetime import date, timedelta

from dangol.accounts.models import User
from dangol.activities.models import Activity, Entry
from dangol.config.demo.writing import at
from dangol.customers.events import OwnerChanged

HOW_MANY, DAYS_AGO = 8, 5


def fill_takeovers(today: date) -> None:
    """Note on the customers the rep met least lately that they were a colleague's before."""
    rep = User.objects.get(username="rep")
    colleague = User.objects.filter(department=rep.department).exclude(pk=rep.pk).order_by("pk")[0]
    met = Activity.objects.done().filter(owner=rep, customer__owner=rep).order_by("occurred_at")
    ids = list(dict.fromkeys(met.values_list("customer", flat=True)[:200]))[:HOW_MANY]
    data = {"before_user_id": colleague.pk, "after_user_id": rep.pk}
    done = Activity.objects.done().filter(customer__in=ids)
    Entry.objects.filter(activity__in=done.values("pk")).update(actor=colleague)
    done.update(owner=colleague, created_by=colleague)
    Entry.objects.bulk_create(
        Entry(
            customer_id=pk, kind=OwnerChanged.kind(), at=at(today - timedelta(days=DAYS_AGO)),
            actor=colleague, data=data,
        )
        for pk in ids
    )  # fmt: skip
