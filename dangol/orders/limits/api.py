from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id
from dangol.orders.limits.queries import Limit, roles_with_limits
from dangol.orders.limits.services import set_limits

MANAGE = "orders.manage_limits"
router = Router(tags=["orders"])
Percent = Annotated[int, Field(ge=0, le=100)]


class LimitOut(Schema):
    """Percent off the price list: `free` without asking, `approves` for others; null is unset."""

    role_id: int
    role: str
    free: int | None
    approves: int | None


class LimitIn(Body):
    role_id: Id
    free: Percent | None = None
    approves: Percent | None = None


class LimitsIn(Body):
    """Roles that are not named keep what they have."""

    rows: Annotated[list[LimitIn], Field(min_length=1, max_length=200)]


def _limits() -> list[dict[str, Any]]:
    return [
        {"role_id": role.pk, "role": role.name, **limit._asdict()}
        for role, limit in roles_with_limits()
    ]


@router.get("/discount-limits", response=list[LimitOut])
@needs(MANAGE)
def list_limits(request: UserRequest) -> Any:
    return _limits()


@router.put("/discount-limits", response=list[LimitOut])
@needs(MANAGE)
def write_limits(request: UserRequest, body: LimitsIn) -> Any:
    given = {row.role_id: Limit(row.free, row.approves) for row in body.rows}
    known = {role.pk for role, _limit in roles_with_limits()}
    if missing := sorted(given.keys() - known):
        raise ValidationError({"rows": _("없는 역할입니다: %(ids)s") % {"ids": missing[:10]}})
    set_limits(given, actor=request.user)
    return _limits()
