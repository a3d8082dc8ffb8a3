"""What is found out about relations every night."""

from django.utils.translation import gettext_lazy as _

from dangol.customers.relations import households
from dangol.kit.jobs import job


@job(cron="50 0 * * *", label=_("세대 제안"))
def propose_households() -> int:
    """Every night, propose households from addresses, phones and surnames."""
    return households.propose_households()
