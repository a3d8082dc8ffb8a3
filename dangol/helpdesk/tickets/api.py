from datetime import datetime
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
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.helpdesk.setup.models import Team
from dangol.helpdesk.setup.queries import request_types, step_row, steps, teams, topics
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.tickets import assigning, joining, moving, services, talking
from dangol.helpdesk.tickets.letters import Letter
from dangol.helpdesk.tickets.lists import TicketList
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.queries import tickets_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Id, Line, Moment, Page, Words
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen

VIEW, ADD, CHANGE, DELETE = (
    f"helpdesk.{verb}_ticket" for verb in ("view", "add", "change", "delete")
)
router = Router(tags=["helpdesk"])
Key = Annotated[str, Field(min_length=1, max_length=60)]
Reason = Annotated[str, Field(max_length=300)]


class DeskOut(Schema):
    """What tickets are made of: ids and names of steps, teams, request types and topics."""

    steps: list[dict[str, Any]]
    teams: list[dict[str, Any]]
    request_types: list[dict[str, Any]]
    topics: list[dict[str, Any]]


class TicketOut(Schema):
    """A ticket; deadlines are empty while its clock stands, `solve_left` is in minutes."""

    id: int
    number: str
    space: str
    subject: str
    text: str
    channel: str
    customer_id: int | None
    person_id: int | None
    writer_name: str
    writer_email: str
    topic_id: int | None
    request_type_id: int | None
    priority: int
    severity: int
    team_id: int | None
    agent_id: int | None
    step_id: int
    is_open: bool
    serial: str
    opened_at: Moment
    last_at: Moment
    first_replied_at: datetime | None
    solved_at: datetime | None
    first_due_at: datetime | None
    next_due_at: datetime | None
    solve_due_at: datetime | None
    solve_left: int | None
    first_kept: bool | None
    solve_kept: bool | None
    reopen_count: int
    transfer_count: int
    return_count: int
    merged_into_id: int | None
    custom: dict[str, Any]
    version: int


class MessageOut(Schema):
    """Something said: `in` by the customer, `out` to them, `note` among ourselves."""

    id: int
    kind: str
    author_id: int | None
    name: str
    to: list[str]
    text: str
    at: Moment


class TicketChange(Body):
    """What is not sent stays as it is."""

    subject: Line | None = None
    text: Words | None = None
    channel: Literal[
        "phone", "email", "chat", "web", "sms", "sns", "visit", "fax", "post"
    ] | None = None  # fmt: skip
    request_type_id: Id | None = None
    topic_id: Id | None = None
    priority: Annotated[int, Field(ge=0, le=3)] | None = None
    severity: Annotated[int, Field(ge=0, le=3)] | None = None
    serial: Annotated[str, Field(max_length=100)] | None = None
    writer_name: Annotated[str, Field(max_length=200)] | None = None
    custom: dict[Code, Any] | None = None


class TicketPatch(TicketChange):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class TicketIn(TicketChange):
    """`source` names what the ticket came from: sent twice, it is opened once."""

    subject: Line
    customer_id: Id | None = None
    team_id: Id | None = None
    source: Key | None = None


class MoveIn(Body):
    """`seen_in` is the step the mover saw the ticket in; 409 if it stands elsewhere by now."""

    step_id: Id
    reason: Reason = ""
    seen_in: Id | None = None


class AssignIn(Body):
    """The agent; null gives the ticket back to the pool."""

    agent_id: Id | None = None


class TransferIn(Body):
    team_id: Id
    agent_id: Id | None = None
    reason: Reason


class MergeIn(Body):
    into_id: Id


class NoteIn(Body):
    text: Words


class ReplyIn(Body):
    """An answer by mail (or `sms`) that leaves ten seconds later; the same `key` is one answer.

    `confirmed` says that promotional words in it are none.
    """

    text: Words
    to: Annotated[str, Field(max_length=2_000)] = ""
    medium: Literal["email", "sms"] = "email"
    key: Key
    confirmed: bool = False


def _ticket(request: UserRequest, pk: int, verb: str = "view") -> Ticket:
    related = ("customer", "person", "asker", "thread", "thread__account")
    return get_object_or_404(tickets_seen_by(request.user, verb).select_related(*related), pk=pk)


def _out(request: UserRequest, ticket: Ticket) -> Ticket:
    seen(request, "api", Customer, [pk for pk in (ticket.customer_id, ticket.person_id) if pk])
    return Ticket.objects.get(pk=ticket.pk)


def _values(body: TicketChange) -> dict[str, Any]:
    given = body.dict(exclude_unset=True, exclude={"customer_id", "source", "team_id", "version"})
    known = {"request_type_id": request_types, "topic_id": topics}
    for name, rows in known.items():
        if given.get(name) and given[name] not in {row.id for row in rows(retired=True)}:
            raise ValidationError({name: _("없는 값입니다. /api/v1/desk를 확인해 주세요.")})
    return {name: value for name, value in given.items() if value is not None}


def _team(pk: int) -> Team:
    if (team := Team.objects.filter(pk=pk, is_active=True).first()) is None:
        raise ValidationError({"team_id": _("없는 팀입니다. /api/v1/desk를 확인해 주세요.")})
    return team


def _agent(pk: int | None) -> User | None:
    if pk is None:
        return None
    if (agent := User.objects.filter(pk=pk, is_active=True).first()) is None:
        raise ValidationError({"agent_id": _("맡길 수 없는 직원입니다.")})
    return agent


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
    values = _values(body)
    if body.team_id:
        values["team"] = _team(body.team_id)
    source = f"api:{request.user.pk}:{body.source}" if body.source else None
    ticket = services.open_ticket(
        customer=customer, source=source, at=timezone.now(), actor=request.user, **values
    )
    return Status(201, _out(request, ticket))


@router.get("/tickets/{ticket_id}", response=TicketOut)
@needs(VIEW)
def read_ticket(request: UserRequest, ticket_id: Id) -> Any:
    return _out(request, _ticket(request, ticket_id))


@router.patch("/tickets/{ticket_id}", response=TicketOut)
@needs(CHANGE)
def change_ticket(request: UserRequest, ticket_id: Id, body: TicketPatch) -> Any:
    ticket = _ticket(request, ticket_id, "change")
    services.edit_ticket(
        ticket, at=timezone.now(), actor=request.user, version=body.version, **_values(body)
    )
    return _out(request, ticket)


@router.delete("/tickets/{ticket_id}", response={204: None})
@needs(DELETE)
def remove_ticket(request: UserRequest, ticket_id: Id) -> Any:
    services.remove_ticket(_ticket(request, ticket_id, "delete"), actor=request.user)
    return HttpResponse(status=204)


@router.post("/tickets/{ticket_id}/move", response=TicketOut)
@needs(CHANGE)
def move_ticket(request: UserRequest, ticket_id: Id, body: MoveIn) -> Any:
    ticket, to = _ticket(request, ticket_id, "change"), step_row(body.step_id)
    if to is None:
        raise ValidationError({"step_id": _("없는 단계입니다. /api/v1/desk를 확인해 주세요.")})
    moving.move_ticket(
        ticket, to=to, at=timezone.now(), actor=request.user, reason=body.reason,
        seen_in=body.seen_in,
    )  # fmt: skip
    return _out(request, ticket)


@router.post("/tickets/{ticket_id}/claim", response=TicketOut)
@needs(CHANGE)
def claim_ticket(request: UserRequest, ticket_id: Id) -> Any:
    ticket = _ticket(request, ticket_id, "change")
    assigning.claim_ticket(ticket, at=timezone.now(), actor=request.user)
    return _out(request, ticket)


@router.post("/tickets/{ticket_id}/assign", response=TicketOut)
@needs(CHANGE)
def assign_ticket(request: UserRequest, ticket_id: Id, body: AssignIn) -> Any:
    ticket = _ticket(request, ticket_id, "change")
    to = _agent(body.agent_id)
    assigning.assign_ticket(ticket, to=to, at=timezone.now(), actor=request.user)
    return _out(request, ticket)


@router.post("/tickets/{ticket_id}/transfer", response=TicketOut)
@needs(CHANGE)
def transfer_ticket(request: UserRequest, ticket_id: Id, body: TransferIn) -> Any:
    ticket = _ticket(request, ticket_id, "change")
    assigning.transfer_ticket(
        ticket, team=_team(body.team_id), agent=_agent(body.agent_id), reason=body.reason,
        at=timezone.now(), actor=request.user,
    )  # fmt: skip
    return _out(request, ticket)


@router.post("/tickets/{ticket_id}/merge", response=TicketOut)
@needs(CHANGE)
def merge_ticket(request: UserRequest, ticket_id: Id, body: MergeIn) -> Any:
    ticket = _ticket(request, ticket_id, "change")
    into = tickets_seen_by(request.user, "change").filter(pk=body.into_id).first()
    if into is None:
        raise ValidationError({"into_id": _("없는 티켓이거나 고칠 권한이 없습니다.")})
    made = joining.merge_tickets(ticket, into=into, at=timezone.now(), actor=request.user)
    return _out(request, made)


@router.get("/tickets/{ticket_id}/messages", response=list[MessageOut])
@needs(VIEW)
def list_messages(request: UserRequest, ticket_id: Id) -> Any:
    ticket = _out(request, _ticket(request, ticket_id))
    return ticket.messages.defer("search").order_by("-at", "-pk")[:200]


@router.post("/tickets/{ticket_id}/notes", response={201: MessageOut})
@needs(CHANGE)
def write_note(request: UserRequest, ticket_id: Id, body: NoteIn) -> Any:
    ticket = _ticket(request, ticket_id, "change")
    note = talking.write_note(ticket, text=body.text, at=timezone.now(), actor=request.user)
    return Status(201, note)


@router.post("/tickets/{ticket_id}/replies", response={201: MessageOut})
@needs(CHANGE)
def reply(request: UserRequest, ticket_id: Id, body: ReplyIn) -> Any:
    ticket = _ticket(request, ticket_id, "change")
    source = f"api:{request.user.pk}:{ticket.pk}:{body.key}"[:100]
    message = talking.reply_to_ticket(
        ticket, Letter(body.text, body.to, body.medium), at=timezone.now(), actor=request.user,
        source=source, confirmed=body.confirmed,
    )  # fmt: skip
    return Status(201, message)
