"""Domain events: an app announces what happened, apps above it react."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job

F = TypeVar("F", bound=Callable[..., None])
_types: dict[str, type["Event"]] = {}
_subscribers: dict[type["Event"], list[Callable[[Any], None]]] = defaultdict(list)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact. Carries ids and plain values only: no rows, no personal data.

    Stored in job rows: only add fields, with defaults; never rename or move an event.
    """

    actor_id: int | None

    def __init_subclass__(cls) -> None:
        _types[cls.kind()] = cls

    @classmethod
    def kind(cls) -> str:
        """`dangol.sales.events.DealWon` is `sales.deal_won`."""
        app = cls.__module__.split(".")[1]
        return f"{app}.{re.sub(r'(?<!^)(?=[A-Z])', '_', cls.__name__).lower()}"


def publish(event: Event) -> None:
    """Tell every subscriber of this event, and of the classes it extends."""
    for event_type in type(event).__mro__:
        for handle in _subscribers.get(event_type, ()):
            handle(event)


def subscribe(event_type: type[Event], *, later: bool = False) -> Callable[[F], F]:
    """Run the function now, in the publisher's transaction, or later in a worker."""

    def register(function: F) -> F:
        path = f"{function.__module__}.{function.__qualname__}"

        def enqueue(event: Event) -> None:
            _deliver.enqueue(path=path, kind=event.kind(), data=asdict(event))

        _subscribers[event_type].append(enqueue if later else function)
        return function

    return register


@job(label=_("알림 전달"))
def _deliver(*, path: str, kind: str, data: dict[str, Any]) -> None:
    import_string(path)(_types[kind](**data))
