"""A quote on its way to the customer: by mail or text through `messaging`, or as a link."""

from datetime import date, datetime

from django.db import models
from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.accounts.models import User
from dangol.codes.company import company
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.money import won
from dangol.kit.records import change, lock
from dangol.orders.events import QuoteSent
from dangol.orders.papers.delivering import deliver
from dangol.orders.papers.paper import day_of
from dangol.orders.quotes.approving import refuse_unapproved
from dangol.orders.quotes.links import link_of
from dangol.orders.quotes.models import Quote, QuoteStep
from dangol.orders.quotes.printing import quote_pdf
from dangol.orders.quotes.queries import gone_lines
from dangol.orders.quotes.services import note_step

Status = Quote.Status
SENDABLE = (Status.DRAFT, Status.APPROVED, Status.SENT)


class Way(models.TextChoices):
    """How a quote reaches the customer; `LINK` is handed over by the rep."""

    EMAIL = "email", gettext_lazy("이메일")
    SMS = "sms", gettext_lazy("문자")
    LINK = "link", gettext_lazy("링크만 (직접 전달)")


def usual_words(quote: Quote, *, here: str = "") -> tuple[str, str]:
    """Subject and text of the message a quote goes with; `here` as `link_of` takes it."""
    told = {
        "company": company().name,
        "name": quote.attention or quote.customer.called,
        "title": quote.title,
        "number": quote.label,
        "total": won(quote.total),
        "day": day_of(quote.valid_until),
        "link": link_of(quote, here=here),
        "owner": quote.owner.name,
    }
    subject = _("[%(company)s] %(title)s 견적서 %(number)s") % told
    text = _(
        "%(name)s, 안녕하세요. %(company)s %(owner)s입니다.\n\n"
        "말씀하신 ‘%(title)s’ 견적서를 보내 드립니다.\n"
        "합계 %(total)s, %(day)s까지 유효합니다.\n\n"
        "아래에서 견적을 보고 묻고 수락하실 수 있습니다.\n%(link)s"
    )
    return subject, text % told


@atomic
def send_quote(  # noqa: PLR0913
    quote: Quote, *, way: str, subject: str = "", text: str = "", at: datetime, today: date,
    actor: User, version: int | None = None,
) -> Quote:  # fmt: skip
    """Let a version go; refuses what is empty, run out, replaced, unapproved or not sold any more.

    Somebody the message cannot reach is a refusal with the reason, and nothing is written.
    """
    quote = lock(quote)
    _refuse_unready(quote, today)
    quote = change(quote, actor=actor, version=version, status=Status.SENT, sent_at=at)
    if way != Way.LINK:
        _deliver(quote, way, subject, text, at=at, actor=actor)
    note_step(quote, QuoteStep.Kind.SENT, at=at, by=actor, text=Way(way).label)
    publish(
        QuoteSent(
            customer_id=quote.customer_id, quote_id=quote.pk, total=quote.total,
            actor_id=actor.pk,
        )
    )  # fmt: skip
    return quote


def _refuse_unready(quote: Quote, today: date) -> None:
    if not quote.is_newest or quote.status not in SENDABLE:
        raise Refused(
            _("‘%(status)s’ 상태의 견적은 보낼 수 없습니다. 새 판을 만들어 주세요.")
            % {"status": quote.get_status_display()}
        )
    if not quote.lines.exists():
        raise Refused(_("품목이 없습니다. 품목을 더한 뒤에 보내 주세요."))
    if quote.valid_until < today:
        raise Refused(_("유효기간이 지났습니다. 유효기간을 오늘 뒤로 고쳐 주세요."))
    if names := gone_lines(quote):
        raise Refused(
            _("판매를 마친 품목이 있습니다: %(names)s. 빼거나 다른 상품으로 바꿔 주세요.")
            % {"names": ", ".join(names)}
        )
    if quote.status != Status.SENT:
        refuse_unapproved(quote)


def _deliver(
    quote: Quote, medium: str, subject: str, text: str, *, at: datetime, actor: User
) -> None:
    pdf = quote_pdf(quote) if medium == Way.EMAIL else b""
    reason = deliver(
        quote.customer, medium, subject, text, source=f"quote:{quote.pk}:{quote.version}", at=at,
        actor=actor, paper=(f"{quote.number}-v{quote.edition}.pdf", pdf), folder="quotes",
        title=quote.label,
    )  # fmt: skip
    if reason:
        raise Refused(
            _("보내지 못했습니다: %(reason)s. 고객의 연락처를 확인하거나 링크를 전해 주세요.")
            % {"reason": reason}
        )
