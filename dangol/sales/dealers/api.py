from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.sales.dealers import services
from dangol.sales.dealers.forms import DealerForm
from dangol.sales.dealers.lists import DealerList, RegistrationList, TransferList
from dangol.sales.dealers.models import Dealer, DealerTransfer, DealRegistration
from dangol.sales.dealers.queries import registrations_seen_by
from dangol.sales.dealers.services import APPROVE

VIEW, ADD = "sales.view_dealregistration", "sales.add_dealregistration"
MANAGE = "sales.manage_dealers"
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
    custom: dict[str, Any]


class DealerOut(Schema):
    """A dealer: whoever works in the department sells for it."""

    id: int
    name: str
    department_id: int
    protection_days: int
    is_active: bool
    version: int


class DealerChange(Body):
    """What is not sent stays as it is; days of protection for a registered deal."""

    name: Annotated[str, Field(max_length=100)] | None = None
    department_id: Id | None = None
    protection_days: Annotated[int, Field(ge=1, le=730)] | None = None
    is_active: bool | None = None


class DealerIn(DealerChange):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    department_id: Id


class TransferOut(Schema):
    """A customer that went from one dealer to another; null is the office itself."""

    id: int
    customer_id: int
    before_id: int | None
    after_id: int | None
    at: Moment
    actor_id: int | None


class RegistrationIn(Body):
    customer_name: Line
    title: Line
    business_number: Annotated[str, Field(max_length=20)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    amount: Annotated[int, Field(ge=0, le=10**14)] = 0
    expected_on: Day | None = None
    note: Annotated[str, Field(max_length=500)] = ""
    custom: dict[Code, Any] = {}


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


@router.get("/dealers", response=Page[DealerOut])
@needs(MANAGE)
def list_dealers(request: UserRequest, query: Query[ListQuery]) -> Any:
    return list_part(request, lists[DealerList.key], query, Dealer.objects.all())


@router.post("/dealers", response={201: DealerOut})
@needs(MANAGE)
def add_dealer(request: UserRequest, body: DealerIn) -> Any:
    return Status(201, _write_dealer(request, None, body))


@router.patch("/dealers/{dealer_id}", response=DealerOut)
@needs(MANAGE)
def change_dealer(request: UserRequest, dealer_id: Id, body: DealerChange) -> Any:
    return _write_dealer(request, get_object_or_404(Dealer, pk=dealer_id), body)


def _write_dealer(request: UserRequest, row: Dealer | None, body: DealerChange) -> Dealer:
    """By the form of the page, so that the same is refused."""
    given = DealerForm.initial_of(row) if row else {"protection_days": 90, "is_active": True}
    if row:
        given["department"] = row.department_id
    sent = body.dict(exclude_unset=True)
    given |= {name.removesuffix("_id"): value for name, value in sent.items()}
    form = DealerForm(given, user=request.user)
    if not form.is_valid():
        errors = form.errors.items()
        raise ValidationError(
            {"department_id" if k == "department" else k: list(v) for k, v in errors}
        )
    return services.write_dealer(row, actor=request.user, **form.cleaned_data)


@router.get("/dealer-transfers", response=Page[TransferOut])
@needs(MANAGE)
def list_transfers(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[TransferList.key], query, DealerTransfer.objects.all())
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part
