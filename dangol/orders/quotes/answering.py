"""What happens at the customer's page of a quote: seen, asked, accepted, declined."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.money import won
from dangol.kit.records import change, change_many, lock
from dangol.orders.events import QuoteAccepted, QuoteDeclined, QuoteQuestioned, QuoteSeen
from dangol.orders.quotes.models import Quote, QuoteStep
from dangol.orders.quotes.queries import gone_lines
from dangol.orders.quotes.services import note_step
from dangol.workspace.services import notify

Status, Kind = Quote.Status, QuoteStep.Kind
MOST_QUESTIONS = 50


@atomic
def see_quote(quote: Quote, *, address: str, at: datetime) -> Quote:
    """Note that the customer opened the page; only the first time is told."""
    quote = lock(quote)
    if quote.status != Status.SENT or quote.seen_at:
        return quote
    change(quote, actor=None, seen_at=at)
    note_step(quote, Kind.SEEN, at=at, address=address)
    publish(QuoteSeen(customer_id=quote.customer_id, quote_id=quote.pk, actor_id=None))
    _tell(quote, _("고객이 견적 %(number)s을(를) 열어 보았습니다."))
    return quote


@atomic
def ask_about_quote(
    quote: Quote, *, name: str, text: str, address: str, at: datetime, today: date
) -> QuoteStep:
    """Write down a question; its owner is told. Refused after fifty, or when it is over."""
    quote = _answerable(quote, today)
    words = _words(text, "text", _("궁금한 점을 적어 주세요."))
    if quote.steps.filter(kind=Kind.QUESTION).count() >= MOST_QUESTIONS:
        raise Refused(_("문의가 너무 많습니다. 담당자에게 전화해 주세요."))
    who = _name(name)
    step = note_step(quote, Kind.QUESTION, at=at, name=who, text=words, address=address)
    publish(
        QuoteQuestioned(
            customer_id=quote.customer_id, quote_id=quote.pk, step_id=step.pk, actor_id=None
        )
    )
    _tell(quote, _("견적 %(number)s에 문의가 왔습니다."))
    return step


@atomic
def accept_quote(quote: Quote, *, name: str, address: str, at: datetime, today: date) -> Quote:
    """The customer says yes, by name; whoever makes the order follows in this transaction.

    A second time changes nothing. Refused when it has run out, was replaced or declined, or when
    something in it is not sold any more; then its owner is told.
    """
    quote = lock(quote)
    if quote.status == Status.ACCEPTED:
        return quote
    quote = _answerable(quote, today)
    who = _name(name)
    change(quote, actor=None, status=Status.ACCEPTED, decided_at=at)
    note_step(quote, Kind.ACCEPTED, at=at, name=who, address=address)
    publish(
        QuoteAccepted(
            customer_id=quote.customer_id, quote_id=quote.pk, total=quote.total, actor_id=None
        )
    )
    _tell(quote, _("고객이 견적 %(number)s을(를) 수락했습니다. %(total)s"), kind="good")
    return quote


@atomic
def decline_quote(
    quote: Quote, *, name: str, reason: str, address: str, at: datetime, today: date
) -> Quote:
    """The customer says no and why."""
    quote = _answerable(quote, today)
    words = _words(reason, "reason", _("사양하시는 이유를 적어 주세요."))
    who = _name(name)
    change(quote, actor=None, status=Status.DECLINED, decided_at=at)
    note_step(quote, Kind.DECLINED, at=at, name=who, text=words, address=address)
    publish(QuoteDeclined(customer_id=quote.customer_id, quote_id=quote.pk, actor_id=None))
    _tell(quote, _("고객이 견적 %(number)s을(를) 거절했습니다."))
    return quote


def tell_of_gone_products(quote: Quote) -> None:
    """Let the owner know that a customer wanted to accept what is not sold any more."""
    _tell(quote, _("판매를 마친 품목 때문에 고객이 견적 %(number)s을(를) 수락하지 못했습니다."))


def why_closed(quote: Quote, today: date) -> str:
    """Why the customer cannot answer this version, in words for the customer; empty if they can."""
    if quote.status == Status.REPLACED or not quote.is_newest:
        return _("이 견적은 새로운 견적으로 바뀌었습니다.")
    if quote.status == Status.ACCEPTED:
        return _("이미 수락하신 견적입니다.")
    if quote.status == Status.DECLINED:
        return _("사양하신 견적입니다. 다시 검토하시려면 담당자에게 연락해 주세요.")
    if quote.status == Status.EXPIRED or quote.is_over(today):
        return _("유효기간이 지난 견적입니다. 담당자에게 새 견적을 요청해 주세요.")
    if quote.status != Status.SENT:
        return _("아직 준비 중인 견적입니다.")
    if names := gone_lines(quote):
        return _("판매를 마친 품목이 있어 수락할 수 없습니다: %(names)s") % {
            "names": ", ".join(names)
        }
    return ""


def _answerable(quote: Quote, today: date) -> Quote:
    quote = lock(quote)
    if reason := why_closed(quote, today):
        raise Refused(reason)
    return quote


@atomic
def expire_quotes(*, today: date) -> int:
    """Mark what was sent and has run out; returns how many. Twice has the effect of once."""
    rows = Quote.objects.filter(status=Status.SENT, valid_until__lt=today)
    owners = dict(rows.values_list("pk", "owner_id"))
    ids = change_many(rows, actor=None, status=Status.EXPIRED)
    for quote in Quote.objects.filter(pk__in=ids[:1_000]).only("number", "edition"):
        notify(
            [owners[quote.pk]],
            _("견적 %(number)s의 유효기간이 지났습니다.") % {"number": quote.label},
            url=quote.get_absolute_url(),
        )
    return len(ids)


def _tell(quote: Quote, text: str, **options: Any) -> None:
    told = text % {"number": quote.label, "total": won(quote.total)}
    notify([quote.owner_id], told, url=quote.get_absolute_url(), **options)


def _name(text: str) -> str:
    who = clean(text)[:100]
    if not who:
        raise ValidationError({"name": _("성함을 적어 주세요.")})
    return refuse_resident_number(who)


def _words(text: str, field: str, empty: str) -> str:
    words = clean_text(text)[:5_000]
    if not words:
        raise ValidationError({field: empty})
    return refuse_resident_number(words)
