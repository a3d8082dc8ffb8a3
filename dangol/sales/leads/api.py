from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.codes.models import Code as CodeRow
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Id, Line, Moment, Page, Words
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.sales.leads import services
from dangol.sales.leads.handoff_lists import HandoffList
from dangol.sales.leads.lists import LeadList
from dangol.sales.leads.models import Lead
from dangol.sales.leads.queries import handoffs_seen_by, leads_seen_by
from dangol.sales.pipeline.models import Stage
from dangol.sales.pipeline.queries import every_stage

VIEW, ADD, CHANGE = (f"sales.{verb}_lead" for verb in ("view", "add", "change"))
router = Router(tags=["sales"])
Way = Literal["web", "call", "referral", "mail", "import", "partner", "hand"]


class LeadOut(Schema):
    """A lead; `score` is the learned chance in percent, null before anything was won and lost."""

    id: int
    name: str
    company: str
    phone: str
    email: str
    region: str
    text: str
    way: str
    source_id: int | None
    referrer_id: int | None
    partner: str
    status: str
    owner_id: int | None
    reason: str
    score: int | None
    received_at: Moment
    given_at: Moment | None
    accepted_at: Moment | None
    touched_at: Moment | None
    ended_at: Moment | None
    customer_id: int | None
    deal_id: int | None
    custom: dict[str, Any]
    version: int


class HandoffOut(Schema):
    """One time a lead was handed to somebody; `answer` is waiting until they say yes or no."""

    id: int
    lead_id: int
    owner_id: int | None
    giver_id: int | None
    given_at: Moment
    answer: str
    accepted_at: Moment | None
    returned_at: Moment | None
    reason: str


class LeadIn(Body):
    """Who asked; without an owner the assignment rules give it to somebody."""

    name: Line
    company: Annotated[str, Field(max_length=200)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    region: Annotated[str, Field(max_length=40)] = ""
    text: Words = ""
    way: Way = "hand"
    source: Code | None = None
    referrer_id: Id | None = None
    partner: Annotated[str, Field(max_length=100)] = ""
    custom: dict[Code, Any] = {}


class LeadChange(Body):
    """What is left out stays; with `version` refused when somebody changed it meanwhile."""

    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    company: Annotated[str, Field(max_length=200)] | None = None
    phone: Annotated[str, Field(max_length=30)] | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    region: Annotated[str, Field(max_length=40)] | None = None
    text: Words | None = None
    way: Way | None = None
    source: Code | None = None
    partner: Annotated[str, Field(max_length=100)] | None = None
    custom: dict[Code, Any] | None = None
    version: Id | None = None


class GiveIn(Body):
    to_id: Id
    brief: Annotated[str, Field(max_length=500)] = ""


class ReasonIn(Body):
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class ConvertIn(Body):
    """Without a stage the lead becomes a customer only; the amount in won."""

    stage_id: Id | None = None
    title: Annotated[str, Field(max_length=200)] = ""
    amount: Annotated[int, Field(ge=0, le=10**14)] = 0


def _lead(request: UserRequest, pk: int, verb: str = "change") -> Lead:
    rows = leads_seen_by(request.user, verb).select_related("owner", "form", "source")
    return get_object_or_404(rows, pk=pk)


def _out(request: UserRequest, lead: Lead) -> Lead:
    seen(request, "api", Lead, [lead.pk])
    return Lead.objects.get(pk=lead.pk)


@router.get("/leads", response=Page[LeadOut])
@needs(VIEW)
def list_leads(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[LeadList.key], query, leads_seen_by(request.user))
    seen(request, "api", Lead, [row.pk for row in part["items"]])
    return part


@router.post("/leads", response={201: LeadOut})
@needs(ADD)
def take_lead(request: UserRequest, body: LeadIn) -> Any:
    given = body.dict()
    given["source"] = _source(given["source"])
    given["referrer"] = _referrer(request, given.pop("referrer_id"))
    lead = services.take_lead(at=timezone.now(), actor=request.user, **given)
    return Status(201, _out(request, lead))


def _referrer(request: UserRequest, pk: int | None) -> Customer | None:
    row: Customer | None = customers_seen_by(request.user).filter(pk=pk or 0).first()
    if pk and row is None:
        raise ValidationError({"referrer_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    return row


def _source(key: str | None) -> CodeRow | None:
    source = CodeRow.objects.filter(group="source", key=key, is_active=True).first()
    if key and source is None:
        raise ValidationError(
            {"source": _("없는 코드입니다. /api/v1/codes에서 key를 확인해 주세요.")}
        )
    return source


@router.get("/lead-handoffs", response=Page[HandoffOut])
@needs(VIEW)
def list_handoffs(request: UserRequest, query: Query[ListQuery]) -> Any:
    return list_part(request, lists[HandoffList.key], query, handoffs_seen_by(request.user))


@router.get("/leads/{lead_id}", response=LeadOut)
@needs(VIEW)
def read_lead(request: UserRequest, lead_id: Id) -> Any:
    return _out(request, _lead(request, lead_id, "view"))


@router.patch("/leads/{lead_id}", response=LeadOut)
@needs(CHANGE)
def change_lead(request: UserRequest, lead_id: Id, body: LeadChange) -> Any:
    given = body.dict(exclude_unset=True)
    given = {name: value for name, value in given.items() if value is not None or name == "source"}
    if "source" in given:
        given["source"] = _source(given["source"])
    services.edit_lead(_lead(request, lead_id), actor=request.user, **given)
    return _out(request, _lead(request, lead_id, "view"))


@router.post("/leads/{lead_id}/give", response=LeadOut)
@needs(CHANGE)
def give_lead(request: UserRequest, lead_id: Id, body: GiveIn) -> Any:
    to = User.objects.filter(pk=body.to_id, is_active=True).first()
    if to is None:
        raise ValidationError({"to_id": _("맡길 수 없는 직원입니다.")})
    lead = _lead(request, lead_id)
    services.give_lead(lead, to=to, at=timezone.now(), actor=request.user, brief=body.brief)
    return _out(request, lead)


@router.post("/leads/{lead_id}/accept", response=LeadOut)
@needs(CHANGE)
def accept_lead(request: UserRequest, lead_id: Id) -> Any:
    lead = _lead(request, lead_id)
    return _out(request, services.accept_lead(lead, at=timezone.now(), actor=request.user))


@router.post("/leads/{lead_id}/touch", response=LeadOut)
@needs(CHANGE)
def touch_lead(request: UserRequest, lead_id: Id) -> Any:
    lead = _lead(request, lead_id)
    return _out(request, services.touch_lead(lead, at=timezone.now(), actor=request.user))


@router.post("/leads/{lead_id}/return", response=LeadOut)
@needs(CHANGE)
def return_lead(request: UserRequest, lead_id: Id, body: ReasonIn) -> Any:
    lead, at = _lead(request, lead_id), timezone.now()
    services.return_lead(lead, reason=body.reason, at=at, actor=request.user)
    return _out(request, lead)


@router.post("/leads/{lead_id}/drop", response=LeadOut)
@needs(CHANGE)
def drop_lead(request: UserRequest, lead_id: Id, body: ReasonIn) -> Any:
    lead, at = _lead(request, lead_id), timezone.now()
    services.drop_lead(lead, reason=body.reason, at=at, actor=request.user)
    return _out(request, lead)


@router.post("/leads/{lead_id}/convert", response=LeadOut)
@needs(CHANGE)
def convert_lead(request: UserRequest, lead_id: Id, body: ConvertIn) -> Any:
    lead, stage = _lead(request, lead_id), None
    if body.stage_id is not None:
        ids = {row.id for row in every_stage() if row.outcome == "open"}
        if body.stage_id not in ids:
            raise ValidationError(
                {"stage_id": _("없는 단계입니다. /api/v1/stages를 확인해 주세요.")}
            )
        stage = Stage.objects.get(pk=body.stage_id)
    services.convert_lead(
        lead, stage=stage, at=timezone.now(), actor=request.user, title=body.title,
        amount=body.amount,
    )  # fmt: skip
    return _out(request, lead)
