from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Day, Id, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.targets import services
from dangol.targets.forms import QuotaForm
from dangol.targets.lists import QuotaList
from dangol.targets.models import Quota

VIEW, ADD = "targets.view_quota", "targets.add_quota"
router = Router(tags=["targets"])


class QuotaOut(Schema):
    """A quota of one month: of a person, a department or a territory; won."""

    id: int
    owner_id: int | None
    department_id: int | None
    territory_id: int | None
    product_id: int | None
    month: date
    amount: int


class QuotaIn(Body):
    """Exactly one of owner, department and territory; any day of the month will do."""

    month: Day
    amount: Annotated[int, Field(ge=0, le=10**14)]
    owner_id: Id | None = None
    department_id: Id | None = None
    territory_id: Id | None = None
    product_id: Id | None = None


@router.get("/quotas", response=Page[QuotaOut])
@needs(VIEW)
def list_quotas(request: UserRequest, query: Query[ListQuery]) -> Any:
    return list_part(request, lists[QuotaList.key], query, Quota.objects.visible_to(request.user))


@router.post("/quotas", response={201: QuotaOut})
@needs(ADD)
def set_quota(request: UserRequest, body: QuotaIn) -> Any:
    """The same choices as on the page: whoever the caller may not set quotas for is unknown."""
    names = ("owner", "department", "territory", "product")
    given: dict[str, Any] = {name: getattr(body, f"{name}_id") for name in names}
    given |= {"month": f"{body.month:%Y-%m}", "amount": str(body.amount)}
    form = QuotaForm(given, user=request.user)
    if not form.is_valid():
        errors = form.errors.items()
        raise ValidationError({f"{k}_id" if k in names else k: list(v) for k, v in errors})
    return Status(201, services.set_quota(actor=request.user, **form.cleaned_data))
