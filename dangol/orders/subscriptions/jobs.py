"""What happens before contracts end."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job
from dangol.orders.subscriptions.movements import book_moves
from dangol.orders.subscriptions.notices import tell_of_endings


@job(cron="10 0 * * *", label=_("구독 변동 적기"))
def book_movements() -> int:
    """Every night; a change is written down once."""
    return book_moves(today=timezone.localdate())


@job(cron="0 8 * * *", label=_("계약 만료 알림"))
def tell_of_ending_contracts() -> int:
    """In the morning; each notice goes once."""
    return tell_of_endings(today=timezone.localdate(), at=timezone.now())
