from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Line, Moment, Page, Paging
from dangol.kit.api.paging import part_of
from dangol.kit.personal import seen
from dangol.segments import services
from dangol.segments.models import Segment
from dangol.segments.queries import matching, segments_seen_by
from dangol.segments.why import why

VIEW, ADD, CHANGE, DELETE = (f"segments.{v}_segment" for v in ("view", "add", "change", "delete"))
router = Router(tags=["segments"])
Ids = Annotated[list[Id], Field(min_length=1, max_length=1_000)]


class SegmentOut(Schema):
    """`key` is how conditions name it: {"field": "segment", "op": "any", "value": [key]}."""

    id: int
    key: str
    name: str
    description: str
    kind: str
    is_shared: bool
    condition: dict[str, Any]
    size: int | None
    sized_at: Moment | None
    cost_ms: int | None
    problem: str
    version: int


class SegmentIn(Body):
    name: Annotated[Line, Field(min_length=1, max_length=100)]
    description: Annotated[str, Field(max_length=300)] = ""
    kind: Literal["live", "static"] = "live"
    is_shared: bool = False
    condition: dict[str, Any] = {}


class SegmentChange(Body):
    """What is not sent stays as it is."""

    name: Annotated[Line, Field(min_length=1, max_length=100)] | None = None
    description: Annotated[str, Field(max_length=300)] | None = None
    is_shared: bool | None = None
    condition: dict[str, Any] | None = None
    version: int | None = None


class MembersIn(Body):
    customer_ids: Ids


class CountOut(Schema):
    count: int


class MemberOut(Schema):
    id: int
    number: str
    name: str
    stage: str


class LineOut(Schema):
    depth: int
    sentence: str
    holds: bool
    value: str


def _segment(request: UserRequest, segment_id: int, verb: str = "view") -> Segment:
    return get_object_or_404(segments_seen_by(request.user, verb), pk=segment_id)


@router.get("", response=Page[SegmentOut])
@needs(VIEW)
def list_segments(request: UserRequest, paging: Query[Paging]) -> Any:
    return part_of(request, segments_seen_by(request.user), paging)


@router.post("", response={201: SegmentOut})
@needs(ADD)
def add_segment(request: UserRequest, body: SegmentIn) -> Any:
    return Status(201, services.save_segment(**body.dict(), actor=request.user))


@router.get("/{segment_id}", response=SegmentOut)
@needs(VIEW)
def read_segment(request: UserRequest, segment_id: Id) -> Any:
    return _segment(request, segment_id)


@router.patch("/{segment_id}", response=SegmentOut)
@needs(CHANGE)
def change_segment(request: UserRequest, segment_id: Id, body: SegmentChange) -> Any:
    segment = _segment(request, segment_id, "change")
    given = {k: v for k, v in body.dict(exclude_unset=True).items() if v is not None}
    return services.change_segment(segment, actor=request.user, **given)


@router.delete("/{segment_id}", response={204: None})
@needs(DELETE)
def drop_segment(request: UserRequest, segment_id: Id) -> HttpResponse:
    services.drop_segment(_segment(request, segment_id, "delete"), actor=request.user)
    return HttpResponse(status=204)


@router.get("/{segment_id}/count", response=CountOut)
@needs(VIEW)
def count_members(request: UserRequest, segment_id: Id) -> Any:
    """How many customers of it the caller may see, exactly."""
    found = matching(_segment(request, segment_id), seen_by=request.user)
    return {"count": found.count()}


@router.get("/{segment_id}/customers", response=Page[MemberOut])
@needs(VIEW)
def list_members(request: UserRequest, segment_id: Id, paging: Query[Paging]) -> Any:
    """The customers of it the caller may see, newest first."""
    found = matching(_segment(request, segment_id), seen_by=request.user)
    part = part_of(request, found, paging)
    seen(request, "api", Customer, [row.pk for row in part["items"]])
    return part


@router.post("/{segment_id}/customers", response=CountOut)
@needs(CHANGE)
def add_members(request: UserRequest, segment_id: Id, body: MembersIn) -> Any:
    """Put customers on a static list; the answer counts those who were not on it."""
    segment = _segment(request, segment_id, "change")
    rows = customers_seen_by(request.user).filter(pk__in=body.customer_ids)
    return {"count": len(services.add_members(segment, rows, actor=request.user))}


@router.post("/{segment_id}/customers/remove", response=CountOut)
@needs(CHANGE)
def take_members(request: UserRequest, segment_id: Id, body: MembersIn) -> Any:
    segment = _segment(request, segment_id, "change")
    rows = customers_seen_by(request.user).filter(pk__in=body.customer_ids)
    return {"count": len(services.take_members(segment, rows))}


@router.get("/{segment_id}/why/{customer_id}", response=list[LineOut])
@needs(VIEW)
def tell_why(request: UserRequest, segment_id: Id, customer_id: Id) -> Any:
    """Each condition, whether it holds for the customer, and what the customer has."""
    customer = get_object_or_404(customers_seen_by(request.user), pk=customer_id)
    lines = why(_segment(request, segment_id), customer, asked_by=request.user)
    seen(request, "api", Customer, [customer.pk])
    return [line._asdict() for line in lines]
