"""Reading how far somebody may go."""

from typing import NamedTuple

from dangol.accounts.models import Role, User
from dangol.codes.memory import remembered
from dangol.orders.limits.models import DiscountLimit
from dangol.orders.preferences import quote_preferences

APPROVE = "orders.approve_quote"


class Limit(NamedTuple):
    """The percents of a role; None as in DiscountLimit."""

    free: int | None
    approves: int | None


@remembered
def limits() -> dict[int, Limit]:
    """By role; costs no query while it is fresh."""
    rows = DiscountLimit.objects.values_list("role_id", "free", "approves")
    return {role: Limit(free, approves) for role, free, approves in rows}


def roles_with_limits() -> list[tuple[Role, Limit]]:
    """Every role with its percents, in the order of the roles."""
    held = limits()
    roles = Role.objects.order_by("order", "pk")
    return [(role, held.get(role.pk, Limit(None, None))) for role in roles]


def free_percent(user: User) -> int:
    """Percent this person may let off the price list without asking anybody."""
    if held := limits():
        mine = user.roles.values_list("pk", flat=True)
        own = [held[role].free for role in mine if role in held]
        if given := [free for free in own if free is not None]:
            return max(given)
    settings = quote_preferences()
    if user.has_perm(APPROVE):
        return max(settings.discount_limit, settings.approver_limit)
    return settings.discount_limit


def approved_percent(user: User) -> int:
    """The deepest discount of others this person may approve; 100 where nothing bounds it."""
    held = limits()
    if not held:
        return 100
    roles = user.roles.filter(grants__permission=APPROVE).values_list("pk", flat=True)
    bounds = [held[role].approves if role in held else None for role in roles]
    return min(100, max((100 if bound is None else bound for bound in bounds), default=100))
