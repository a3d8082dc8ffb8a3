"""What is found out about relations every night."""

from dangol.customers.relations import households
from dangol.kit.jobs import job


@job(cron="50 0 * * *")
def propose_households() -> int:
    """Every night, propose households from addresses, phones and surnames."""
    return households.propose_households()
