"""Keeping the tables of sums small, and counting them anew."""

from django.db import connection
from django.db.transaction import atomic

from dangol.sales.sums import ledgers


@atomic
def gather_open() -> None:
    """Make one row of the rows of each key of what the board reads."""
    ledgers.gather(connection, ledgers.OPEN)


def gather_history() -> None:
    """The same for what reports over a year read."""
    for ledger in (ledgers.FLOWS, ledgers.REACHED):
        with atomic():
            ledgers.gather(connection, ledger)


@atomic
def rebuild_sums() -> None:
    """Count every sum anew from the deals and their history; nobody writes deals meanwhile."""
    ledgers.count_anew(connection)
