"""What webhooks can tell: every write of a record people keep, and facts apps above name."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dangol.codes.registry import custom_records
from dangol.kit.registry import Registry


class Told(NamedTuple):
    """A fact that can be told, and the kind of record (`app.model`) its ids are of."""

    label: str | Promise
    record: str


webhook_events: Registry[Told] = Registry()


def record_of(event: str) -> str:
    """The kind of record an event's ids are of."""
    return webhook_events[event].record if event in webhook_events else event.rpartition(".")[0]


def event_choices() -> Iterator[tuple[str, str]]:
    """Names of events as they are sent, and how people call them."""
    for label, name in custom_records:
        yield f"{label}.create", _("%(name)s 등록") % {"name": name}
        yield f"{label}.change", _("%(name)s 수정") % {"name": name}
        yield f"{label}.remove", _("%(name)s 삭제") % {"name": name}
    for event, told in webhook_events:
        yield event, str(told.label)
