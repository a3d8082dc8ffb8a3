"""Notices the law asks for, found and sent by themselves (정보통신망법 §50⑦⑧)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.customers.consent.queries import (
    CONFIRM_YEARS,
    REFUSALS,
    confirmation_due_of,
    result_notice_due,
)
from dangol.customers.consent.services import record_consent
from dangol.customers.models import Consent, Customer
from dangol.kit.errors import Refused
from dangol.messaging.content import Content
from dangol.messaging.duties.models import Duty
from dangol.messaging.law.notices import MEDIA, Told, reconfirm_notice, result_notice
from dangol.messaging.outbox.checking import party_of
from dangol.messaging.outbox.models import Kind, Message
from dangol.messaging.outbox.recipients import ledger, reach
from dangol.messaging.outbox.services import send
from dangol.messaging.senders.models import Channel, Medium, SenderProfile
from dangol.messaging.senders.queries import default_sender

Status = Duty.Status
AHEAD = timedelta(days=30)
BATCH = 2_000
AT_ONCE = 500
WAYS = (Medium.EMAIL, Medium.SMS)


def owe_result(customer_id: int, purpose: str, *, today: date) -> Duty | None:
    """Owe the notice of the newest entry on a medium, within 14 days of it (AD-12).

    A trade is no consent, a confirmation is our own notice, and an old consent that is only
    written down now was told in its time.
    """
    if purpose not in MEDIA:
        return None
    rows = Consent.objects.filter(customer=customer_id, purpose=purpose)
    entry = rows.order_by("-pk").first()
    if entry is None or entry.act == Consent.Act.CONFIRM or entry.import_id is not None:
        return None
    due_on = result_notice_due(entry)
    is_old = due_on < today and entry.act not in REFUSALS
    if is_old or entry.basis == Consent.Basis.TRADE:
        return None
    duty, _made = Duty.objects.get_or_create(
        kind=Duty.Kind.RESULT,
        consent=entry,
        due_on=due_on,
        defaults={"customer_id": customer_id, "purpose": purpose},
    )
    return duty


def find_reconfirmations(*, today: date) -> int:
    """Owe the two-year notice for every consent whose day comes within 30 days, or is past.

    One pass over consents old enough, 2,000 at a time; says how many are new (AD-13).
    """
    found = 0
    for batch in _old_consents(today):
        lines = ledger({row.customer_id for row in batch}, list(MEDIA), is_ad=True)
        duties = []
        for row in batch:
            own = lines.get(row.customer_id, [])
            due = confirmation_due_of(own, row.purpose)  # type: ignore[arg-type]
            if due and due <= today + AHEAD:
                duties.append(
                    Duty(
                        kind=Duty.Kind.RECONFIRM,
                        customer_id=row.customer_id,
                        consent_id=row.pk,
                        purpose=row.purpose,
                        due_on=due,
                    )
                )
        before = Duty.objects.filter(kind=Duty.Kind.RECONFIRM).count() if duties else 0
        Duty.objects.bulk_create(duties, ignore_conflicts=True)
        if duties:
            found += Duty.objects.filter(kind=Duty.Kind.RECONFIRM).count() - before
    return found


def _old_consents(today: date) -> Iterator[list[Consent]]:
    """Consents that hold and were given long enough ago, in batches by id."""
    last = today + AHEAD
    limit = last.replace(year=last.year - CONFIRM_YEARS, day=min(last.day, 28)) + timedelta(days=4)
    holds = Q(
        *(Q(purpose=name, **{f"customer__permit_{name}__gt": 0}) for name in MEDIA),
        _connector=Q.OR,
    )
    rows = Consent.objects.filter(holds, act=Consent.Act.GIVE, at__date__lte=limit).exclude(
        basis=Consent.Basis.TRADE
    )
    after = 0
    while batch := list(
        rows.filter(pk__gt=after).order_by("pk").only("pk", "customer_id", "purpose")[:BATCH]
    ):
        after = batch[-1].pk
        yield batch


def send_notices(*, at: datetime) -> int:
    """Send what is owed, one message for all a customer is owed of a kind; says how many.

    Nothing is sent while the channels only keep: a notice that never left must not count.
    """
    try:
        sender = default_sender()
    except Refused:
        return 0
    ways = _live_ways(sender)
    if not ways:
        return 0
    rows = Duty.objects.filter(status__in=(Status.OPEN, Status.UNREACHABLE))
    chosen = list(rows.select_related("consent").order_by("due_on", "pk")[:AT_ONCE])
    groups: dict[tuple[str, int], list[Duty]] = defaultdict(list)
    for duty in chosen:
        groups[duty.kind, duty.customer_id].append(duty)
    reachable = _reachable({duty.customer_id for duty in chosen}, ways, at)
    return sum(
        _send(duties, sender, reachable.get(customer_id, []), at)
        for (_kind, customer_id), duties in groups.items()
    )


def _live_ways(sender: SenderProfile) -> list[str]:
    rows = Channel.objects.filter(sender=sender, medium__in=WAYS, is_paused=False)
    return [channel.medium for channel in rows.order_by("medium") if channel.is_live]


def _reachable(ids: Iterable[int], ways: list[str], at: datetime) -> dict[int, list[str]]:
    """By which of these ways each customer can be told."""
    found: dict[int, list[str]] = defaultdict(list)
    for way in ways:
        people = reach(
            list(ids), way, is_ad=False, needs_overseas=False, today=timezone.localdate(at)
        )
        for pk, person in people.items():
            if person.address and not person.standing.closed:
                found[pk].append(way)
    return found


@atomic
def _send(duties: list[Duty], sender: SenderProfile, ways: list[str], at: datetime) -> int:
    """Tell a customer, if possible on the medium it is about."""
    ids = [duty.pk for duty in duties]
    if not ways:
        Duty.objects.filter(pk__in=ids).update(status=Status.UNREACHABLE)
        return 0
    about = {duty.purpose for duty in duties}
    medium = next((way for way in ways if way in about), ways[0])
    told = [Told(d.purpose, d.consent.act, timezone.localdate(d.consent.at)) for d in duties]
    write = result_notice if duties[0].kind == Duty.Kind.RESULT else reconfirm_notice
    words = write(party_of(sender), told)
    dispatch = send(
        [duties[0].customer_id],
        kind=Kind.TRANSACTION,
        medium=medium,
        content=Content(subject=words.subject, text=words.text),
        sender=sender,
        actor=None,
        source=f"duty:{min(ids)}:{duties[0].due_on}",
        at=at,
        purpose=_("법정 통지"),
        confirmed=True,
    )
    message = dispatch.messages.get(customer=duties[0].customer_id)
    Duty.objects.filter(pk__in=ids).update(status=Status.SENDING, message=message)
    return 1


@atomic
def settle_notices() -> int:
    """Mark as told what has left, and keep the consents confirmed that were asked about.

    Silence keeps a consent (KISA guide, AD-14): our notice is the confirmation.
    """
    rows = Duty.objects.filter(status=Status.SENDING).select_related("message", "customer")
    done = 0
    for duty in rows.order_by("pk")[:BATCH]:
        message = duty.message
        if message is None or message.status in _LOST:
            Duty.objects.filter(pk=duty.pk).update(status=Status.FAILED)
        elif message.status in Message.GONE and message.sent_at:
            Duty.objects.filter(pk=duty.pk).update(status=Status.DONE, done_at=message.sent_at)
            if duty.kind == Duty.Kind.RECONFIRM:
                _confirm(duty.customer, duty.purpose, message.sent_at)
            done += 1
    return done


_LOST = ("failed", "refused", "cancelled", "uncertain")


def _confirm(customer: Customer, purpose: str, at: datetime) -> None:
    newest = customer.consents.filter(purpose=purpose).order_by("-at", "-pk").first()
    if newest is None or newest.act in REFUSALS:
        return
    record_consent(
        customer,
        purpose=purpose,
        act=Consent.Act.CONFIRM,
        permit=getattr(customer, f"permit_{purpose}"),
        at=at,
        source=_("2년 재확인 안내"),
        actor=None,
    )


@atomic
def mark_told(duties: Iterable[Duty], *, at: datetime) -> int:
    """Somebody told them otherwise (by letter, at the counter); says how many."""
    done = 0
    for duty in duties:
        if duty.status == Status.DONE:
            continue
        Duty.objects.filter(pk=duty.pk).update(status=Status.DONE, done_at=at)
        if duty.kind == Duty.Kind.RECONFIRM:
            _confirm(duty.customer, duty.purpose, at)
        done += 1
    return done
