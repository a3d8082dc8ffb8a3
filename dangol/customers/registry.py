"""What apps above hang onto customers: panels and tabs, facts to filter by, acts on many."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db.models import Model
from django.utils.functional import Promise

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.customers.parties.models import Customer
from dangol.kit.conditions import Attribute
from dangol.kit.lists import BulkAction, Column, FirstStep
from dangol.kit.registry import Registry

Context = Callable[[UserRequest, Customer], dict[str, Any] | None]


class Panel(NamedTuple):
    """One card beside the timeline; a context of None leaves it out.

    The page itself draws those `at_once`; the others come together in a request of their own right
    after it, so that nobody waits for what few look at.
    """

    template: str
    context: Context
    permission: str = ""
    order: int = 50
    at_once: bool = False


class Tab(NamedTuple):
    """One tab of the middle column; the first in order is what opens."""

    label: str | Promise
    template: str
    context: Context
    permission: str = ""
    order: int = 50


class Glimpse(NamedTuple):
    """One line about a customer that says itself in a breath: an open deal, an open ticket."""

    text: str
    note: str = ""
    url: str = ""


class Glance(NamedTuple):
    """What an app tells whoever has a customer on the telephone, at most `limit` lines."""

    label: str | Promise
    icon: str
    rows: Callable[[Any, Customer, int], Iterable[Glimpse]]
    permission: str = ""
    order: int = 50


class Handoff(Protocol):
    """Give a customer who was won over on the telephone to somebody who sells (F40).

    `brief` says what was said. Returns the address of what was made; once for each `source`.
    """

    def __call__(
        self, customer: Customer, *, to: User, brief: str, at: datetime, source: str, actor: User
    ) -> str: ...


class Forgetting(NamedTuple):
    """What an app does with what it holds of customers who are removed (개인정보 보호법 §21).

    `forget` takes their ids before the rows go, in the same transaction, and changes what stays:
    rows that go with the customer, their history, comments and notices need nothing. `goes` and
    `kept` stand on the page that asks; `kept` names the law that wants it kept.
    """

    forget: Callable[[Sequence[int]], None] | None = None
    goes: str | Promise = ""
    kept: str | Promise = ""


forgettings: Registry[Forgetting] = Registry()
panels: Registry[Panel] = Registry()
tabs: Registry[Tab] = Registry()
glances: Registry[Glance] = Registry()
handoffs: Registry[Handoff] = Registry()
attributes: Registry[Attribute] = Registry()
columns: Registry[Column] = Registry()  # of the list
bulk_actions: Registry[BulkAction] = Registry()
takers: Registry[FirstStep] = Registry()  # pages that begin with the conditions of the list
# tables that only repeat what a customer says, so that they go with an import taken back
parts: Registry[type[Model]] = Registry()
