"""What every way out looks like: parcels in, results out, trouble told apart from refusal."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.utils.functional import Promise

from dangol.kit.registry import Registry
from dangol.messaging.channels.journal import Journal

SENT, BUSY, FAILED, DOUBT = "sent", "busy", "failed", "doubt"


class Parcel(NamedTuple):
    """One message ready to leave. `data` is a mail's bytes or the words of a text message."""

    message_id: int
    address: str
    data: Any
    return_to: str = ""


class Result(NamedTuple):
    """What became of a parcel.

    `outcome`: sent, busy (try again later), failed (for good) or doubt (it may have left).
    `reason` is one of outbox.models.Reason, `detail` the other side's words.
    """

    message_id: int
    outcome: str
    reason: str = ""
    detail: str = ""
    provider_id: str = ""


class Trouble(Exception):
    """The channel itself does not work now: nothing is wrong with the messages left over.

    `needs_person` ones (wrong password, sender refused) do not pass by waiting.
    """

    def __init__(self, text: str, *, needs_person: bool = False) -> None:
        self.text, self.needs_person = text[:300], needs_person
        super().__init__(self.text)


class Adapter(Protocol):
    """One way out."""

    def deliver(self, parcels: Iterable[Parcel], journal: Journal) -> Iterator[Result]:
        """Hand over one after the other; parcels not pulled were never begun.

        Before a parcel may leave, `journal.begin` is called. Raises Trouble.
        """
        ...

    def recover(self, ids: list[int], journal: Journal) -> Iterator[Result]:
        """What became of a batch whose worker died; those left out were never begun."""
        ...

    def probe(self) -> str:
        """Connect and sign in without sending; what the other side said. Raises Trouble."""
        ...

    def close(self) -> None:
        """Let go of what was kept between batches."""
        ...


@dataclass(frozen=True)
class Kind:
    """A kind of adapter on the settings page.

    `settings` and `secrets` name its fields with their labels; `manual` ones wait for a person
    (letters, calls); `make(settings, secrets, context)` builds it.
    """

    label: str | Promise
    media: tuple[str, ...]
    make: Callable[[Mapping[str, Any], Mapping[str, str], Any], Adapter]
    settings: Mapping[str, Any]
    secrets: Mapping[str, Any]
    manual: bool = False
    is_live: bool = True
    help: str | Promise = ""


adapters: Registry[Kind] = Registry()


def from_journal(ids: list[int], journal: Journal) -> Iterator[Result]:
    """The results a journal holds; what was begun and not answered is in doubt."""
    wanted = set(ids)
    for message_id, (outcome, reason, detail, provider_id) in journal.entries().items():
        if message_id in wanted:
            yield Result(message_id, outcome or DOUBT, reason or "doubt", detail, provider_id)
