from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Moment, MomentIn, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.voc import services
from dangol.voc.collecting import suggest
from dangol.voc.lists import ImprovementList, VoiceList
from dangol.voc.models import Voice
from dangol.voc.queries import improvements_seen_by, voices_seen_by

router = Router(tags=["voc"])
VIEW, ADD, CHANGE = (f"voc.{verb}_voice" for verb in ("view", "add", "change"))
KindIn = Literal["inquiry", "complaint", "praise", "proposal"]
Said = Annotated[str, Field(min_length=1, max_length=5_000)]


class VoiceOut(Schema):
    """What a customer said; `guess` and `confidence` (percent) are what it was taken for first."""

    id: int
    kind: str
    state: str
    text: str
    cause_id: int | None
    product_id: int | None
    severity: int
    channel: str
    customer_id: int | None
    writer: str
    occurred_at: Moment
    owner_id: int | None
    guess: str
    confidence: int | None
    keywords: list[str]
    has_reach: bool
    improvement_id: int | None


class ImprovementOut(Schema):
    id: int
    title: str
    text: str
    owner_id: int
    due_on: date | None
    state: str
    result: str
    done_at: datetime | None
    dispatch_id: int | None


class VoiceIn(Body):
    """A voice; without a kind it is guessed. The same `source` is one voice."""

    text: Said
    kind: KindIn | None = None
    cause_id: Id | None = None
    severity: Literal[0, 1, 2, 3] = 0
    channel: Literal[
        "phone", "email", "chat", "web", "sms", "sns", "visit", "fax", "post", "survey"
    ] = "web"
    customer_id: Id | None = None
    writer: Annotated[str, Field(max_length=200)] = ""
    occurred_at: MomentIn | None = None
    source: Annotated[str, Field(max_length=50)] = ""


class JudgeIn(Body):
    """What a proposed voice is; left out, it stays what it was taken for."""

    kind: KindIn | None = None
    cause_id: Id | None = None
    severity: Literal[0, 1, 2, 3] | None = None


def _cause(pk: int | None) -> Code | None:
    if pk is None:
        return None
    code = Code.objects.filter(pk=pk, group="voc_cause").first()
    if code is None:
        raise ValidationError({"cause_id": _("없는 원인입니다.")})
    return code


def _voice(request: UserRequest, pk: int, verb: str = "view") -> Voice:
    voice: Voice = get_object_or_404(voices_seen_by(request.user, verb), pk=pk)
    seen(request, "api", Customer, [voice.customer_id] if voice.customer_id else [])
    return voice


@router.get("/voices", response=Page[VoiceOut])
@needs(VIEW)
def list_voices(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = voices_seen_by(request.user).defer("search")
    part = list_part(request, lists[VoiceList.key], query, rows)
    seen(request, "api", Customer, {row.customer_id for row in part["items"] if row.customer_id})
    return part


@router.post("/voices", response={201: VoiceOut})
@needs(ADD)
def hear_voice(request: UserRequest, body: VoiceIn) -> Any:
    customer = None
    if body.customer_id:
        customer = customers_seen_by(request.user).filter(pk=body.customer_id).first()
        if customer is None:
            raise ValidationError({"customer_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    voice = services.hear_voice(
        text=body.text,
        kind=body.kind or suggest(body.text).kind,
        cause=_cause(body.cause_id),
        severity=body.severity,
        channel=body.channel,
        customer=customer,
        writer=body.writer,
        occurred_at=body.occurred_at or timezone.now(),
        source=f"api:{request.user.pk}:{body.source}" if body.source else None,
        actor=request.user,
    )
    return Status(201, voice)


@router.get("/voices/{voice_id}", response=VoiceOut)
@needs(VIEW)
def get_voice(request: UserRequest, voice_id: Id) -> Any:
    return _voice(request, voice_id)


@router.post("/voices/{voice_id}/accept", response=VoiceOut)
@needs(CHANGE)
def accept_voice(request: UserRequest, voice_id: Id, body: JudgeIn) -> Any:
    voice = _voice(request, voice_id, "change")
    values: dict[str, Any] = {"kind": body.kind or voice.kind}
    if body.cause_id is not None:
        values["cause"] = _cause(body.cause_id)
    if body.severity is not None:
        values["severity"] = body.severity
    return services.accept_voice(voice, actor=request.user, **values)


@router.post("/voices/{voice_id}/dismiss", response=VoiceOut)
@needs(CHANGE)
def dismiss_voice(request: UserRequest, voice_id: Id) -> Any:
    return services.dismiss_voice(_voice(request, voice_id, "change"), actor=request.user)


@router.get("/improvements", response=Page[ImprovementOut])
@needs("voc.view_improvement")
def list_improvements(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = improvements_seen_by(request.user)
    return list_part(request, lists[ImprovementList.key], query, rows)
