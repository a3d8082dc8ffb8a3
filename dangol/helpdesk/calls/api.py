from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.helpdesk.calls import services
from dangol.helpdesk.calls.lists import CallList
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.calls.services import Told
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen

router = Router(tags=["calls"])
Short = Annotated[str, Field(max_length=50)]


class CallOut(Schema):
    """A call; seconds waited and talked follow from its moments."""

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
    transferred_to: str
    recording_url: str
    note: str
    ticket_id: int | None


class EventIn(Body):
    """What a telephone system tells; in any order and as often as it likes.

    `agent` is the sign-in name of the person. Asterisk: Newchannel is ring, BridgeEnter of the
    agent is answer, Hangup is hangup, BlindTransfer is transfer; `key` is the Linkedid.
    """

    key: Annotated[str, Field(min_length=1, max_length=100)]
    event: Literal["ring", "answer", "hangup", "transfer", "recording"]
    at: datetime
    number: Annotated[str, Field(max_length=40)] = ""
    direction: Literal["in", "out"] = "in"
    queue: Short = ""
    agent: Annotated[str, Field(max_length=150)] = ""
    to: Short = ""
    recording_url: Annotated[str, Field(max_length=500, pattern=r"^(https?://.*)?$")] = ""


@router.get("/calls", response=Page[CallOut])
@needs("helpdesk.view_call")
def list_calls(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[CallList.key], query, Call.objects.visible_to(request.user))
    seen(request, "api", Customer, {r.customer_id for r in part["items"] if r.customer_id})
    return part


@router.post("/calls/events", response=CallOut)
@needs("helpdesk.add_call")
def take_event(request: UserRequest, body: EventIn) -> Any:
    given = body.dict()
    if given["at"].tzinfo is None:
        raise ValidationError({"at": _("시간대를 함께 보내 주세요. 예: 2026-11-23T09:00:00+09:00")})
    name = given.pop("agent")
    agent = User.objects.filter(username=name, is_active=True).first() if name else None
    if name and agent is None:
        raise ValidationError({"agent": _("이 아이디의 직원이 없습니다.")})
    return services.take_event(Told(agent=agent, **given))
