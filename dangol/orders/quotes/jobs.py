"""What happens to quotes by the clock."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job
from dangol.orders.quotes.answering import expire_quotes


@job(cron="5 0 * * *", label=_("유효기간이 지난 견적 마감"))
def close_expired_quotes() -> int:
    """Shortly after midnight; twice has the effect of once."""
    return expire_quotes(today=timezone.localdate())
