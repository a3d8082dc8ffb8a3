from typing import Annotated, Any, Literal

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Line, Moment, MomentIn, Words
from dangol.kit.errors import Refused
from dangol.messaging.content import Content
from dangol.messaging.outbox.models import Dispatch, Message
from dangol.messaging.outbox.services import send
from dangol.messaging.rights import SEND, SEND_AD, VIEW

router = Router(tags=["messages"])
MOST = 1_000


class SendIn(Body):
    """`source` makes it safe to repeat: the same one is sent once."""

    customer_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST)]
    kind: Literal["ad", "info", "transaction"]
    medium: Literal["email", "sms", "kakao", "post", "fax", "voice"]
    subject: Line = ""
    text: Annotated[Words, Field(min_length=1)]
    template_code: Annotated[str, Field(max_length=50)] = ""
    fallback: Words = ""
    source: Annotated[str, Field(min_length=1, max_length=100)]
    purpose: Annotated[str, Field(max_length=30)] = ""
    not_before: MomentIn | None = None
    confirmed: bool = False


class DispatchOut(Schema):
    id: int
    title: str
    kind: str
    medium: str
    status: str
    counts: dict[str, int]
    created_at: Moment
    finished_at: Moment | None


class MessageOut(Schema):
    id: int
    dispatch_id: int
    customer_id: int | None
    medium: str
    status: str
    reason: str
    due_at: Moment
    sent_at: Moment | None
    opened_at: Moment | None
    clicked_at: Moment | None


@router.post("/messages", response={201: DispatchOut})
@needs(SEND)
def send_messages(request: UserRequest, body: SendIn) -> Any:
    """Send to customers the caller may see; refused recipients are rows with their reason."""
    user = request.user
    if (body.kind == "ad" or len(body.customer_ids) > 1) and not user.has_perm(SEND_AD):
        raise Refused(_("광고나 여러 고객에게 보낼 권한이 없습니다."))
    customers = Customer.objects.visible_to(user).filter(pk__in=body.customer_ids)
    content = Content(
        subject=body.subject,
        text=body.text,
        template_code=body.template_code,
        fallback=body.fallback,
    )
    dispatch = send(
        customers,
        kind=body.kind,
        medium=body.medium,
        content=content,
        actor=user,
        source=f"api:{user.pk}:{body.source}",
        at=timezone.now(),
        not_before=body.not_before,
        purpose=body.purpose,
        confirmed=body.confirmed,
    )
    return Status(201, dispatch)


@router.get("/dispatches/{dispatch_id}", response=DispatchOut)
@needs(VIEW)
def read_dispatch(request: UserRequest, dispatch_id: Id) -> Any:
    return _found(Dispatch.objects.visible_to(request.user).filter(pk=dispatch_id))


@router.get("/messages/{message_id}", response=MessageOut)
@needs(VIEW)
def read_message(request: UserRequest, message_id: Id) -> Any:
    return _found(Message.objects.visible_to(request.user).filter(pk=message_id))


def _found(rows: Any) -> Any:
    row = rows.first()
    if row is None:
        raise Http404
    return row
