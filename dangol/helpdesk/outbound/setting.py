"""Setting up a kind of call work from its preset, as often as one likes: what is there stays."""

from django.db.transaction import atomic

from dangol.accounts.models import User
from dangol.helpdesk.outbound.models import DialList, Script
from dangol.helpdesk.outbound.presets import PRESETS
from dangol.helpdesk.setup.models import RequestType
from dangol.helpdesk.setup.queries import forget_setup
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.sla.models import Policy
from dangol.helpdesk.sla.queries import forget_policies
from dangol.kit.records import create
from dangol.messaging.senders.models import SenderProfile


@atomic
def install_preset(key: str, *, actor: User) -> str:
    """Make the script, and the list or the request type with its promise; the list's address."""
    preset = PRESETS[key]
    install_desk()
    name = str(preset.label)
    script = Script.objects.filter(name=name).first() or create(
        Script, actor=actor, name=name, text=str(preset.script), queue=str(preset.queue)
    )
    if preset.kind:
        row = DialList.objects.filter(name=name).first() or create(
            DialList, actor=actor, name=name, kind=preset.kind, script=script, owner=actor,
            sender=SenderProfile.objects.order_by("pk").first(),
        )  # fmt: skip
        return row.get_absolute_url()
    _make_request(key, actor)
    forget_setup()
    forget_policies()
    return ""


def _make_request(key: str, actor: User) -> None:
    preset = PRESETS[key]
    name = str(preset.request)
    request = RequestType.objects.filter(name=name).first() or create(
        RequestType, actor=actor, name=name, priority=preset.priority, order=90
    )
    if not Policy.objects.filter(request_type=request).exists():
        create(Policy, actor=actor, name=name, request_type=request, order=0,
               solve_minutes=preset.solve_minutes)  # fmt: skip
