"""The sums hold a row for every change until they are gathered; right they are always."""

from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job
from dangol.sales.sums import services


@job(cron="20 * * * *", label=_("보드의 합계 모으기"))
def gather_open_sums() -> None:
    """Every hour, so that a board reads one row a person, stage and chance."""
    services.gather_open()


@job(cron="40 2 * * *", label=_("깔때기 보고서의 합계 모으기"))
def gather_history_sums() -> None:
    """By night, so that a year is read from one row a day, person and move."""
    services.gather_history()
