from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.helpdesk.setup.queries import request_types, step_row, steps, teams, topics
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.tickets import assigning, joining, moving, services, talking
from dangol.helpdesk.tickets.api_shapes import (
    AssignIn,
    DeskOut,
    MergeIn,
    MessageOut,
    MoveIn,
    NoteIn,
    ReplyIn,
    TicketIn,
    TicketOut,
    TicketPatch,
    TransferIn,
    agent_at,
    out_of,
    team_at,
    ticket_at,
    values_of,
)
from dangol.helpdesk.tickets.letters import Letter
from dangol.helpdesk.tickets.lists import TicketList
from dangol.helpdesk.tickets.queries import tickets_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Id, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen

VIEW, ADD, CHANGE, DELETE = (
    f"helpdesk.{verb}_ticket" for verb in ("view", "add", "change", "delete")
)
router = Router(tags=["helpdesk"])


@router.get("/desk", response=DeskOut)
@needs(VIEW)
def read_desk(request: UserRequest) -> Any:
    install_desk()
    return {
        "steps": [row._asdict() for row in steps()],
        "teams": [{"id": row.id, "name": row.name} for row in teams()],
        "request_types": [{"id": row.id, "name": row.name} for row in request_types()],
        "topics": [{"id": row.id, "name": row.name} for row in topics()],
    }


@router.get("/tickets", response=Page[TicketOut])
@needs(VIEW)
def list_tickets(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[TicketList.key], query, tickets_seen_by(request.user))
    seen(request, "api", Customer, {r.customer_id for r in part["items"] if r.customer_id})
    return part


@router.post("/tickets", response={201: TicketOut})
@needs(ADD)
def open_ticket(request: UserRequest, body: TicketIn) -> Any:
    customer = None
    if body.customer_id:
        customer = customers_seen_by(request.user).filter(pk=body.customer_id).first()
        if customer is None:
            raise ValidationError({"customer_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    install_desk()
    values = values_of(body)
    if body.team_id:
        values["team"] = team_at(body.team_id)
    source = f"api:{request.user.pk}:{body.source}" if body.source else None
    ticket = services.open_ticket(
        customer=customer, source=source, at=timezone.now(), actor=request.user, **values
    )
    return Status(201, out_of(request, ticket))


@router.get("/tickets/{ticket_id}", response=TicketOut)
@needs(VIEW)
def read_ticket(request: UserRequest, ticket_id: Id) -> Any:
    return out_of(request, ticket_at(request, ticket_id))


@router.patch("/tickets/{ticket_id}", response=TicketOut)
@needs(CHANGE)
def change_ticket(request: UserRequest, ticket_id: Id, body: TicketPatch) -> Any:
    ticket = ticket_at(request, ticket_id, "change")
    services.edit_ticket(
        ticket, at=timezone.now(), actor=request.user, version=body.version, **values_of(body)
    )
    return out_of(request, ticket)


@router.delete("/tickets/{ticket_id}", response={204: None})
@needs(DELETE)
def remove_ticket(request: UserRequest, ticket_id: Id) -> Any:
    services.remove_ticket(ticket_at(request, ticket_id, "delete"), actor=request.user)
    return HttpResponse(status=204)


@router.post("/tickets/{ticket_id}/move", response=TicketOut)
@needs(CHANGE)
def move_ticket(request: UserRequest, ticket_id: Id, body: MoveIn) -> Any:
    ticket, to = ticket_at(request, ticket_id, "change"), step_row(body.step_id)
    if to is None:
        raise ValidationError({"step_id": _("없는 단계입니다. /api/v1/desk를 확인해 주세요.")})
    moving.move_ticket(
        ticket, to=to, at=timezone.now(), actor=request.user, reason=body.reason,
        seen_in=body.seen_in,
    )  # fmt: skip
    return out_of(request, ticket)


@router.post("/tickets/{ticket_id}/claim", response=TicketOut)
@needs(CHANGE)
def claim_ticket(request: UserRequest, ticket_id: Id) -> Any:
    ticket = ticket_at(request, ticket_id, "change")
    assigning.claim_ticket(ticket, at=timezone.now(), actor=request.user)
    return out_of(request, ticket)


@router.post("/tickets/{ticket_id}/assign", response=TicketOut)
@needs(CHANGE)
def assign_ticket(request: UserRequest, ticket_id: Id, body: AssignIn) -> Any:
    ticket = ticket_at(request, ticket_id, "change")
    to = agent_at(body.agent_id)
    assigning.assign_ticket(ticket, to=to, at=timezone.now(), actor=request.user)
    return out_of(request, ticket)


@router.post("/tickets/{ticket_id}/transfer", response=TicketOut)
@needs(CHANGE)
def transfer_ticket(request: UserRequest, ticket_id: Id, body: TransferIn) -> Any:
    ticket = ticket_at(request, ticket_id, "change")
    assigning.transfer_ticket(
        ticket, team=team_at(body.team_id), agent=agent_at(body.agent_id), reason=body.reason,
        at=timezone.now(), actor=request.user,
    )  # fmt: skip
    return out_of(request, ticket)


@router.post("/tickets/{ticket_id}/merge", response=TicketOut)
@needs(CHANGE)
def merge_ticket(request: UserRequest, ticket_id: Id, body: MergeIn) -> Any:
    ticket = ticket_at(request, ticket_id, "change")
    into = tickets_seen_by(request.user, "change").filter(pk=body.into_id).first()
    if into is None:
        raise ValidationError({"into_id": _("없는 티켓이거나 고칠 권한이 없습니다.")})
    made = joining.merge_tickets(ticket, into=into, at=timezone.now(), actor=request.user)
    return out_of(request, made)


@router.get("/tickets/{ticket_id}/messages", response=list[MessageOut])
@needs(VIEW)
def list_messages(request: UserRequest, ticket_id: Id) -> Any:
    ticket = out_of(request, ticket_at(request, ticket_id))
    return ticket.messages.defer("search").order_by("-at", "-pk")[:200]


@router.post("/tickets/{ticket_id}/notes", response={201: MessageOut})
@needs(CHANGE)
def write_note(request: UserRequest, ticket_id: Id, body: NoteIn) -> Any:
    ticket = ticket_at(request, ticket_id, "change")
    note = talking.write_note(ticket, text=body.text, at=timezone.now(), actor=request.user)
    return Status(201, note)


@router.post("/tickets/{ticket_id}/replies", response={201: MessageOut})
@needs(CHANGE)
def reply(request: UserRequest, ticket_id: Id, body: ReplyIn) -> Any:
    ticket = ticket_at(request, ticket_id, "change")
    source = f"api:{request.user.pk}:{ticket.pk}:{body.key}"[:100]
    message = talking.reply_to_ticket(
        ticket, Letter(body.text, body.to, body.medium), at=timezone.now(), actor=request.user,
        source=source, confirmed=body.confirmed,
    )  # fmt: skip
    return Status(201, message)
