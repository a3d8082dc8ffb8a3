from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.parties.api import CHANGE, VIEW, visible
from dangol.customers.parties.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.customers.relations import services
from dangol.customers.relations.households import (
    confirm_household,
    form_household,
    split_household,
)
from dangol.customers.relations.models import Affiliation, Household
from dangol.customers.relations.queries import (
    households_seen_by,
    jobs_of,
    people_of,
    visible_ids,
)
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Day, Id, Page, Paging
from dangol.kit.api.paging import part_of
from dangol.kit.korean.names import mask_name
from dangol.kit.personal import seen

router = Router(tags=["affiliations"])
households = Router(tags=["households"])

Short = Annotated[str, Field(max_length=50)]
Role = Literal["decider", "influencer", "user", "opponent", ""]


class PartyOut(Schema):
    """One side of an affiliation; without an id when the caller may not see that customer."""

    id: int | None
    name: str


class AffiliationOut(Schema):
    id: int
    person: PartyOut
    company: PartyOut
    title: str
    department: str
    decision_role: str
    influence: int
    starts_on: date | None
    ends_on: date | None
    is_main: bool
    version: int


class AffiliationChange(Body):
    title: Short | None = None
    department: Annotated[str, Field(max_length=100)] | None = None
    decision_role: Role | None = None
    influence: Annotated[int, Field(ge=0, le=5)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    is_main: bool | None = None


class AffiliationPatch(AffiliationChange):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class AffiliationIn(Body):
    company_id: Id
    title: Short = ""
    department: Annotated[str, Field(max_length=100)] = ""
    decision_role: Role = ""
    influence: Annotated[int, Field(ge=0, le=5)] = 0
    starts_on: Day | None = None
    is_main: bool = True


class EndIn(Body):
    on: Day | None = None


class HouseholdOut(Schema):
    id: int
    name: str
    status: str
    members: list[PartyOut]


class HouseholdIn(Body):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    members: Annotated[list[Id], Field(max_length=50)]


class ConfirmIn(Body):
    name: Annotated[str, Field(max_length=100)] = ""


class SplitIn(Body):
    members: Annotated[list[Id], Field(min_length=1, max_length=50)]


@router.get("/customers/{customer_id}/affiliations", response=list[AffiliationOut])
@needs(VIEW)
def read_affiliations(request: UserRequest, customer_id: Id) -> Any:
    customer = visible(request, customer_id)
    return _shown(request, people_of(customer) if customer.is_company else jobs_of(customer))


@router.post("/customers/{customer_id}/affiliations", response={201: AffiliationOut})
@needs(CHANGE)
def affiliate(request: UserRequest, customer_id: Id, body: AffiliationIn) -> Any:
    values = body.dict(exclude={"company_id"})
    company = customers_seen_by(request.user).filter(pk=body.company_id).first()
    if company is None:
        raise ValidationError({"company_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    person = visible(request, customer_id, "change")
    made = services.affiliate(person, company, **values, actor=request.user)
    return Status(201, _shown(request, [made])[0])


@router.patch("/affiliations/{affiliation_id}", response=AffiliationOut)
@needs(CHANGE)
def change_affiliation(request: UserRequest, affiliation_id: Id, body: AffiliationPatch) -> Any:
    given = body.dict(exclude_unset=True).items()
    values = {name: value for name, value in given if value is not None or name.endswith("_on")}
    affiliation = _affiliation(request, affiliation_id)
    return _shown(request, [services.edit_affiliation(affiliation, **values, actor=request.user)])[
        0
    ]


@router.post("/affiliations/{affiliation_id}/end", response=AffiliationOut)
@needs(CHANGE)
def end_affiliation(request: UserRequest, affiliation_id: Id, body: EndIn) -> Any:
    affiliation = _affiliation(request, affiliation_id)
    on = body.on or timezone.localdate()
    ended = services.end_affiliation(affiliation, on=on, actor=request.user)
    return _shown(request, [ended])[0]


@households.get("", response=Page[HouseholdOut])
@needs(VIEW)
def list_households(request: UserRequest, paging: Query[Paging]) -> Any:
    part = part_of(request, households_seen_by(request.user).prefetch_related("members"), paging)
    return {**part, "items": _homes(request, part["items"])}


@households.post("", response={201: HouseholdOut})
@needs(CHANGE)
def make_household(request: UserRequest, body: HouseholdIn) -> Any:
    members = customers_seen_by(request.user, "change").filter(pk__in=body.members)
    if members.count() != len(set(body.members)):
        raise ValidationError({"members": _("없는 고객이거나 고칠 권한이 없는 고객이 있습니다.")})
    made = form_household(members, name=body.name, actor=request.user)
    return Status(201, _homes(request, [made])[0])


@households.get("/{household_id}", response=HouseholdOut)
@needs(VIEW)
def read_household(request: UserRequest, household_id: Id) -> Any:
    return _homes(request, [_household(request, household_id)])[0]


@households.post("/{household_id}/confirm", response=HouseholdOut)
@needs(CHANGE)
def confirm(request: UserRequest, household_id: Id, body: ConfirmIn) -> Any:
    home = confirm_household(
        _household(request, household_id),
        name=body.name,
        actor=request.user,
        seen_by=request.user,
    )
    return _homes(request, [home])[0]


@households.post("/{household_id}/split", response={200: HouseholdOut, 204: None})
@needs(CHANGE)
def split(request: UserRequest, household_id: Id, body: SplitIn) -> Any:
    home = _household(request, household_id)
    left = split_household(home, members=body.members, actor=request.user, seen_by=request.user)
    return Status(200, _homes(request, [left])[0]) if left else Status(204, None)


def _household(request: UserRequest, household_id: int) -> Household:
    return get_object_or_404(households_seen_by(request.user), pk=household_id)


def _affiliation(request: UserRequest, affiliation_id: int) -> Affiliation:
    """An affiliation of a person the caller may change."""
    people = customers_seen_by(request.user, "change")
    rows = Affiliation.objects.select_related("person", "company")
    return get_object_or_404(rows.filter(person__in=people), pk=affiliation_id)


def _shown(request: UserRequest, rows: list[Affiliation]) -> list[dict[str, Any]]:
    """Affiliations with the names of companies and of people the caller may see, others masked."""
    sides = _parties(request, [side for row in rows for side in (row.person, row.company)])
    fields = AffiliationOut.model_fields.keys() - {"person", "company"}
    return [
        {name: getattr(row, name) for name in fields}
        | {"person": sides[row.person_id], "company": sides[row.company_id]}
        for row in rows
    ]


def _homes(request: UserRequest, homes: list[Household]) -> list[dict[str, Any]]:
    members = {home.pk: list(home.members.all()) for home in homes}
    parties = _parties(request, [row for rows in members.values() for row in rows])
    return [
        {
            "id": home.pk,
            "name": home.name,
            "status": home.status,
            "members": [parties[row.pk] for row in members[home.pk]],
        }
        for home in homes
    ]


def _parties(request: UserRequest, customers: list[Customer]) -> dict[int, dict[str, Any]]:
    open_ids = visible_ids(request.user, [row.pk for row in customers])
    seen(request, "api", Customer, sorted(open_ids))
    return {
        row.pk: {"id": row.pk, "name": row.name}
        if row.pk in open_ids
        else {"id": None, "name": row.name if row.is_company else mask_name(row.name)}
        for row in customers
    }
