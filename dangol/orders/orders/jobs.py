"""What happens to contracts by the clock."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job
from dangol.orders.orders.billing import run_billing


@job(cron="20 0 * * *", label=_("계약 청구"))
def bill_contracts() -> int:
    """Every night; what is billed already is not billed again."""
    return run_billing(today=timezone.localdate())
