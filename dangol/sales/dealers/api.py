from datetime import date
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Day, Id, Line, Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.sales.dealers import services
from dangol.sales.dealers.lists import RegistrationList
from dangol.sales.dealers.models import DealRegistration
from dangol.sales.dealers.queries import registrations_seen_by
from dangol.sales.dealers.services import APPROVE

VIEW, ADD = "sales.view_dealregistration", "sales.add_dealregistration"
router = Router(tags=["sales"])


class RegistrationOut(Schema):
    """A deal a dealer registered; protected until that day once it is approved; won."""

    id: int
    dealer_id: int
    owner_id: int
    customer_name: str
    business_number: str
    phone: str
    title: str
    amount: int
    expected_on: date | None
    note: str
    status: str
    reason: str
    protected_until: date | None
    deal_id: int | None
    asked_at: Moment


class RegistrationIn(Body):
    customer_name: Line
    title: Line
    business_number: Annotated[str, Field(max_length=20)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    amount: Annotated[int, Field(ge=0, le=10**14)] = 0
    expected_on: Day | None = None
    note: Annotated[str, Field(max_length=500)] = ""


class ApproveIn(Body):
    """`hand_over` gives a customer we already have to the dealer as well."""

    hand_over: bool = False


class RefuseIn(Body):
    reason: Annotated[str, Field(min_length=1, max_length=300)]


def _row(request: UserRequest, pk: int) -> DealRegistration:
    rows = registrations_seen_by(request.user).select_related("dealer", "owner")
    return get_object_or_404(rows, pk=pk)


@router.get("/deal-registrations", response=Page[RegistrationOut])
@needs(VIEW)
def list_registrations(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = registrations_seen_by(request.user)
    return list_part(request, lists[RegistrationList.key], query, rows)


@router.post("/deal-registrations", response={201: RegistrationOut})
@needs(ADD)
def register_deal(request: UserRequest, body: RegistrationIn) -> Any:
    row = services.register_deal(at=timezone.now(), actor=request.user, **body.dict())
    return Status(201, row)


@router.post("/deal-registrations/{registration_id}/approve", response=RegistrationOut)
@needs(APPROVE)
def approve_registration(request: UserRequest, registration_id: Id, body: ApproveIn) -> Any:
    row, at = _row(request, registration_id), timezone.now()
    return services.approve_registration(row, at=at, actor=request.user, **body.dict())


@router.post("/deal-registrations/{registration_id}/refuse", response=RegistrationOut)
@needs(APPROVE)
def refuse_registration(request: UserRequest, registration_id: Id, body: RefuseIn) -> Any:
    row, at = _row(request, registration_id), timezone.now()
    return services.refuse_registration(row, at=at, actor=request.user, **body.dict())
