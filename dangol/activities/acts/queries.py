"""Reading activities: one, and the names beside many."""

from collections.abc import Iterable

from dangol.accounts.models import User
from dangol.activities.acts.models import Activity
from dangol.activities.acts.shown import Shown
from dangol.customers.models import Customer
from dangol.customers.relations.queries import visible_ids
from dangol.kit.korean.names import mask_name


def activity_seen_by(user: User, pk: int, verb: str = "view") -> Activity | None:
    """The activity, None when the user may not see (change, delete) it."""
    return Activity.objects.visible_to(user, verb).filter(pk=pk).first()


def names_beside(shown: Iterable[Shown], *, seen_by: User) -> dict[int, str]:
    """Names of the customers of activities; masked of people the user may not see."""
    ids = {pk for one in shown for pk in one.customer_ids}
    return shown_names(ids, seen_by)


def shown_names(ids: set[int], seen_by: User) -> dict[int, str]:
    """Names; masked of people the user may not see, never of companies."""
    rows = Customer.objects.filter(pk__in=ids).values_list("pk", "name", "kind") if ids else ()
    seen = visible_ids(seen_by, list(ids))
    return {
        pk: name if pk in seen or kind == Customer.Kind.COMPANY else mask_name(name)
        for pk, name, kind in rows
    }
