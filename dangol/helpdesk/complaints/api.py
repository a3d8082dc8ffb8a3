from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.codes.queries import code_of
from dangol.customers.models import Customer
from dangol.helpdesk.complaints import services
from dangol.helpdesk.complaints.lists import ComplaintList
from dangol.helpdesk.complaints.models import Complaint
from dangol.helpdesk.tickets.api_shapes import ticket_at
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen

VIEW, CHANGE = "helpdesk.view_ticket", "helpdesk.change_ticket"
router = Router(tags=["helpdesk"])
Note = Annotated[str, Field(max_length=300)]


class ComplaintOut(Schema):
    """`amount` is asked for in won; `earlier_id` the complaint this one repeats."""

    id: int
    ticket_id: int
    customer_id: int | None
    opened_at: Moment
    severity: int
    cause_id: int | None
    action: str
    amount: int
    note: str
    status: str
    asked_by_id: int | None
    decided_by_id: int | None
    decided_at: Moment | None
    decision: str
    earlier_id: int | None

    @staticmethod
    def resolve_severity(row: Complaint) -> int:
        return int(row.ticket.severity)


class ComplaintIn(Body):
    """Above the office's limit an amount waits for somebody else's approval."""

    severity: Annotated[int, Field(ge=1, le=3)]
    cause_id: Id | None = None
    amount: Annotated[int, Field(ge=0, le=10**12)] = 0
    note: Note = ""
    action: Annotated[str, Field(max_length=2_000)] = ""


class DecisionIn(Body):
    """A refusal says why."""

    approve: bool
    decision: Note = ""


def _complaint(request: UserRequest, pk: int) -> Complaint:
    rows = Complaint.objects.visible_to(request.user).select_related("ticket")
    row: Complaint = get_object_or_404(rows, pk=pk)
    seen(request, "api", Customer, [row.customer_id] if row.customer_id else [])
    return row


@router.get("/complaints", response=Page[ComplaintOut])
@needs(VIEW)
def list_complaints(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = Complaint.objects.visible_to(request.user).select_related("ticket")
    part = list_part(request, lists[ComplaintList.key], query, rows)
    seen(request, "api", Customer, {r.customer_id for r in part["items"] if r.customer_id})
    return part


@router.get("/complaints/{complaint_id}", response=ComplaintOut)
@needs(VIEW)
def read_complaint(request: UserRequest, complaint_id: Id) -> Any:
    return _complaint(request, complaint_id)


@router.put("/tickets/{ticket_id}/complaint", response=ComplaintOut)
@needs(CHANGE)
def handle_complaint(request: UserRequest, ticket_id: Id, body: ComplaintIn) -> Any:
    """Say how bad it is, why it came and what is to be paid; again corrects it."""
    ticket = ticket_at(request, ticket_id, "change")
    code = code_of(body.cause_id)
    if body.cause_id and (code is None or code.group != "complaint_cause"):
        raise ValidationError({"cause_id": _("없는 원인입니다.")})
    values = body.dict(exclude={"cause_id"})
    services.handle_complaint(
        ticket, cause=body.cause_id, at=timezone.now(), actor=request.user, **values
    )
    return _complaint(request, ticket.complaint.pk)


@router.post("/complaints/{complaint_id}/decide", response=ComplaintOut)
@needs(services.APPROVE)
def decide_compensation(request: UserRequest, complaint_id: Id, body: DecisionIn) -> Any:
    row = _complaint(request, complaint_id)
    services.decide_compensation(row, at=timezone.now(), actor=request.user, **body.dict())
    return _complaint(request, row.pk)
