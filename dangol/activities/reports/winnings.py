"""Minutes beside what was won (F104): which apps above know that, and the table."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.reports.queries import minutes_by_owner
from dangol.kit.registry import Registry
from dangol.workspace.queries import person_name
from dangol.workspace.reports.asks import Days
from dangol.workspace.reports.shape import Cell, Group, Measure, Row, Table

MILLION = 1_000_000


class Won(NamedTuple):
    """What somebody won in a period, in won, and the address of those records."""

    number: int = 0
    amount: Decimal = Decimal(0)
    url: str = ""


winnings: Registry[Callable[[User, Days, list[int] | None], Mapping[int, Won]]] = Registry()


def won_table(user: User, days: Days, owners: list[int] | None) -> Table | None:
    """By person: minutes, deals won, their amount, minutes a million won; None without a win."""
    won: dict[int, Won] = {}
    for _name, read in winnings:
        for pk, one in read(user, days, owners).items():
            had = won.get(pk, Won())
            won[pk] = Won(had.number + one.number, had.amount + one.amount, one.url)
    if not won:
        return None
    minutes = minutes_by_owner(days, owners)
    people = sorted(won.keys() | minutes.keys(), key=person_name)
    rows = tuple(
        _row(str(pk), person_name(pk), minutes.get(pk, 0), won.get(pk, Won())) for pk in people
    )
    amount = sum((one.amount for one in won.values()), Decimal(0))
    every = Won(sum(one.number for one in won.values()), amount)
    total = _row("total", _("합계"), sum(minutes.values()), every)
    measures = (
        Measure("minutes", _("시간(분)"), "minutes"),
        Measure("won", _("수주 건수")),
        Measure("amount", _("수주 금액"), "won"),
        Measure("each", _("수주 100만 원에 쓴 시간(분)"), "score"),
    )
    names = ("won", _("수주 금액과 견준 투입시간"), _("담당자"))
    return Table(*names, groups=(Group("", "", measures),), rows=rows, total=total)


def _row(key: str, label: str, minutes: int, won: Won) -> Row:
    each = round(minutes * MILLION / won.amount, 1) if won.amount else None
    cells = (
        Cell(minutes),
        Cell(won.number, won.url),
        Cell(int(won.amount), won.url),
        Cell(None if each is None else float(each)),
    )
    return Row(key, label, cells)
