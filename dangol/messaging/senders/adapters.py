"""From a channel's settings to the adapter that works with them."""

from django.utils.translation import gettext as _

from dangol.kit.errors import Refused
from dangol.messaging.channels import (  # noqa: F401 - register themselves
    email,
    fake,
    faxing,
    manual,
    solapi,
    solapi_reviews,
)
from dangol.messaging.channels.protocol import Adapter, Kind, Trouble, adapters
from dangol.messaging.senders.models import Channel
from dangol.messaging.senders.secrets import unseal


def kind_of(channel: Channel) -> Kind:
    """The kind of adapter; the fake when it is not installed any more."""
    return adapters[channel.adapter] if channel.adapter in adapters else adapters["fake"]


def kinds_for(medium: str) -> list[tuple[str, Kind]]:
    """What a medium can be connected with."""
    return [(name, kind) for name, kind in adapters if medium in kind.media]


def adapter_of(channel: Channel) -> Adapter:
    """The adapter, ready to be used; Trouble when its settings are wrong."""
    if channel.adapter not in adapters:
        raise Trouble(_("연결 방식 ‘%(name)s’이(가) 없습니다.") % {"name": channel.adapter})
    try:
        secrets = unseal(channel.secret)
        return adapters[channel.adapter].make(channel.settings, secrets, channel)
    except (Refused, ValueError, TypeError) as error:
        raise Trouble(str(error), needs_person=True) from error
