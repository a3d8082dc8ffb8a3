"""Acts of customers in the portal, and the door they come in by."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.transaction import atomic
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from dangol.codes.company import company
from dangol.customers.consent.queries import MEDIA
from dangol.customers.consent.services import record_consent
from dangol.customers.models import Consent, Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.models import Step, Survey, Ticket, TicketMessage
from dangol.helpdesk.setup.models import Channel
from dangol.helpdesk.setup.queries import step_of_kind
from dangol.helpdesk.surveys.services import answer_survey, survey_for
from dangol.helpdesk.tickets.moving import move_ticket
from dangol.helpdesk.tickets.services import open_ticket
from dangol.helpdesk.tickets.talking import hear_customer
from dangol.helpdesk.tickets.uploads import hand_in
from dangol.kit.db.turns import take_turn
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import lock
from dangol.messaging.content import Content
from dangol.messaging.models import Kind
from dangol.messaging.outbox.composing import public_url
from dangol.messaging.outbox.services import send
from dangol.portal.models import Link, LinkAsk, Session
from dangol.portal.queries import asks_too_often, customers_with, digest_of, may_rate

MINUTES = 15
MOST_FILES = 5
PER_HOUR = 10
_signer = signing.Signer(salt="dangol.portal.link", sep=".")


@atomic
def ask_for_link(email: str, *, address: str, language: str, at: datetime) -> LinkAsk:
    """Note that somebody wants to come in; a job answers, so that no answer tells who is known.

    Refused after three asks for one address or twenty from one place within 15 minutes, known or
    not.
    """
    digest = digest_of(clean(email).lower())
    take_turn(f"portal-email:{digest}", f"portal-address:{address}")
    if asks_too_often(digest, address, at=at):
        raise Refused(_("너무 자주 요청하셨습니다. 15분 뒤에 다시 해 주세요."))
    return LinkAsk.objects.create(
        email=clean(email)[:254], digest=digest, address=address, language=language, at=at
    )


@atomic
def answer_ask(ask_id: int, *, at: datetime) -> int:
    """Mail a link for each customer with the address that was asked for; says how many.

    Nobody is told anything when the address is unknown. Twice sends one mail.
    """
    ask = LinkAsk.objects.select_for_update().get(pk=ask_id)
    found = customers_with(ask.email) if ask.email else []
    if found and not ask.links.exists():
        lines = [(row, _link(ask, row, at)) for row in found]
        _mail(ask, lines, at)
    LinkAsk.objects.filter(pk=ask.pk).update(email="")
    return len(found)


def _link(ask: LinkAsk, customer: Customer, at: datetime) -> str:
    key = get_random_string(32)
    Link.objects.create(
        ask=ask,
        customer=customer,
        digest=digest_of(key),
        ends_at=at + timedelta(minutes=MINUTES),
    )
    return public_url() + reverse("portal:enter", args=[_signer.sign(key)])


def _mail(ask: LinkAsk, lines: Sequence[tuple[Customer, str]], at: datetime) -> None:
    with override(ask.language):
        urls = [f"{row.name}\n{url}" if len(lines) > 1 else url for row, url in lines]
        text = _(
            "%(company)s 고객 포털에 들어오는 링크입니다. "
            "%(minutes)s분 안에 한 번 쓸 수 있습니다.\n\n%(links)s\n\n"
            "요청하지 않으셨다면 이 메일은 지우셔도 됩니다."
        )
        content = Content(
            subject=_("%(company)s 고객 포털 로그인 링크") % {"company": company().name},
            text=text % {"company": company().name, "minutes": MINUTES, "links": "\n\n".join(urls)},
            automatic=True,
        )
    send(
        addresses=[(ask.email, lines[0][0].pk)],
        kind=Kind.TRANSACTION,
        medium="email",
        content=content,
        actor=None,
        source=f"portal-link:{ask.pk}",
        at=at,
        one_to_one=True,
        confirmed=True,
    )


def link_of(token: str, *, at: datetime) -> Link | None:
    """The link a token names; None if it is forged, used or over."""
    try:
        key = _signer.unsign(token)
    except signing.BadSignature:
        return None
    rows = Link.objects.filter(digest=digest_of(key), used_at=None, ends_at__gt=at)
    return rows.select_related("customer", "ask").first()


@atomic
def enter(token: str, *, address: str, at: datetime) -> tuple[Session, str] | None:
    """Use a link up and begin a stay; the key is for the cookie. None if the link is no good."""
    link = link_of(token, at=at)
    if link is None or not Link.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        return None
    key = get_random_string(43)
    stay = Session.objects.create(
        customer=link.customer, digest=digest_of(key), language=link.ask.language,
        address=address, began_at=at, seen_at=at,
    )  # fmt: skip
    return stay, key


def leave(stay: Session, *, at: datetime) -> None:
    """End a stay: its cookie opens nothing any more."""
    Session.objects.filter(pk=stay.pk).update(ended_at=at)


@atomic
def ask_question(
    customer: Customer, party: Customer, *, subject: str, text: str, key: str, at: datetime,
    uploads: Sequence[File] = (),
) -> Ticket:  # fmt: skip
    """Open a ticket as the customer wrote it, for oneself or a company; the same key is one.

    Refuses the eleventh within an hour, resident numbers, and files that can run.
    """
    source = f"portal:{customer.pk}:{clean(key)[:40]}"
    take_turn(f"portal-ask:{customer.pk}")
    if known := Ticket.objects.filter(source=source).first():
        return known
    if not clean(subject) or not clean_text(text).strip():
        raise ValidationError({"text": _("무엇이 궁금하신지 적어 주세요.")})
    mine = Ticket.objects.filter(source__startswith=f"portal:{customer.pk}:")
    if mine.filter(opened_at__gt=at - timedelta(hours=1)).count() >= PER_HOUR:
        raise Refused(_("한 시간에 열 번까지 문의할 수 있습니다. 앞의 문의에 이어서 적어 주세요."))
    _refuse_many(uploads)
    ticket = open_ticket(
        subject=subject[:300],
        text=clean_text(text),
        at=at,
        actor=None,
        customer=party,
        person=None if party == customer else customer,
        writer_name=customer.name,
        writer_email=customer.email,
        channel=Channel.WEB,
        source=source,
    )
    hand_in(ticket, uploads, customer=party)
    return ticket


@atomic
def write_again(
    customer: Customer, ticket: Ticket, *, text: str, key: str, at: datetime,
    uploads: Sequence[File] = (),
) -> TicketMessage:  # fmt: skip
    """Add to a ticket; one that was done is taken up again (재접수). The same key is one."""
    source = f"portal:{customer.pk}:{clean(key)[:40]}"
    take_turn(f"portal-ask:{customer.pk}")
    if known := TicketMessage.objects.filter(source=source).first():
        return known
    text = refuse_resident_number(clean_text(text))[:10_000]
    if not text.strip():
        raise ValidationError({"text": _("내용을 적어 주세요.")})
    _refuse_many(uploads)
    message = hear_customer(
        ticket, text=text, at=at, name=customer.name, channel=Channel.WEB, source=source
    )
    hand_in(ticket, uploads, customer=ticket.customer or customer, message=message)
    return message


@atomic
def rate_ticket(ticket: Ticket, *, score: int, at: datetime, comment: str = "") -> Survey:
    """Take the customer's score of a ticket that is done; a later one counts, until it reopens."""
    ticket = lock(ticket)
    if not may_rate(ticket):
        raise Refused(_("끝난 문의만 평가할 수 있습니다."))
    survey, _made = survey_for(ticket, at=at)
    return answer_survey(survey, at=at, score=score, comment=comment)


def finish_ticket(ticket: Ticket, *, at: datetime) -> Ticket:
    """Close a ticket because the customer says it is solved; refused while parts are open."""
    to = step_of_kind(Step.Kind.DONE)
    assert to  # noqa: S101 - every office has it
    with override("ko"):
        reason = _("고객이 포털에서 끝냄")
    return move_ticket(ticket, to=to, at=at, actor=None, reason=reason)


def _refuse_many(files: Sequence[File]) -> None:
    if len(files) > MOST_FILES:
        raise ValidationError({"uploads": _("파일은 한 번에 다섯 개까지 보낼 수 있습니다.")})


@atomic
def set_consent(
    customer: Customer, purpose: str, permit: int, *, address: str, at: datetime
) -> Consent | None:
    """Give or withdraw one medium's consent, as the customer's own word; None if it is so already.

    Goes to the ledger with the portal as its source and the address as its evidence.
    """
    if purpose not in MEDIA or permit not in Customer.Permit.values:
        raise ValidationError(_("고를 수 없는 값입니다."))
    if getattr(customer, f"permit_{purpose}") == permit:
        return None
    act = Consent.Act.GIVE if permit else Consent.Act.WITHDRAW
    with override("ko"):
        source = _("고객 포털")
    return record_consent(
        customer,
        purpose=purpose,
        act=act,
        permit=permit or Customer.Permit.DAY,
        at=at,
        source=source,
        evidence=f"portal {address}",
        actor=None,
    )


def ask_correction(customer: Customer, *, text: str, key: str, at: datetime) -> Ticket:
    """Ask that phone, mail or address be corrected (개인정보 보호법 §36): a ticket for the desk."""
    with override("ko"):
        subject = _("연락처 정정 요청")
    return ask_question(customer, customer, subject=subject, text=text, key=key, at=at)
