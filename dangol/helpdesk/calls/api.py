from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.helpdesk.agents.queries import agent_by
from dangol.helpdesk.calls import services
from dangol.helpdesk.calls.lists import CallList
from dangol.helpdesk.calls.models import Call, CallEvent
from dangol.helpdesk.calls.services import Told
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen

router = Router(tags=["calls"])
Short = Annotated[str, Field(max_length=50)]
Limit = Annotated[int, Field(ge=1, le=1_000)]


class CallOut(Schema):
    """A call; seconds waited, talked and held follow from its moments.

    Talking includes holding; `after_seconds` is what its agents then wrote about it (후처리).
    Of `is_unheard` calls `ended_at` is when we found out that they were over.
    """

    id: int
    key: str
    direction: str
    number: str
    queue: str
    customer_id: int | None
    agent_id: int | None
    outcome: str
    started_at: Moment
    answered_at: datetime | None
    ended_at: datetime | None
    wait_seconds: int
    talk_seconds: int
    hold_seconds: int
    after_seconds: int
    is_unheard: bool
    transferred_to: str
    recording_url: str
    note: str
    ticket_id: int | None


class EventIn(Body):
    """What a telephone system tells; in any order and as often as it likes.

    `agent` is the sign-in name of the person, or their extension; `id` your own number of the
    event. Signed reports without a token, and Asterisk's own events, go to the address of the
    telephone system instead: docs/guide/cti.md.
    """

    key: Annotated[str, Field(min_length=1, max_length=100)]
    event: Literal["ring", "answer", "hold", "resume", "transfer", "hangup", "recording"]
    at: datetime
    number: Annotated[str, Field(max_length=40)] = ""
    direction: Literal["", "in", "out"] = ""
    queue: Short = ""
    agent: Annotated[str, Field(max_length=150)] = ""
    to: Short = ""
    id: Annotated[str, Field(max_length=200)] = ""
    recording_url: Annotated[str, Field(max_length=500, pattern=r"^(https?://.*)?$")] = ""


@router.get("/calls", response=Page[CallOut])
@needs("helpdesk.view_call")
def list_calls(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[CallList.key], query, Call.objects.visible_to(request.user))
    seen(request, "api", Customer, {r.customer_id for r in part["items"] if r.customer_id})
    return part


class EventOut(Schema):
    """One event as it was taken; `id` grows, so that a reader asks for what came after."""

    id: int
    call_id: int
    kind: str
    at: Moment
    agent_id: int | None
    text: str


@router.get("/calls/events", response=list[EventOut])
@needs("helpdesk.view_call")
def list_events(request: UserRequest, after: int = 0, limit: Limit = 100) -> Any:
    """The stream of events in the order they were taken, those after `after`."""
    seen_ones = Call.objects.visible_to(request.user).values("pk")
    rows = CallEvent.objects.filter(pk__gt=after, call__in=seen_ones).order_by("pk")
    return list(rows[:limit])


@router.post("/calls/events", response=CallOut)
@needs("helpdesk.add_call")
def take_event(request: UserRequest, body: EventIn) -> Any:
    given = body.dict()
    if given["at"].tzinfo is None:
        raise ValidationError({"at": _("시간대를 함께 보내 주세요. 예: 2026-11-23T09:00:00+09:00")})
    name, given["mark"] = given.pop("agent"), given.pop("id")
    agent = agent_by(name)
    if name and agent is None:
        raise ValidationError({"agent": _("이 아이디나 내선의 직원이 없습니다.")})
    return services.take_event(Told(agent=agent, **given))[0]
