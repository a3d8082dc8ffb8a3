"""What the API of tickets takes and gives, and how it finds what an id names."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.helpdesk.setup.models import Team
from dangol.helpdesk.setup.queries import request_types, topics
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.queries import tickets_seen_by
from dangol.kit.api.fields import Body, Code, Id, Line, Moment, Words
from dangol.kit.personal import seen

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


def ticket_at(request: UserRequest, pk: int, verb: str = "view") -> Ticket:
    related = ("customer", "person", "asker", "thread", "thread__account")
    return get_object_or_404(tickets_seen_by(request.user, verb).select_related(*related), pk=pk)


def out_of(request: UserRequest, ticket: Ticket) -> Ticket:
    seen(request, "api", Customer, [pk for pk in (ticket.customer_id, ticket.person_id) if pk])
    return Ticket.objects.get(pk=ticket.pk)


def values_of(body: TicketChange) -> dict[str, Any]:
    given = body.dict(exclude_unset=True, exclude={"customer_id", "source", "team_id", "version"})
    known = {"request_type_id": request_types, "topic_id": topics}
    for name, rows in known.items():
        if given.get(name) and given[name] not in {row.id for row in rows(retired=True)}:
            raise ValidationError({name: _("없는 값입니다. /api/v1/desk를 확인해 주세요.")})
    return {name: value for name, value in given.items() if value is not None}


def team_at(pk: int) -> Team:
    if (team := Team.objects.filter(pk=pk, is_active=True).first()) is None:
        raise ValidationError({"team_id": _("없는 팀입니다. /api/v1/desk를 확인해 주세요.")})
    return team


def agent_at(pk: int | None) -> User | None:
    if pk is None:
        return None
    if (agent := User.objects.filter(pk=pk, is_active=True).first()) is None:
        raise ValidationError({"agent_id": _("맡길 수 없는 직원입니다.")})
    return agent
