"""What sales asks of the apps above: how much each person was to sell."""

from collections.abc import Callable, Mapping
from datetime import date

from dangol.kit.registry import Registry

# quotas(owner_ids or None for everybody, first, last) are won by person, spread by the day
Quotas = Callable[[list[int] | None, date, date], Mapping[int, int]]
quotas: Registry[Quotas] = Registry()


def quota_of(owners: list[int] | None, first: date, last: date) -> Mapping[int, int]:
    """Quotas of people in a period; empty while nobody sets any."""
    found: dict[int, int] = {}
    for _name, read in quotas:
        found |= read(owners, first, last)
    return found
