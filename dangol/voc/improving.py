"""개선과제: planning and finishing them, and telling the customers who spoke (closing the loop)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Min, Q, QuerySet
from django.db.transaction import atomic
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, change_many, create, lock, remove
from dangol.messaging.content import Content
from dangol.messaging.law.gate import judge
from dangol.messaging.models import Dispatch, Kind
from dangol.messaging.outbox.gatekeeping import act_on
from dangol.messaging.outbox.recipients import reach
from dangol.messaging.outbox.services import send
from dangol.messaging.senders.queries import channel_of, default_sender
from dangol.voc.events import ImprovementDone
from dangol.voc.models import Improvement, Voice
from dangol.workspace.services import notify

State = Improvement.State
OPEN = (State.PLANNED, State.DOING)
SOON = timedelta(days=3)
MEDIA = ("email", "sms")
SHOWN = 200


@atomic
def plan_improvement(
    *, title: str, owner: User, actor: User | None, voices: Iterable[Voice] = (), **values: Any
) -> Improvement:
    """Write down what shall change, for the voices it answers."""
    made = create(Improvement, actor=actor, owner=owner, **_checked(title=title, **values))
    link_voices(voices, made, actor=actor)
    return made


@atomic
def change_improvement(
    improvement: Improvement, *, at: datetime, actor: User | None, version: int | None = None,
    **values: Any,
) -> Improvement:  # fmt: skip
    """Correct an improvement or move it on; done needs a word on the result."""
    improvement = lock(improvement)
    values = _checked(**values)
    state = values.get("state", improvement.state)
    if state == State.DONE and not values.get("result", improvement.result):
        raise ValidationError({"result": _("무엇이 나아졌는지 결과를 적어 주세요.")})
    was = improvement.state
    if state != was:
        values["done_at"] = at if state == State.DONE else None
    change(improvement, actor=actor, version=version, **values)
    if state == State.DONE and was != State.DONE:
        publish(
            ImprovementDone(improvement_id=improvement.pk, actor_id=actor.pk if actor else None)
        )
    return improvement


def _checked(**values: Any) -> dict[str, Any]:
    for name, tidy in (("title", clean), ("text", clean_text), ("result", clean_text)):
        if name in values:
            values[name] = refuse_resident_number(tidy(values[name]).strip())
    if values.get("title") == "":
        raise ValidationError({"title": _("무엇을 바꿀지 적어 주세요.")})
    return values


@atomic
def link_voices(
    voices: Iterable[Voice], improvement: Improvement | None, *, actor: User | None
) -> int:
    """Say which improvement answers these voices; refuses those nobody accepted."""
    ids = [voice.pk for voice in voices]
    rows = Voice.objects.filter(pk__in=ids)
    if improvement and rows.exclude(state=Voice.State.ACCEPTED).exists():
        raise Refused(_("등록한 VOC만 개선과제에 이을 수 있습니다."))
    return len(change_many(rows, actor=actor, improvement=improvement))


@atomic
def remove_improvement(improvement: Improvement, *, actor: User | None) -> None:
    """Delete an improvement nobody was told of; its voices stay."""
    improvement = lock(improvement)
    if improvement.dispatch_id:
        raise Refused(_("고객에게 알린 과제는 지울 수 없습니다. ‘하지 않음’으로 바꿔 주세요."))
    remove(improvement, actor=actor)


class Recipient(NamedTuple):
    """One customer who spoke: whether the gate lets the message through, and why not."""

    customer: Customer
    address: str
    status: str
    reason: str

    @property
    def is_refused(self) -> bool:
        return self.status == "refused"


@dataclass
class Audience:
    """Everybody who spoke about an improvement; `unknown` voices have no customer."""

    people: list[Recipient] = field(default_factory=list)
    unknown: int = 0

    @property
    def refused(self) -> int:
        return sum(one.is_refused for one in self.people)

    @property
    def reached(self) -> int:
        return len(self.people) - self.refused


def speakers_of(improvement: Improvement) -> "QuerySet[Customer]":
    """The customers whose voices an improvement answers."""
    spoke = Voice.objects.filter(improvement=improvement, customer__isnull=False)
    return Customer.objects.filter(pk__in=spoke.values("customer"))


def audience_of(improvement: Improvement, medium: str, *, at: datetime) -> Audience:
    """Who would be told on this medium, and who is refused, as the gate says now."""
    channel = channel_of(default_sender(), medium)
    voices = Voice.objects.filter(improvement=improvement)
    unknown = voices.filter(customer=None).aggregate(n=Count("pk"))["n"]
    customers = {row.pk: row for row in speakers_of(improvement).order_by("name", "pk")}
    if channel is None:
        people = [Recipient(row, "", "refused", "no_channel") for row in customers.values()]
        return Audience(people, unknown)
    act = act_on(channel, kind=Kind.INFO, same_goods=False)
    found = reach(
        list(customers), medium, is_ad=False, needs_overseas=act.needs_overseas,
        today=timezone.localdate(at),
    )  # fmt: skip
    people = []
    for pk, customer in customers.items():
        address = found[pk].address
        verdict = judge(act, found[pk].standing, at)
        status, reason = verdict.status, verdict.reason
        if status != "refused" and not address:
            status, reason = "refused", "no_address"
        people.append(Recipient(customer, address, status, reason))
    people.sort(key=lambda one: not one.is_refused)  # those one must reach by hand first
    return Audience(people, unknown)


@atomic
def close_loop(
    improvement: Improvement, *, medium: str, subject: str, text: str, at: datetime,
    actor: User | None, confirmed: bool = False,
) -> Dispatch:  # fmt: skip
    """Tell the customers who spoke what became of it; once, however often it is called.

    It is information, no advertisement (정보성): words that promote must be confirmed to be none.
    Refuses improvements that are not done, and those nobody we know spoke about.
    """
    improvement = lock(improvement)
    if improvement.state != State.DONE:
        raise Refused(_("완료한 과제만 고객에게 알릴 수 있습니다."))
    if medium not in MEDIA:
        raise ValidationError({"medium": _("이메일이나 문자를 골라 주세요.")})
    speakers = speakers_of(improvement)
    if not speakers.exists():
        raise Refused(_("이 과제에 이어진 VOC 가운데 고객을 아는 것이 없습니다."))
    dispatch = send(
        speakers,
        kind=Kind.INFO,
        medium=medium,
        content=Content(subject=refuse_resident_number(subject), text=refuse_resident_number(text)),
        actor=actor,
        source=f"voc-improvement:{improvement.pk}",
        at=at,
        title=_("개선 결과: %(title)s") % {"title": improvement.title},
        confirmed=confirmed,
    )
    change(improvement, actor=actor, dispatch=dispatch)
    return dispatch


@atomic
def remind_of_due(*, today: date) -> int:
    """Tell owners of open improvements due within three days, and once more when one is late.

    Returns how many improvements they were told of; a second run tells nobody again.
    """
    soon = Q(due_on__range=(today, today + SOON))
    soon &= Q(told_on=None) | Q(told_on__lt=today - SOON)
    late = Q(due_on__lt=today) & (Q(told_on=None) | Q(told_on__lte=F("due_on")))
    rows = Improvement.objects.filter(soon | late, state__in=OPEN, owner__is_active=True)
    address = reverse("voc:improvement_list")
    counted = (
        rows.order_by()
        .values_list("owner")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), title=Min("title"))
    )
    for owner, number, late_number, title in list(counted):
        text = _("개선과제 %(n)s건의 기한이 다가왔거나 지났습니다(지난 것 %(late)s건): %(title)s")
        asked = urlencode({"owner": owner, "due_on.lte": (today + SOON).isoformat()})
        said = {"n": number, "late": late_number, "title": title}
        notify([owner], text % said, url=f"{address}?{asked}")
    return rows.update(told_on=today)


def hand_over_improvements(person: User, to: User, actor: User | None) -> int:
    """Give somebody's open improvements to a colleague; says how many."""
    rows = Improvement.objects.filter(owner=person, state__in=OPEN)
    return len(change_many(rows, actor=actor, owner=to))
