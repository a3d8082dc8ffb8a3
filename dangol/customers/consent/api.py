from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.consent.models import Consent
from dangol.customers.consent.queries import ledger_of, standings_of
from dangol.customers.consent.services import record_consent
from dangol.customers.parties.api import CHANGE, VIEW, visible
from dangol.customers.parties.models import Customer
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Moment, MomentIn, Words
from dangol.kit.personal import seen

router = Router(tags=["consents"])

Purpose = Literal[
    "email", "sms", "kakao", "voice", "post", "fax", "required", "optional", "marketing",
    "third_party", "sensitive", "unique_id", "overseas",
]  # fmt: skip


class StandingOut(Schema):
    """What holds now for one purpose: 0 nothing, 1 by day, 2 by night too."""

    purpose: str
    permit: int
    is_refused: bool


class EntryOut(Schema):
    id: int
    purpose: str
    act: str
    permit: int
    basis: str
    at: Moment
    source: str
    evidence: str
    wording_version: int | None
    recorded_at: Moment

    @staticmethod
    def resolve_wording_version(entry: Consent) -> int | None:
        return entry.wording.version if entry.wording else None


class ConsentsOut(Schema):
    current: list[StandingOut]
    ledger: list[EntryOut]


class ConsentIn(Body):
    purpose: Purpose
    act: Literal["give", "confirm", "refuse", "withdraw"]
    permit: Literal[0, 1, 2] = 1
    basis: Literal["consent", "contract", "trade", "law"] = "consent"
    at: MomentIn | None = None
    source: Annotated[str, Field(min_length=1, max_length=200)]
    evidence: Annotated[Words, Field(max_length=500)] = ""


@router.get("/{customer_id}/consents", response=ConsentsOut)
@needs(VIEW)
def read_consents(request: UserRequest, customer_id: Id) -> Any:
    customer = visible(request, customer_id)
    seen(request, "api", Customer, [customer.pk])
    return {"current": standings_of(customer), "ledger": list(ledger_of(customer)[:200])}


@router.post("/{customer_id}/consents", response={201: EntryOut})
@needs(CHANGE)
def add_consent(request: UserRequest, customer_id: Id, body: ConsentIn) -> Any:
    customer = visible(request, customer_id, "change")
    given = body.dict() | {"at": body.at or timezone.now()}
    return Status(201, record_consent(customer, **given, actor=request.user))
