from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Line
from dangol.sales.territories import services
from dangol.sales.territories.forms import TerritoryForm
from dangol.sales.territories.models import Territory

MANAGE = "sales.manage_territories"
router = Router(tags=["sales"])
Words = Annotated[list[Line], Field(max_length=50)]


class TerritoryOut(Schema):
    """A rule over customers; the first one that fits, by `order`, counts."""

    id: int
    name: str
    order: int
    regions: list[str]
    industries: list[str]
    company_type_id: int | None
    segment_id: int | None
    people: list[int]
    is_active: bool
    version: int

    @staticmethod
    def resolve_people(row: Territory) -> list[int]:
        return sorted(person.pk for person in row.people.all())


class TerritoryChange(Body):
    """What is not sent stays as it is. Regions are 시·도 or 시·도 시·군·구."""

    name: Annotated[str, Field(max_length=100)] | None = None
    order: Annotated[int, Field(ge=0, le=9_999)] | None = None
    regions: Words | None = None
    industries: Words | None = None
    company_type_id: Id | None = None
    segment_id: Id | None = None
    people: Annotated[list[Id], Field(max_length=500)] | None = None
    is_active: bool | None = None


class TerritoryIn(TerritoryChange):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    people: Annotated[list[Id], Field(min_length=1, max_length=500)]


def _write(request: UserRequest, row: Territory | None, body: TerritoryChange) -> Territory:
    """By the form of the page, so that the same is refused."""
    given: dict[str, Any] = (
        TerritoryForm.initial_of(row) if row else {"order": 0, "is_active": True}
    )
    for name, value in body.dict(exclude_unset=True).items():
        given[name.removesuffix("_id")] = ", ".join(value or ()) if name in _LISTS else value
    form = TerritoryForm(given, user=request.user)
    if not form.is_valid():
        errors = {f"{k}_id" if k in _IDS else k: list(v) for k, v in form.errors.items()}
        raise ValidationError(errors)
    row = services.write_territory(row, actor=request.user, **form.cleaned_data)
    return _row(row.pk)


_LISTS, _IDS = ("regions", "industries"), ("company_type", "segment")


def _row(pk: int) -> Territory:
    return get_object_or_404(Territory.objects.prefetch_related("people"), pk=pk)


@router.get("/territories", response=list[TerritoryOut])
@needs(MANAGE)
def list_territories(request: UserRequest) -> Any:
    return Territory.objects.prefetch_related("people").order_by("order", "pk")


@router.post("/territories", response={201: TerritoryOut})
@needs(MANAGE)
def add_territory(request: UserRequest, body: TerritoryIn) -> Any:
    return Status(201, _write(request, None, body))


@router.get("/territories/{territory_id}", response=TerritoryOut)
@needs(MANAGE)
def read_territory(request: UserRequest, territory_id: Id) -> Any:
    return _row(territory_id)


@router.patch("/territories/{territory_id}", response=TerritoryOut)
@needs(MANAGE)
def change_territory(request: UserRequest, territory_id: Id, body: TerritoryChange) -> Any:
    return _write(request, _row(territory_id), body)


@router.delete("/territories/{territory_id}", response={204: None})
@needs(MANAGE)
def remove_territory(request: UserRequest, territory_id: Id) -> Any:
    services.remove_territory(_row(territory_id), actor=request.user)
    return HttpResponse(status=204)
