"""Reading senders and their channels."""

from django.utils.translation import gettext as _

from dangol.kit.errors import Refused
from dangol.messaging.senders.models import Channel, SenderProfile


def active_senders() -> list[SenderProfile]:
    """Profiles in use, the default one first."""
    return list(SenderProfile.objects.filter(is_active=True).order_by("-is_default", "name"))


def default_sender() -> SenderProfile:
    """Whose name is used when nobody chose; refused while there is none."""
    found = active_senders()
    if not found:
        raise Refused(_("발신 프로필이 없습니다. 설정의 발신 프로필에서 하나 만들어 주세요."))
    return found[0]


def channel_of(sender: SenderProfile, medium: str) -> Channel | None:
    """The sender's way out on a medium."""
    rows = Channel.objects.select_related("sender", "processor")
    return rows.filter(sender=sender, medium=medium).first()
