from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.catalog.naming import Naming, product_named
from dangol.kit.access import needs
from dangol.kit.api.fields import Code, Day, Id, Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.targets import services
from dangol.targets.forms import QuotaForm
from dangol.targets.lists import PlanList, QuotaList, StatementList
from dangol.targets.models import Plan, Quota, Statement

VIEW, ADD = "targets.view_quota", "targets.add_quota"
STATEMENTS, MANAGE = "targets.view_statement", "targets.manage_commission"
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
    custom: dict[str, Any]


class QuotaIn(Naming):
    """Exactly one of owner, department and territory; any day of the month will do.

    With a product (by id or code) it is of that product alone.
    """

    month: Day
    amount: Annotated[int, Field(ge=0, le=10**14)]
    owner_id: Id | None = None
    department_id: Id | None = None
    territory_id: Id | None = None
    custom: dict[Code, Any] = {}


@router.get("/quotas", response=Page[QuotaOut])
@needs(VIEW)
def list_quotas(request: UserRequest, query: Query[ListQuery]) -> Any:
    return list_part(request, lists[QuotaList.key], query, Quota.objects.visible_to(request.user))


@router.post("/quotas", response={201: QuotaOut})
@needs(ADD)
def set_quota(request: UserRequest, body: QuotaIn) -> Any:
    """The same choices as on the page: whoever the caller may not set quotas for is unknown."""
    product = product_named(request.user, body)
    names = ("owner", "department", "territory", "product")
    given: dict[str, Any] = {name: getattr(body, f"{name}_id") for name in names}
    given |= {"month": f"{body.month:%Y-%m}", "amount": str(body.amount)}
    given["product"] = product and product.pk
    form = QuotaForm(given, user=request.user, has_own=False)
    if not form.is_valid():
        errors = form.errors.items()
        raise ValidationError({f"{k}_id" if k in names else k: list(v) for k, v in errors})
    values = {"custom": body.custom, **form.cleaned_data}
    return Status(201, services.set_quota(actor=request.user, **values))


class StatementOut(Schema):
    """A person's commission of one month; `lines` are the calculation as text and won."""

    id: int
    owner_id: int
    month: date
    plan_id: int
    sold: int
    quota: int
    earned: int
    adjusted: int
    total: int
    approved_at: Moment | None
    approved_by_id: int | None


class StatementFull(StatementOut):
    lines: list[tuple[str, int]]


class PlanOut(Schema):
    """A commission plan; `tiers` are lines like `100: 5` (percent reached: percent paid)."""

    id: int
    name: str
    tiers: str
    is_retroactive: bool
    cap: int | None
    is_active: bool
    people: list[int]

    @staticmethod
    def resolve_people(plan: Plan) -> list[int]:
        return sorted(person.pk for person in plan.people.all())


@router.get("/commission-plans", response=Page[PlanOut])
@needs(MANAGE)
def list_plans(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = Plan.objects.prefetch_related("people")
    return list_part(request, lists[PlanList.key], query, rows)


@router.get("/commission-statements", response=Page[StatementOut])
@needs(STATEMENTS)
def list_statements(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = Statement.objects.visible_to(request.user)
    return list_part(request, lists[StatementList.key], query, rows)


@router.get("/commission-statements/{statement_id}", response=StatementFull)
@needs(STATEMENTS)
def read_statement(request: UserRequest, statement_id: Id) -> Any:
    return _statement(request, statement_id)


@router.post("/commission-statements/{statement_id}/approve", response=StatementFull)
@needs(MANAGE)
def approve_statement(request: UserRequest, statement_id: Id) -> Any:
    row = _statement(request, statement_id)
    return services.approve_statement(row, at=timezone.now(), actor=request.user)


def _statement(request: UserRequest, pk: int) -> Statement:
    row: Statement = get_object_or_404(Statement.objects.visible_to(request.user), pk=pk)
    return row
