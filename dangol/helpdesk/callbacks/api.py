from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.helpdesk.callbacks import services
from dangol.helpdesk.callbacks.lists import CallbackList
from dangol.helpdesk.callbacks.models import Callback
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.tickets.api_shapes import agent_at
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Moment, MomentIn, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.korean.phones import mask_phone
from dangol.kit.lists import lists
from dangol.kit.personal import seen

VIEW, ADD, CHANGE = (f"helpdesk.{verb}_call" for verb in ("view", "add", "change"))
router = Router(tags=["calls"])


class CallbackOut(Schema):
    """A number to call back; a customer's is masked without the right to see contacts whole."""

    id: int
    number: str
    customer_id: int | None
    call_id: int | None
    owner_id: int | None
    queue: str
    note: str
    due_at: Moment
    status: str
    done_at: Moment | None

    @staticmethod
    def resolve_number(row: Callback, context: Any) -> str:
        user = context["request"].user
        if row.customer_id and not user.has_perm("customers.reveal_customer"):
            return mask_phone(row.number)
        return row.number


class CallbackIn(Body):
    """The number, or the call or customer it is of. One that waits is brought up to date."""

    due_at: MomentIn
    number: Annotated[str, Field(max_length=40)] = ""
    customer_id: Id | None = None
    call_id: Id | None = None
    owner_id: Id | None = None
    queue: Annotated[str, Field(max_length=50)] = ""
    note: Annotated[str, Field(max_length=300)] = ""


class EndIn(Body):
    """`done` when they were reached, `dropped` when nobody calls any more."""

    status: Literal["done", "dropped"] = "done"


def _callback(request: UserRequest, pk: int, verb: str = "view") -> Callback:
    row: Callback = get_object_or_404(Callback.objects.visible_to(request.user, verb), pk=pk)
    seen(request, "api", Customer, [row.customer_id] if row.customer_id else [])
    return row


@router.get("/callbacks", response=Page[CallbackOut])
@needs(VIEW)
def list_callbacks(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = Callback.objects.visible_to(request.user)
    part = list_part(request, lists[CallbackList.key], query, rows)
    seen(request, "api", Customer, {r.customer_id for r in part["items"] if r.customer_id})
    return part


@router.post("/callbacks", response={201: CallbackOut})
@needs(ADD)
def ask_back(request: UserRequest, body: CallbackIn) -> Any:
    values = body.dict(exclude={"customer_id", "call_id", "owner_id"})
    if body.call_id:
        calls = Call.objects.visible_to(request.user).select_related("customer")
        call = get_object_or_404(calls, pk=body.call_id)
        values |= {"call": call, "customer": call.customer}
        values["number"] = body.number or call.number
    if body.customer_id:
        customer = get_object_or_404(customers_seen_by(request.user), pk=body.customer_id)
        values["customer"] = customer
        values["number"] = values["number"] or customer.phone
    values["owner"] = agent_at(body.owner_id)
    return Status(201, services.ask_back(at=timezone.now(), actor=request.user, **values))


@router.get("/callbacks/{callback_id}", response=CallbackOut)
@needs(VIEW)
def read_callback(request: UserRequest, callback_id: Id) -> Any:
    return _callback(request, callback_id)


@router.post("/callbacks/{callback_id}/take", response=CallbackOut)
@needs(CHANGE)
def take_callback(request: UserRequest, callback_id: Id) -> Any:
    """Take it as one's own; 409 when a colleague has it."""
    return services.take_callback(_callback(request, callback_id, "change"), actor=request.user)


@router.post("/callbacks/{callback_id}/end", response=CallbackOut)
@needs(CHANGE)
def end_callback(request: UserRequest, callback_id: Id, body: EndIn) -> Any:
    row = _callback(request, callback_id, "change")
    return services.end_callback(row, at=timezone.now(), actor=request.user, status=body.status)
