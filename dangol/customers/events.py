"""What happens to customers, for the apps above."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from dangol.kit.events import Event, publish


@dataclass(frozen=True, kw_only=True)
class CustomerEvent(Event):
    """A fact about one customer; every subclass is an entry of the customer's timeline.

    Fields that end in `customer_id` or `user_id` are shown by name; no field holds a name itself.
    """

    customer_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerRegistered(CustomerEvent):
    """A new customer was written down."""


@dataclass(frozen=True, kw_only=True)
class OwnerChanged(CustomerEvent):
    """Somebody else looks after the customer from now on."""

    before_user_id: int | None
    after_user_id: int | None


@dataclass(frozen=True, kw_only=True)
class StageMoved(CustomerEvent):
    """The customer stands elsewhere on the ladder; `rule` names the fact that moved them."""

    before: str
    after: str
    rule: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class GradeChanged(CustomerEvent):
    """The grade that counts from this day on; ids of codes, 0 for none."""

    before: int
    after: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RecencyMoved(CustomerEvent):
    """The customer grew quieter, or came back."""

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class AffiliationStarted(CustomerEvent):
    """A person now works for a company; told to both of them."""

    person_customer_id: int
    company_customer_id: int


@dataclass(frozen=True, kw_only=True)
class AffiliationEnded(CustomerEvent):
    """A person left a company; told to both of them."""

    person_customer_id: int
    company_customer_id: int


@dataclass(frozen=True, kw_only=True)
class CompanyMoved(CustomerEvent):
    """이직: a person left one company for another."""

    before_customer_id: int
    after_customer_id: int


@dataclass(frozen=True, kw_only=True)
class ParentChanged(CustomerEvent):
    """A company came under another, or out of it."""

    before_customer_id: int | None
    after_customer_id: int | None


@dataclass(frozen=True, kw_only=True)
class HouseholdJoined(CustomerEvent):
    """A person was confirmed as a member of a household."""

    household_id: int


@dataclass(frozen=True, kw_only=True)
class HouseholdLeft(CustomerEvent):
    """A person was taken out of a household."""

    household_id: int


@dataclass(frozen=True, kw_only=True)
class ConsentRecorded(CustomerEvent):
    """A line was added to the consent ledger."""

    purpose: str
    act: str
    permit: int


@dataclass(frozen=True, kw_only=True)
class FileAttached(CustomerEvent):
    """A file is kept with the customer."""

    file_id: int


@dataclass(frozen=True, kw_only=True)
class ManyCustomers(Event):
    """The same fact about many customers, written in one act: `kind` names the single event.

    `import_id` is the import that wrote them, if one did.
    """

    kind_of_each: str
    customer_ids: list[int]
    values: dict[str, Any] = field(default_factory=dict)
    import_id: int | None = None


def publish_many(
    event: type[CustomerEvent],
    customer_ids: Iterable[int],
    *,
    actor: Any,
    import_id: int | None = None,
    **values: Any,
) -> None:
    """Tell one fact about many customers at once; nothing for none."""
    if ids := list(customer_ids):
        sample = event(customer_id=ids[0], actor_id=actor.pk if actor else None, **values)
        told = {name: value for name, value in asdict(sample).items() if name in values}
        publish(
            ManyCustomers(
                kind_of_each=event.kind(),
                customer_ids=ids,
                values=told,
                import_id=import_id,
                actor_id=actor.pk if actor else None,
            )
        )
