"""Leaving staff (F29): everything somebody is in charge of goes to another, in one step."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from django.utils.functional import Promise

from dangol.accounts.models import User
from dangol.kit.registry import Registry


class Move(Protocol):
    """Give the other person what the first one is in charge of; says how many records."""

    def __call__(self, person: User, to: User, actor: User | None) -> int: ...


class Handover(NamedTuple):
    """One kind of record or work: how many somebody has, and how to hand it over."""

    label: str | Promise
    count: Callable[[User], int]
    move: Move


handovers: Registry[Handover] = Registry()


def handover_counts(person: User) -> list[tuple[str | Promise, int]]:
    """What the person is in charge of, kind by kind."""
    return [(handover.label, handover.count(person)) for _name, handover in handovers]
