"""Acts on senders and channels."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.kit.errors import Refused
from dangol.kit.korean.phones import parse_phone
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock, remove
from dangol.messaging.channels.protocol import Trouble, adapters
from dangol.messaging.rights import SENDERS
from dangol.messaging.senders.adapters import adapter_of
from dangol.messaging.senders.models import (
    Channel,
    ClosedAddress,
    DoNotCallCheck,
    Medium,
    Processor,
    SenderProfile,
)
from dangol.messaging.senders.secrets import seal, unseal
from dangol.workspace.services import notify

Why = ClosedAddress.Why
TOLD_AFTER = 5
DEFAULT_ADAPTERS = {Medium.POST: "letters", Medium.VOICE: "calls"}


@atomic
def make_sender(*, actor: User | None, **values: Any) -> SenderProfile:
    """Make a sender with a channel for each medium, all of them local fakes at first.

    The first one is the default.
    """
    first = not SenderProfile.objects.exists()
    sender = create(SenderProfile, actor=actor, is_default=first, **_tidy(values))
    for medium in Medium:
        adapter = DEFAULT_ADAPTERS.get(medium, "fake")
        create(Channel, actor=actor, sender=sender, medium=medium, adapter=adapter)
    return sender


@atomic
def edit_sender(sender: SenderProfile, *, actor: User | None, **values: Any) -> SenderProfile:
    """Change who messages are from; what was sent keeps what it said."""
    return change(lock(sender), actor=actor, **_tidy(values))


@atomic
def make_default(sender: SenderProfile, *, actor: User | None) -> SenderProfile:
    """Let this one speak when nobody chose."""
    for other in SenderProfile.objects.filter(is_default=True).exclude(pk=sender.pk):
        change(other, actor=actor, is_default=False)
    return change(lock(sender), actor=actor, is_default=True)


@atomic
def set_channel(
    channel: Channel,
    *,
    adapter: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    actor: User | None,
    **values: Any,
) -> Channel:
    """Connect a channel; a secret left empty keeps what it was, as long as the adapter stays."""
    channel = lock(channel)
    if adapter not in adapters or channel.medium not in adapters[adapter].media:
        raise ValidationError({"adapter": _("이 매체에 쓸 수 없는 연결 방식입니다.")})
    kept = unseal(channel.secret) if adapter == channel.adapter and channel.secret else {}
    known = adapters[adapter].secrets
    merged = {**kept, **{name: value for name, value in secrets.items() if value}}
    return change(
        channel,
        actor=actor,
        adapter=adapter,
        settings={name: value for name, value in settings.items() if value not in ("", None)},
        secret=seal({name: value for name, value in merged.items() if name in known}),
        is_paused=False,
        pause_reason="",
        troubles=0,
        **values,
    )


@atomic
def restart_channel(channel: Channel, *, actor: User | None) -> Channel:
    """Let a channel that stopped itself try again."""
    channel = lock(channel)
    return change(channel, actor=actor, is_paused=False, pause_reason="", troubles=0)


def probe_channel(channel: Channel) -> str:
    """Connect without sending; what the other side said. Refused with its reason if it does not."""
    try:
        adapter = adapter_of(channel)
        try:
            return adapter.probe()
        finally:
            adapter.close()
    except Trouble as trouble:
        raise Refused(_("연결하지 못했습니다: %(why)s") % {"why": trouble.text}) from None


@atomic
def note_trouble(channel: Channel, text: str, *, needs_person: bool) -> None:
    """Remember that a channel does not work; one that needs a person stops and says so."""
    channel = lock(channel)
    troubles = min(channel.troubles + 1, 30_000)
    Channel.objects.filter(pk=channel.pk).update(
        troubles=troubles, is_paused=needs_person, pause_reason=text[:300]
    )
    if needs_person or troubles == TOLD_AFTER:
        words = {"channel": channel, "why": text[:150]}
        notify(
            managers(),
            _("%(channel)s 채널이 멈췄습니다: %(why)s") % words
            if needs_person
            else _("%(channel)s 채널에 연결되지 않습니다: %(why)s") % words,
            url=channel.sender.get_absolute_url(),
            kind="messaging",
        )


def note_well(channel: Channel) -> None:
    """It works again; costs nothing while it always did."""
    if channel.troubles:
        Channel.objects.filter(pk=channel.pk).update(troubles=0, pause_reason="")
        channel.troubles = 0


def managers() -> list[int]:
    """Those who look after senders."""
    rows = User.objects.filter(is_active=True, roles__grants__permission=SENDERS)
    return list(rows.distinct().values_list("pk", flat=True))


@atomic
def write_processor(row: Processor | None, *, actor: User | None, **values: Any) -> Processor:
    """Add a processor to the register, or change one."""
    values = {
        name: clean(value) if isinstance(value, str) else value for name, value in values.items()
    }
    values["country"] = values.get("country", "KR").upper()
    return (
        change(lock(row), actor=actor, **values)
        if row
        else create(Processor, actor=actor, **values)
    )


@atomic
def check_do_not_call(
    numbers: Iterable[str], *, checked_on: date, at: datetime, actor: User | None, note: str = ""
) -> DoNotCallCheck:
    """Note the monthly comparison with 두낫콜 and close the numbers found on it (AD-20)."""
    digits = {phone.digits for text in numbers if (phone := parse_phone(text))}
    ClosedAddress.objects.bulk_create(
        [
            ClosedAddress(medium=Medium.VOICE, address=number, why=Why.DO_NOT_CALL, at=at)
            for number in sorted(digits)
        ],
        ignore_conflicts=True,
        batch_size=1_000,
    )
    return create(
        DoNotCallCheck, actor=actor, checked_on=checked_on, found=len(digits), note=clean(note)
    )


@atomic
def close_address(
    medium: str, address: str, *, why: str, is_total: bool, at: datetime, note: str = ""
) -> None:
    """Send nothing (or no advertisement) there any more; known ones keep their first day."""
    ClosedAddress.objects.bulk_create(
        [
            ClosedAddress(
                medium=medium,
                address=address,
                why=why,
                is_total=is_total,
                note=clean(note)[:300],
                at=at,
            )
        ],
        ignore_conflicts=True,
    )


@atomic
def reopen_address(row: ClosedAddress, *, actor: User | None) -> None:
    """Send there again after the address was put right; a refusal is lifted only by the person."""
    if row.why in (Why.UNSUBSCRIBED, Why.COMPLAINED):
        raise Refused(_("본인이 거부한 연락처입니다. 본인의 동의를 새로 받아야 합니다."))
    remove(row, actor=actor)


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    """Names in one line; telephone numbers as digits."""
    tidy = {name: clean(v) if isinstance(v, str) else v for name, v in values.items()}
    for name in ("phone", "optout_number"):
        if text := tidy.get(name):
            phone = parse_phone(text)
            if phone is None or (name == "optout_number" and not phone.digits.startswith("080")):
                message = (
                    _("수신자가 요금을 내지 않는 080 번호로 적어 주세요.")
                    if name == "optout_number"
                    else _("전화번호를 02-123-4567처럼 적어 주세요.")
                )
                raise ValidationError({name: message})
            tidy[name] = phone.digits
    return tidy
