"""Setting how far each role may go."""

from collections.abc import Mapping

from django.db.transaction import atomic

from dangol.accounts.models import User
from dangol.kit.records import change, create, remove
from dangol.orders.limits.models import DiscountLimit
from dangol.orders.limits.queries import Limit, limits


@atomic
def set_limits(given: Mapping[int, Limit], *, actor: User | None) -> None:
    """Store the percents of roles by their id; a role with neither has none of its own."""
    rows = {row.role_id: row for row in DiscountLimit.objects.select_for_update()}
    for role_id, limit in given.items():
        row, values = rows.get(role_id), limit._asdict()
        if row and limit == (None, None):
            remove(row, actor=actor)
        elif row:
            change(row, actor=actor, **values)
        elif limit != (None, None):
            create(DiscountLimit, actor=actor, role_id=role_id, **values)
    limits.forget()
