"""The periods of a contract line: which one comes next, what it comes to, when it is billed."""

from datetime import date

from dangol.catalog.pricing import Amount
from dangol.orders.orders.schedule import ONE, Period, first_period, period_of, share
from dangol.orders.subscriptions.models import Contract, ContractLine


def full_period(contract: Contract, line: ContractLine, on: date) -> Period:
    """The whole billing period of a line that a day lies in."""
    return period_of(on, anchor=line.anchor_on, cycle=line.cycle, day=contract.billing_day)


def last_of(contract: Contract, line: ContractLine) -> date | None:
    """The last day the line holds; None when it goes on."""
    return min((day for day in (contract.ends_on, line.ends_on) if day), default=None)


def period_from(contract: Contract, line: ContractLine, start: date) -> Period:
    """What is billed as one from a day on: until the period, the line or the contract ends."""
    last = full_period(contract, line, start).last
    end = last_of(contract, line)
    return Period(start, min(last, end) if end else last)


def charge(contract: Contract, line: ContractLine, part: Period) -> Amount:
    """Supply and tax of a line for some days of one of its periods."""
    of = full_period(contract, line, part.first)
    return Amount(share(line.supply, of=of, part=part), share(line.tax, of=of, part=part))


def place(contract: Contract, line: ContractLine, start: date | None) -> ContractLine:
    """Let the next period of a line begin on a day; none when it, or the contract, is over."""
    end = last_of(contract, line)
    if start is None or (end is not None and start > end):
        line.period_on = line.next_on = None
        return line
    line.period_on = line.next_on = start
    if contract.is_postpaid or line.is_metered:
        line.next_on = full_period(contract, line, start).last + ONE
    return line


def begin(contract: Contract, line: ContractLine, on: date | None = None) -> ContractLine:
    """A new line with its first period: from its first day, be it no billing day."""
    line.starts_on = on or contract.starts_on
    line.anchor_on = first_period(line.starts_on, contract.billing_day)
    return place(contract, line, line.starts_on)
