"""Keeping the tables of sums small, and counting them anew."""

from django.db import connection
from django.db.transaction import atomic

from dangol.sales.sums import ledgers

MANY = 1_000  # deals changed at once that are worth gathering the sums of all for


def gather_open() -> None:
    """Make one row of the rows of each key of what the board reads."""
    _gather(ledgers.OPEN)


def gather_history() -> None:
    """The same for what reports over a year read."""
    _gather(ledgers.FLOWS)
    _gather(ledgers.REACHED)


def _gather(ledger: ledgers.Ledger) -> None:
    """A transaction for each part; the sums are right after each."""
    for part in ledgers.bites(connection, ledger):
        with atomic():
            ledgers.gather(connection, ledger, part)


@atomic
def rebuild_sums() -> None:
    """Count every sum anew from the deals and their history; nobody writes deals meanwhile."""
    ledgers.count_anew(connection)
