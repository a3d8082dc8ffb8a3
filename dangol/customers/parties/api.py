from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.codes.models import Code as CodeRow
from dangol.codes.queries import code_by_key
from dangol.customers.lifecycle.services import move_stage, set_grade
from dangol.customers.lists import CustomerList
from dangol.customers.parties import services
from dangol.customers.parties.models import Customer
from dangol.customers.parties.queries import (
    customers_seen_by,
    owners_for,
    sees_unowned,
)
from dangol.customers.parties.shown import Shown
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Moment, MomentIn, Page, Words
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen

VIEW, ADD, CHANGE, DELETE = (
    f"customers.{verb}_customer" for verb in ("view", "add", "change", "delete")
)
REVEAL = "customers.reveal_customer"
router = Router(tags=["customers"])

Level = Literal[0, 1, 2, 3]
Use = Literal["mobile", "work", "home", "other", "fax"]


class CodeOut(Schema):
    id: int
    key: str
    label: str


class PersonOut(Schema):
    id: int
    name: str


class CustomerOut(Schema):
    """A customer in a list; phone and e-mail are masked without the right to see them."""

    id: int
    number: str
    kind: str
    name: str
    stage: str
    recency: str
    grade: CodeOut | None
    owner: PersonOut | None
    phone: str
    email: str
    region: str
    company_name: str
    last_contact_at: Moment | None
    last_purchase_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int


class PointOut(Schema):
    id: int
    medium: str
    use: str
    value: str
    extension: str
    is_main: bool


class AddressOut(Schema):
    id: int
    use: str
    postcode: str
    text: str
    region: str
    district: str
    is_main: bool


class CustomerDetail(CustomerOut):
    """Everything that is known of one customer."""

    honorific: str
    interest: int
    loyalty: int
    contact: int
    source: CodeOut | None
    source_note: str
    collected_on: date | None
    birth_on: str
    birth_calendar: str
    sex: str
    business_number: str
    corporate_number: str
    representative: str
    industry: str
    line: str
    homepage: str
    memo: str
    parent_id: int | None
    household_id: int | None
    permits: dict[str, int]
    tags: list[str]
    company_types: list[str]
    custom: dict[str, Any]
    contact_points: list[PointOut]
    addresses: list[AddressOut]
    url: str


class PointIn(Body):
    value: Annotated[str, Field(max_length=254)]
    use: Use | None = None
    extension: Annotated[str, Field(max_length=10)] = ""
    is_main: bool = False


class AddressIn(Body):
    text: Annotated[str, Field(max_length=300)]
    detail: Line = ""
    postcode: Annotated[str, Field(max_length=10)] = ""
    use: Literal["home", "work", "delivery", "other"] | None = None
    is_main: bool = False


class CustomerChange(Body):
    """What is not sent stays as it is; lists that are sent take the place of the old ones."""

    name: Line | None = None
    honorific: Line | None = None
    owner_id: Id | None = None
    interest: Level | None = None
    loyalty: Level | None = None
    contact: Level | None = None
    source: Code | None = None
    last_source: Code | None = None
    source_note: Line | None = None
    collected_on: Day | None = None
    birth_on: Annotated[str, Field(max_length=20)] | None = None
    birth_calendar: Literal["solar", "lunar", "leap"] | None = None
    sex: Literal["male", "female", ""] | None = None
    guardian: Line | None = None
    guardian_confirmed_at: MomentIn | None = None
    business_number: Line | None = None
    corporate_number: Line | None = None
    representative: Line | None = None
    industry: Line | None = None
    line: Line | None = None
    homepage: Annotated[str, Field(max_length=300)] | None = None
    memo: Words | None = None
    parent_id: Id | None = None
    phones: Annotated[list[PointIn], Field(max_length=30)] | None = None
    emails: Annotated[list[PointIn], Field(max_length=30)] | None = None
    addresses: Annotated[list[AddressIn], Field(max_length=30)] | None = None
    tags: Annotated[list[Line], Field(max_length=50)] | None = None
    company_types: Annotated[list[Code], Field(max_length=20)] | None = None
    custom: dict[Code, Any] | None = None


class CustomerPatch(CustomerChange):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class CustomerIn(CustomerChange):
    name: Line
    kind: Literal["person", "company"] = "person"
    number: Annotated[str, Field(max_length=30)] = ""


class PointsIn(Body):
    phones: Annotated[list[PointIn], Field(max_length=30)] | None = None
    emails: Annotated[list[PointIn], Field(max_length=30)] | None = None


class StageIn(Body):
    to: Literal["target", "prospect", "customer"]
    reason: Line


class GradeIn(Body):
    grade: Code | None
    starts_on: Day | None = None
    reason: Line = ""


def visible(request: UserRequest, customer_id: int, verb: str = "view") -> Customer:
    """The customer, 404 when the caller may not see (change, delete) it."""
    rows = customers_seen_by(request.user, verb).select_related("owner", "grade", "source")
    return get_object_or_404(rows, pk=customer_id)


@router.get("", response=Page[CustomerOut])
@needs(VIEW)
def list_customers(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = Customer.objects.select_related("owner", "grade")
    part = list_part(request, lists[CustomerList.key], query, rows)
    seen(request, "api", Customer, [row.pk for row in part["items"]])
    reveal = request.user.has_perm(REVEAL)
    return {**part, "items": [Shown(row, reveal=reveal) for row in part["items"]]}


@router.post("", response={201: CustomerDetail})
@needs(ADD)
def register_customer(request: UserRequest, body: CustomerIn) -> Any:
    customer = services.register_customer(**_values(request, body), actor=request.user)
    return Status(201, detail(request, customer))


@router.get("/{customer_id}", response=CustomerDetail)
@needs(VIEW)
def read_customer(request: UserRequest, customer_id: Id) -> Any:
    return detail(request, visible(request, customer_id))


@router.patch("/{customer_id}", response=CustomerDetail)
@needs(CHANGE)
def change_customer(request: UserRequest, customer_id: Id, body: CustomerPatch) -> Any:
    customer = visible(request, customer_id, "change")
    values = _values(request, body, customer)
    customer = services.edit_customer(customer, **values, actor=request.user)
    return detail(request, visible(request, customer.pk, "change"))


@router.delete("/{customer_id}", response={204: None})
@needs(DELETE)
def remove_customer(request: UserRequest, customer_id: Id) -> Any:
    services.remove_customer(visible(request, customer_id, "delete"), actor=request.user)
    return HttpResponse(status=204)


@router.get("/{customer_id}/contact-points", response=list[PointOut])
@needs(VIEW)
def read_contact_points(request: UserRequest, customer_id: Id) -> Any:
    return detail(request, visible(request, customer_id)).contact_points


@router.put("/{customer_id}/contact-points", response=list[PointOut])
@needs(CHANGE)
def replace_contact_points(request: UserRequest, customer_id: Id, body: PointsIn) -> Any:
    customer = visible(request, customer_id, "change")
    services.edit_customer(customer, **body.dict(exclude_unset=True), actor=request.user)
    return detail(request, customer).contact_points


@router.post("/{customer_id}/stage", response=CustomerDetail)
@needs(CHANGE)
def move_customer(request: UserRequest, customer_id: Id, body: StageIn) -> Any:
    customer = visible(request, customer_id, "change")
    move_stage(customer, to=body.to, reason=body.reason, actor=request.user)
    return detail(request, customer)


@router.post("/{customer_id}/grade", response=CustomerDetail)
@needs(CHANGE)
def grade_customer(request: UserRequest, customer_id: Id, body: GradeIn) -> Any:
    today = timezone.localdate()
    customer = set_grade(
        visible(request, customer_id, "change"),
        code(body.grade, "customer_grade", "grade"),
        starts_on=body.starts_on or today,
        today=today,
        reason=body.reason,
        actor=request.user,
    )
    return detail(request, customer)


def detail(request: UserRequest, customer: Customer) -> Shown:
    """One customer in full; the sight of it is logged."""
    seen(request, "api", Customer, [customer.pk])
    return Shown(customer, reveal=request.user.has_perm(REVEAL))


def code(key: str | None, group: str, name: str) -> CodeRow | None:
    """The code of a key in a body; None for none."""
    if not key:
        return None
    if (row := code_by_key(group, key)) is None:
        raise ValidationError({name: _("없는 코드입니다. /api/v1/codes에서 key를 확인해 주세요.")})
    return CodeRow.objects.get(pk=row.id)


def _values(
    request: UserRequest, body: CustomerChange, customer: Customer | None = None
) -> dict[str, Any]:
    """The arguments of the services; every id of the body is looked up as the caller sees it."""
    given = body.dict(exclude_unset=True)
    if "owner_id" in given:
        given["owner"] = _owner(request, given.pop("owner_id"), customer)
    elif customer is None:
        given["owner"] = request.user
    if "parent_id" in given:
        given["parent"] = _parent(request, given.pop("parent_id"))
    for name in ("source", "last_source"):
        if name in given:
            given[name] = code(given[name], "source", name)
    if given.get("company_types") is not None:
        types = given["company_types"]
        given["company_types"] = [code(key, "company_type", "company_types") for key in types]
    keep_empty = {"owner", "parent", "source", "last_source", "birth_on", "collected_on"}
    return {k: v for k, v in given.items() if v is not None or k in keep_empty}


def _owner(request: UserRequest, pk: int | None, customer: Customer | None) -> User | None:
    if pk is None:
        if not sees_unowned(request.user):
            text = _("담당을 비우면 이 고객을 더는 볼 수 없습니다. 담당을 골라 주세요.")
            raise ValidationError({"owner_id": text})
        return None
    keep = customer.owner_id if customer else None
    if (owner := owners_for(request.user, keep=keep).filter(pk=pk).first()) is None:
        raise ValidationError({"owner_id": _("맡길 수 없는 직원입니다.")})
    return owner


def _parent(request: UserRequest, pk: int | None) -> Customer | None:
    if pk is None:
        return None
    if (parent := customers_seen_by(request.user).filter(pk=pk).first()) is None:
        raise ValidationError({"parent_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    return parent
