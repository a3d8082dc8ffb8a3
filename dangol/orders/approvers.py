"""Who may say yes to what somebody else wants: a discount, a refund."""

from dangol.accounts.models import User
from dangol.kit.access import Scope


def who_may(permission: str, *, view: str, owner_id: int) -> list[User]:
    """Active people with a right who see what this owner has, but not the owner.

    Those who lead the fewest people (the direct leader) come first.
    """
    rows = User.objects.filter(is_active=True, roles__grants__permission=permission).distinct()
    found = [one for one in rows.exclude(pk=owner_id) if _reaches(one, view, owner_id)]
    return sorted(found, key=lambda one: (_led(one, view), one.pk))


def _led(user: User, view: str) -> int:
    scope = Scope(user.scope_of(view) or Scope.ALL)
    return 10**6 if scope == Scope.ALL else len(user.colleague_ids(scope))


def _reaches(user: User, view: str, owner_id: int) -> bool:
    scope = user.scope_of(view)
    if scope in (None, Scope.OWN):
        return False
    return scope == Scope.ALL or owner_id in user.colleague_ids(Scope(scope))
