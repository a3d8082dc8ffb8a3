"""Learning from what was sold, by night."""

from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job
from dangol.orders.money.chances import count_chances


@job(cron="20 3 * * *", label=_("권할 상품의 가능성 세기"))
def count_suggestion_chances() -> int:
    """Counted anew every night; twice does no harm."""
    return count_chances()
