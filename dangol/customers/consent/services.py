"""Acts on consent: every one is a new line of the ledger."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.consent.models import Consent, ConsentWording
from dangol.customers.consent.queries import MEDIA, REFUSALS, current_wording, ledger_of
from dangol.customers.events import ConsentRecorded
from dangol.customers.parties.birthdays import is_child
from dangol.customers.parties.checks import refuse_resident_number
from dangol.customers.parties.models import Customer
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, create, lock

Act = Consent.Act


@atomic
def record_consent(  # noqa: PLR0913
    customer: Customer,
    *,
    purpose: str,
    act: str,
    at: datetime,
    source: str,
    actor: User | None,
    permit: int = Customer.Permit.DAY,
    basis: str = Consent.Basis.CONSENT,
    wording: ConsentWording | None = None,
    evidence: str = "",
    file: File | None = None,
) -> Consent:
    """Add a line to the ledger and bring the customer's current permits in step.

    A refusal or withdrawal wins over everything before it and of the same moment (AD-03); only a
    newer consent of the person's own lifts it. A trade relation (6 months) is written down but
    is no consent. Refuses children under 14 without a guardian's consent and moments to come.
    """
    customer = lock(customer)
    if at > timezone.now():
        raise ValidationError({"at": _("앞으로 올 시각은 적을 수 없습니다.")})
    if act not in REFUSALS:
        _refuse_child(customer, at)
        _refuse_without_own_word(customer, purpose, act, basis)
    entry = create(
        Consent,
        actor=actor,
        customer=customer,
        purpose=purpose,
        act=act,
        permit=Customer.Permit.NONE if act in REFUSALS else permit,
        basis=basis,
        at=at,
        wording=wording or current_wording(purpose),
        source=refuse_resident_number(clean(source)),
        evidence=refuse_resident_number(clean_text(evidence)),
        file=file or "",
        recorded_by=actor,
    )
    _bring_in_step(customer, purpose, actor)
    publish(
        ConsentRecorded(
            customer_id=customer.pk,
            purpose=purpose,
            act=act,
            permit=entry.permit,
            actor_id=actor.pk if actor else None,
        )
    )
    return entry


def _refuse_child(customer: Customer, at: datetime) -> None:
    if is_child(customer.birth_on, timezone.localdate(at)) and not customer.guardian_confirmed_at:
        raise Refused(_("만 14세 미만입니다. 법정대리인의 동의를 확인한 뒤 기록해 주세요."))


def _refuse_without_own_word(customer: Customer, purpose: str, act: str, basis: str) -> None:
    """A withdrawn purpose comes back only by a new consent, not by confirming or by trade."""
    newest = ledger_of(customer).filter(purpose=purpose).first()
    if act == Act.CONFIRM and (newest is None or newest.act in REFUSALS):
        raise Refused(_("유효한 동의가 없어 재확인할 수 없습니다. 먼저 동의를 받아 주세요."))
    withdrawn = newest is not None and newest.act in REFUSALS
    if withdrawn and basis != Consent.Basis.CONSENT:
        raise Refused(_("수신을 거부한 고객입니다. 본인이 다시 동의해야 바꿀 수 있습니다."))


def _bring_in_step(customer: Customer, purpose: str, actor: User | None) -> None:
    if purpose in MEDIA:
        newest = ledger_of(customer).filter(purpose=purpose)[0]
        holds = newest.act not in REFUSALS and newest.basis != Consent.Basis.TRADE
        permit = newest.permit if holds else Customer.Permit.NONE
        change(customer, actor=actor, **{f"permit_{purpose}": permit})


@atomic
def publish_wording(purpose: str, *, text: str, actor: User | None) -> ConsentWording:
    """Make a new version of the text people agree to; consents given stay with theirs."""
    text = clean_text(text)
    if not text:
        raise ValidationError({"text": _("동의 문구를 적어 주세요.")})
    newest = current_wording(purpose)
    if newest and newest.text == text:
        return newest
    version = newest.version + 1 if newest else 1
    return create(ConsentWording, actor=actor, purpose=purpose, version=version, text=text)
