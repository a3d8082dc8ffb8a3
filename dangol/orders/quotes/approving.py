"""결재 (F33): a discount beyond the limit needs somebody else's yes before a quote is sent."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean_text
from dangol.kit.records import change, lock
from dangol.orders.limits.queries import free_percent
from dangol.orders.quotes.models import Quote, QuoteStep
from dangol.orders.quotes.queries import approvers_of, may_approve, needs_approval
from dangol.orders.quotes.services import draft_of, note_step
from dangol.workspace.services import notify

Status, Kind = Quote.Status, QuoteStep.Kind


@atomic
def ask_approval(quote: Quote, *, note: str = "", at: datetime, actor: User) -> Quote:
    """Hand a draft to those who may approve it; refused when nobody has to or nobody can."""
    quote = draft_of(quote)
    if not needs_approval(quote):
        raise Refused(_("승인이 필요 없는 견적입니다. 바로 보낼 수 있습니다."))
    approvers = [one for one in approvers_of(quote) if one.pk != actor.pk]
    if not approvers:
        raise Refused(
            _(
                "할인 %(percent)s%%를 승인할 사람이 없습니다. 할인을 낮추거나, 관리자에게 "
                "‘할인 승인’ 권한이나 역할의 할인 한도를 고치도록 부탁하세요."
            )
            % {"percent": f"{quote.discount_percent.normalize():f}"}
        )
    change(quote, actor=actor, status=Status.ASKED)
    note_step(quote, Kind.ASKED, at=at, by=actor, text=_words(note))
    text = _("%(name)s: 견적 %(number)s 할인 %(percent)s%% 승인을 요청했습니다.")
    told = {
        "name": actor.name,
        "number": quote.label,
        "percent": f"{quote.discount_percent.normalize():f}",
    }
    notify([one.pk for one in approvers], text % told, url=quote.get_absolute_url())
    return quote


@atomic
def approve_quote(quote: Quote, *, note: str = "", at: datetime, actor: User) -> Quote:
    """Say yes; nobody approves their own."""
    quote = _asked(quote, actor)
    change(quote, actor=actor, status=Status.APPROVED)
    note_step(quote, Kind.APPROVED, at=at, by=actor, text=_words(note))
    _tell_owner(quote, _("견적 %(number)s이(가) 승인되었습니다."), actor)
    return quote


@atomic
def return_quote(quote: Quote, *, reason: str, at: datetime, actor: User) -> Quote:
    """반려: give it back to its writer with a reason."""
    quote = _asked(quote, actor)
    words = _words(reason)
    if not words:
        raise ValidationError({"reason": _("반려하는 이유를 적어 주세요.")})
    change(quote, actor=actor, status=Status.DRAFT)
    note_step(quote, Kind.RETURNED, at=at, by=actor, text=words)
    _tell_owner(quote, _("견적 %(number)s이(가) 반려되었습니다."), actor)
    return quote


@atomic
def reopen_quote(quote: Quote, *, at: datetime, actor: User) -> Quote:
    """Write on a quote that waits for approval or has it; the approval is gone then."""
    quote = lock(quote)
    if quote.status not in (Status.ASKED, Status.APPROVED):
        raise Refused(_("승인을 기다리거나 승인된 견적만 다시 작성할 수 있습니다."))
    change(quote, actor=actor, status=Status.DRAFT)
    note_step(quote, Kind.REOPENED, at=at, by=actor)
    return quote


def refuse_unapproved(quote: Quote) -> None:
    """Refuse to let a quote go whose discount nobody approved."""
    if quote.status != Status.APPROVED and needs_approval(quote):
        raise Refused(
            _("할인 %(percent)s%%는 승인이 필요합니다. %(limit)d%%까지는 바로 보낼 수 있습니다.")
            % {
                "percent": f"{quote.discount_percent.normalize():f}",
                "limit": free_percent(quote.owner),
            }
        )


def _asked(quote: Quote, actor: User) -> Quote:
    quote = lock(quote)
    if quote.status != Status.ASKED:
        raise Refused(_("승인을 기다리는 견적이 아닙니다. 화면을 새로 고쳐 주세요."))
    if not may_approve(actor, quote):
        raise Refused(_("이 견적을 승인할 수 없습니다. 자기 견적은 다른 사람이 승인해야 합니다."))
    return quote


def _tell_owner(quote: Quote, text: str, actor: User) -> None:
    if quote.owner_id != actor.pk:
        told = text % {"number": quote.label}
        notify([quote.owner_id], told, url=quote.get_absolute_url())


def _words(text: str) -> str:
    return refuse_resident_number(clean_text(text)[:2_000])
