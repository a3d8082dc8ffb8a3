"""Acts on leads: take in, give, accept or return, touch, convert, let go."""

import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.custom import clean_custom
from dangol.customers.consent.services import record_consent
from dangol.customers.models import Consent, Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.customers.parties.services import register_customer
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.phones import parse_phone
from dangol.kit.korean.regions import region_of
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, create, lock
from dangol.kit.search import search_text
from dangol.sales.events import LeadConverted
from dangol.sales.leads.handoffs import (
    accept_handoff,
    begin_handoff,
    end_handoff,
    return_handoff,
)
from dangol.sales.leads.models import Lead, LeadForm, LeadRule
from dangol.sales.leads.queries import taker_for
from dangol.sales.leads.scoring import learn, score_of
from dangol.sales.pipeline.models import Deal, Stage
from dangol.sales.pipeline.services import open_deal
from dangol.workspace.services import notify

Status = Lead.Status
LINES = ("name", "company", "region", "brief", "partner")
REACH = ("name", "company", "phone", "email")
RECORD = "sales.lead"


@atomic
def take_lead(*, name: str, at: datetime, actor: User | None, **values: Any) -> Lead:
    """Write down a lead, score it and give it by the rules.

    Refuses leads nobody could answer, numbers that are none and resident numbers.
    """
    owner = values.pop("owner", None)
    values = _tidy({"name": name, **values})
    if not values.get("phone") and not values.get("email"):
        raise ValidationError({"phone": _("전화나 이메일 가운데 하나는 적어 주세요.")})
    lead = create(Lead, actor=actor, received_at=at, **values)
    change(lead, actor=actor, score=score_of(lead).percent)
    if taker := owner or taker_for(lead):
        lead = give_lead(lead, to=taker, at=at, actor=actor)
    return lead


@atomic
def edit_lead(lead: Lead, *, actor: User | None, version: int | None = None, **values: Any) -> Lead:
    """Correct what is written about a lead; refuses what `take_lead` refuses."""
    lead = _open(lead)
    tidied = _tidy({**{key: getattr(lead, key) for key in REACH}, **values}, lead.custom)
    if not tidied["phone"] and not tidied["email"]:
        raise ValidationError({"phone": _("전화나 이메일 가운데 하나는 적어 주세요.")})
    return change(lead, actor=actor, version=version, **tidied)


def _tidy(values: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    if "custom" in values:
        values["custom"] = clean_custom(RECORD, values["custom"], before=before)
    for field in LINES:
        if field in values:
            values[field] = refuse_resident_number(clean(values[field]))
    if "text" in values:
        values["text"] = refuse_resident_number(clean_text(values["text"]))[:5_000]
    if values.get("region"):
        rest = values["region"]
        values["region"] = rest if region_of(rest) == "" else f"{region_of(rest)}"
    if phone := values.get("phone"):
        number = parse_phone(phone)
        if number is None:
            raise ValidationError({"phone": _("전화번호가 아닙니다. 예: 010-1234-5678")})
        values["phone"] = number.digits
    words = [values.get(key, "") for key in ("name", "company", "phone", "email")]
    values["search"] = search_text(*words)
    return values


@atomic
def give_lead(lead: Lead, *, to: User, at: datetime, actor: User | None, brief: str = "") -> Lead:
    """Hand a lead to somebody (F40); they accept it or send it back with a reason."""
    lead = _open(lead)
    brief = refuse_resident_number(clean(brief)) or lead.brief
    change(lead, actor=actor, owner=to, status=Status.GIVEN, given_at=at, brief=brief, reason="")
    begin_handoff(lead, to=to, at=at, actor=actor)
    if actor is None or actor.pk != to.pk:
        text = _("가망고객이 배정되었습니다: %(name)s") % {"name": lead}
        notify([to.pk], text, url=lead.get_absolute_url(), kind="lead")
    return lead


@atomic
def accept_lead(lead: Lead, *, at: datetime, actor: User) -> Lead:
    """Take a lead that was handed over; the first acceptance stays its own."""
    lead = _open(lead)
    if lead.owner_id != actor.pk:
        raise Refused(_("배정받은 사람만 수락할 수 있습니다."))
    accept_handoff(lead, at=at, actor=actor)
    first = lead.accepted_at or at
    return change(lead, actor=actor, status=Status.ACCEPTED, accepted_at=first)


@atomic
def return_lead(lead: Lead, *, reason: str, at: datetime, actor: User) -> Lead:
    """Send a lead back to the inbox, saying why."""
    lead = _open(lead)
    reason = refuse_resident_number(clean(reason))
    if not reason:
        raise ValidationError({"reason": _("반려하는 사유를 적어 주세요.")})
    return_handoff(lead, at=at, reason=reason[:300], actor=actor)
    return change(lead, actor=actor, status=Status.RETURNED, owner=None, reason=reason[:300])


@atomic
def touch_lead(lead: Lead, *, at: datetime, actor: User) -> Lead:
    """첫 응대: stop the clock the first time somebody answered; later touches change nothing."""
    lead = _open(lead)
    return lead if lead.touched_at else change(lead, actor=actor, touched_at=at)


@atomic
def drop_lead(lead: Lead, *, reason: str, at: datetime, actor: User | None) -> Lead:
    """Let a lead go; the score learns from it as lost."""
    lead = _open(lead)
    reason = refuse_resident_number(clean(reason))
    if not reason:
        raise ValidationError({"reason": _("종료하는 사유를 적어 주세요.")})
    end_handoff(lead, actor=actor)
    change(lead, actor=actor, status=Status.DROPPED, reason=reason[:300], ended_at=at)
    learn(lead, "lost")
    return lead


@atomic
def convert_lead(
    lead: Lead, *, stage: Stage | None, at: datetime, actor: User,
    customer: Customer | None = None, title: str = "", amount: int = 0,
) -> Lead:  # fmt: skip
    """Make a customer of a lead (or join it to one) and, with a stage, a deal.

    What they agreed to on the form goes into the consent ledger with its words and moment. Who
    had not answered the hand-off has accepted it by this.
    """
    lead = _open(lead)
    owner = lead.owner or actor
    customer = customer or _customer_of(lead, owner, actor)
    deal: Deal | None = None
    if stage is not None:
        title = clean(title) or _("%(name)s 문의") % {"name": lead.company or lead.name}
        deal = open_deal(
            customer, title=title, owner=owner, stage=stage, at=at, actor=actor,
            amount=amount, source=lead.source, text=lead.text,
        )  # fmt: skip
    moments: dict[str, Any] = {"touched_at": lead.touched_at or at, "ended_at": at}
    if lead.status == Status.GIVEN:
        accept_handoff(lead, at=at, actor=actor)
        moments["accepted_at"] = lead.accepted_at or at
    _record_agreed(lead, customer, actor)
    publish(
        LeadConverted(
            customer_id=customer.pk, lead_id=lead.pk, deal_id=deal.pk if deal else 0,
            actor_id=actor.pk,
        )
    )  # fmt: skip
    return change(
        lead, actor=actor, status=Status.CONVERTED, customer=customer, deal=deal,
        owner=owner, **moments,
    )  # fmt: skip


def _customer_of(lead: Lead, owner: User, actor: User) -> Customer:
    note = f"{lead.get_way_display()} {lead.form.name if lead.form else ''}".strip()
    reach: dict[str, Any] = {
        "phones": [lead.phone] if lead.phone else [],
        "emails": [lead.email] if lead.email else [],
    }
    if lead.company:
        return register_customer(
            name=lead.company, kind=Customer.Kind.COMPANY, owner=owner, actor=actor,
            source=lead.source, source_note=note,
            memo=_("문의한 사람: %(name)s") % {"name": lead.name}, **reach,
        )  # fmt: skip
    return register_customer(
        name=lead.name, owner=owner, actor=actor, source=lead.source, source_note=note, **reach
    )


def _record_agreed(lead: Lead, customer: Customer, actor: User) -> None:
    for purpose, words in lead.agreed.items():
        record_consent(
            customer, purpose=purpose, act=Consent.Act.GIVE, at=lead.received_at,
            source=f"{lead.form}"[:200], evidence=str(words)[:1_000], actor=actor,
        )  # fmt: skip


def _open(lead: Lead) -> Lead:
    lead = lock(lead)
    if not lead.is_open:
        raise Refused(_("이미 끝난 가망고객입니다."))
    return lead


@atomic
def learn_outcome(deal_id: int, outcome: str) -> None:
    """Let the score learn from the leads a deal came from; "" when it is taken up again."""
    for lead in Lead.objects.select_for_update().filter(deal_id=deal_id):
        learn(lead, outcome)


@atomic
def write_form(row: LeadForm | None, *, actor: User | None, **values: Any) -> LeadForm:
    """Add a public form with an address nobody guesses, or change one."""
    values["name"] = clean(values["name"])
    if row is None:
        return create(LeadForm, actor=actor, key=secrets.token_urlsafe(12), **values)
    return change(lock(row), actor=actor, **values)


@atomic
def write_rule(
    row: LeadRule | None, *, people: list[User], actor: User | None, **values: Any
) -> LeadRule:
    """Add a rule, or change one; refuses rules that give to nobody."""
    if not people and not values.get("by_territory"):
        raise ValidationError({"people": _("받을 사람을 한 명 이상 고르세요.")})
    values["region"] = region_of(values.get("region", "")) or clean(values.get("region", ""))
    if row is None:
        row = create(LeadRule, actor=actor, **values)
    else:
        row = change(lock(row), actor=actor, **values)
    row.people.set(people)
    return row
