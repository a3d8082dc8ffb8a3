"""Making call lists, taking the next customer, and noting how a call ended."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.custom import clean_value
from dangol.codes.queries import CodeRow, code_of, custom_fields
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.customers.parties.own_fields import set_own_field
from dangol.customers.parties.queries import customers_seen_by
from dangol.customers.registry import handoffs
from dangol.helpdesk.agents.services import tell_boards
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.events import OutboundCalled
from dangol.helpdesk.outbound.models import DialList, DialTarget, DialTry, Script
from dangol.helpdesk.outbound.queries import (
    held_by,
    list_is_shut,
    script_of_queue,
    verdict_on,
)
from dangol.helpdesk.outbound.scripting import Step, read_script, walked
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, create, lock
from dangol.messaging.merging.language import compile as compile_text
from dangol.messaging.merging.queries import refuse_unknown
from dangol.messaging.tracking.services import withdraw

Status = DialTarget.Status
CUSTOMER = "customers.customer"
HOLD = timedelta(minutes=30)  # whoever is not done by then has lost the customer to the others
SKIPPED = 50  # how many the gate may refuse in one take
# results the product does something about; any other one ends the customer's turn
NOBODY, LATER, WRONG, NO_MORE = ("no_answer", "busy"), "callback", "wrong", "optout"


@atomic
def write_script(row: Script | None, *, actor: User, **values: Any) -> Script:
    """Add a script or change one; refuses what cannot be read, naming the line."""
    values["name"] = clean(values["name"])
    values["text"] = clean_text(values["text"])
    steps = read_script(values["text"])
    for step in steps:
        refuse_unknown(compile_text(step.says))
        _field_of(step)
    if row:
        return change(row, actor=actor, **values)
    return create(Script, actor=actor, **values)


def _field_of(step: Step) -> Any:
    """The customer's own field a step's answer goes into; refuses one nobody made."""
    if not step.field:
        return None
    for field in custom_fields(CUSTOMER):
        if step.field in (field.label, field.key):
            return field
    text = _("‘%(name)s’ 항목이 없습니다. 설정 → 항목에서 고객의 항목을 먼저 만들어 주세요.")
    raise ValidationError({"text": text % {"name": step.field}})


@atomic
def write_list(row: DialList | None, *, actor: User, **values: Any) -> DialList:
    """Add a call list or change one; a sales call must say who calls (AD-10)."""
    values["name"] = clean(values["name"])
    if values.get("kind") == DialList.Kind.AD and values.get("sender") is None:
        raise ValidationError({"sender": _("광고·권유 전화는 발신 프로필을 골라 주세요.")})
    if row:
        return change(row, actor=actor, **values)
    values.setdefault("owner", actor)
    return create(DialList, actor=actor, **values)


@atomic
def move_list(row: DialList, status: str, *, today: Any, actor: User) -> DialList:
    """Start, pause or end a list; a sales list starts only after the monthly 두낫콜 check."""
    if status not in DialList.Status.values or status == DialList.Status.DRAFT:
        raise Refused(_("이 상태로는 옮길 수 없습니다."))
    if status == DialList.Status.RUNNING:
        refuse_shut(row, today=today)
    return change(lock(row), actor=actor, status=status)


def refuse_shut(row: DialList, *, today: Any) -> None:
    """AD-20: no sales list without a comparison with 두낫콜 in the last month."""
    if list_is_shut(row, today=today):
        raise Refused(_("두낫콜 대조가 한 달이 지나 전화 목록을 열 수 없습니다."))


@atomic
def add_customers(row: DialList, ids: Iterable[int], *, due_at: datetime, source: str = "") -> int:
    """Put customers onto a list, each once; with a source, once for each source. How many came."""
    wanted = list(dict.fromkeys(ids))
    before = row.targets.count()
    DialTarget.objects.bulk_create(
        [
            DialTarget(
                dial_list=row, customer_id=pk, due_at=due_at,
                source=f"{source}:{pk}" if source else None,
            )
            for pk in wanted
        ],
        ignore_conflicts=True, batch_size=500,
    )  # fmt: skip
    return row.targets.count() - before


@atomic
def take_next(row: DialList, *, at: datetime, actor: User) -> DialTarget | None:
    """Hand the agent the next customer to call; the one they have already, if any.

    Due callbacks of one's own come first. The gate is asked for each (AD-01, AD-03, AD-04, AD-20):
    whom it refuses leaves the list with the reason, whom it holds waits until then.
    """
    refuse_shut(row, today=timezone.localdate(at))
    row = lock(row)
    if row.status != DialList.Status.RUNNING:
        raise Refused(_("진행 중인 명단이 아닙니다."))
    if row.ends_on and timezone.localdate(at) > row.ends_on:
        raise Refused(_("마감일이 지난 명단입니다."))
    if mine := held_by(row, actor):
        return mine
    row.targets.filter(status=Status.HELD, held_at__lt=at - HOLD).update(status=Status.WAITING)
    seen = customers_seen_by(actor).values("pk")
    due = row.targets.filter(status=Status.WAITING, due_at__lte=at, customer__in=seen)
    own_first = due.filter(agent=actor, attempts__gt=0).order_by("due_at", "pk")
    others = due.filter(Q(agent=None) | Q(agent=actor) | Q(due_at__lt=at - HOLD))
    for target in [*own_first[:1], *others.order_by("due_at", "pk")[:SKIPPED]]:
        verdict = verdict_on(row, target.customer_id, at=at)
        if verdict.status == "queued":
            return change(target, actor=actor, status=Status.HELD, agent=actor, held_at=at)
        if verdict.status == "held":
            change(target, actor=None, due_at=verdict.until)
        else:
            change(target, actor=None, status=Status.REFUSED, reason=verdict.reason, done_at=at)
    return None


@atomic
def note_result(  # noqa: PLR0913 - one for each thing that is asked
    target: DialTarget, *, result: int, at: datetime, actor: User, note: str = "",
    callback_at: datetime | None = None, answers: Mapping[int, str] | None = None,
    hand_to: User | None = None,
) -> DialTarget:  # fmt: skip
    """Note how a call ended: answers go onto the customer, the rest follows from the result.

    부재중 and 통화중 try again after the list's wait until its tries are used up, 다시 통화 at its
    moment, 전화 거부 is a withdrawal of the consent to calls (AD-03). With `hand_to` the customer
    becomes a lead of that person, with the note as its brief (F40).
    """
    target = lock(target)
    if target.status != Status.HELD or target.agent_id != actor.pk:
        raise Refused(_("다른 사람이 걸고 있거나 이미 끝난 고객입니다."))
    code = code_of(result)
    if code is None or code.group != "call_result":
        raise ValidationError({"result": _("결과를 골라 주세요.")})
    if code.key == LATER and (callback_at is None or callback_at <= at):
        raise ValidationError({"callback_at": _("다시 걸 때를 앞으로 올 시각으로 적어 주세요.")})
    row = target.dial_list
    told = store_answers(row.script, target.customer, answers or {}, actor=actor)
    note = refuse_resident_number(clean_text(note))
    calls = target.attempts + 1
    values = _after(row, target, code, calls, at, callback_at)
    create(
        DialTry, actor=actor, target=target, agent=actor, at=at, result_id=code.id,
        call=_call_of(target, actor, at),
    )  # fmt: skip
    change(
        target, actor=actor, attempts=calls, result_id=code.id, note=note or target.note,
        answers={**target.answers, **told}, **values,
    )  # fmt: skip
    if hand_to and "lead" in handoffs:
        brief = note or "\n".join(f"{title}: {said}" for title, said in told.items())
        source = f"dial:{target.pk}:{calls}"
        handoffs["lead"](target.customer, to=hand_to, brief=brief, at=at, source=source,
                         actor=actor)  # fmt: skip
    if code.key == NO_MORE:
        withdraw(target.customer, "voice", at=at, source=_("전화 거부"))
    if code.key not in NOBODY:
        publish(
            OutboundCalled(
                customer_id=target.customer_id, dial_list_id=row.pk, result_id=code.id,
                actor_id=actor.pk,
            )
        )  # fmt: skip
    tell_boards()
    return target


def _after(
    row: DialList, target: DialTarget, code: CodeRow, calls: int, at: datetime,
    callback_at: datetime | None,
) -> dict[str, Any]:  # fmt: skip
    """Where a customer stands after a result."""
    if code.key == LATER:
        return {"status": Status.WAITING, "due_at": callback_at, "held_at": None}
    if code.key in NOBODY and calls < row.attempts:
        due = at + timedelta(minutes=row.retry_minutes)
        return {"status": Status.WAITING, "due_at": due, "held_at": None, "agent": None}
    ended = Status.FAILED if code.key in (*NOBODY, WRONG) else Status.DONE
    return {"status": ended, "held_at": None, "done_at": at, "reason": ""}


def _call_of(target: DialTarget, agent: User, at: datetime) -> Call | None:
    """The call made for this customer since they were taken, if the telephone system told of it."""
    rows = Call.objects.filter(
        customer=target.customer_id, agent=agent, direction=Call.Direction.OUT,
        started_at__range=(target.held_at or at, at),
    )  # fmt: skip
    found: Call | None = rows.order_by("-started_at").first()
    return found


@atomic
def store_answers(
    script: Script | None, customer: Customer | None, given: Mapping[int, str], *, actor: User
) -> dict[str, str]:
    """Keep the answers on the way that was taken, by the question's step; fields are filled in.

    An answer its field cannot hold is refused, naming the step.
    """
    if script is None:
        return {}
    steps = read_script(script.text)
    told = {}
    for place, answer in walked(steps, given).items():
        step = steps[place]
        told[step.title] = refuse_resident_number(answer)
        field = _field_of(step)
        if field is None or customer is None:
            continue
        try:
            value = clean_value(field, answer)
        except ValidationError as error:
            said = {"title": step.title, "why": " ".join(error.messages)}
            raise ValidationError(_("%(title)s: %(why)s") % said) from None
        set_own_field(Customer.objects.filter(pk=customer.pk), field.key, value, actor=actor)
    return told


@atomic
def let_go(target: DialTarget, *, at: datetime, actor: User) -> DialTarget:
    """Give a customer back without a call."""
    target = lock(target)
    if target.status != Status.HELD or target.agent_id != actor.pk:
        raise Refused(_("다른 사람이 걸고 있거나 이미 끝난 고객입니다."))
    return change(target, actor=actor, status=Status.WAITING, agent=None, held_at=None, due_at=at)


@atomic
def answer_call(call: Call, given: Mapping[int, str], *, actor: User) -> Call:
    """Keep what a caller answered to the script of the call's queue, on the call and on them."""
    told = store_answers(script_of_queue(call.queue), call.customer, given, actor=actor)
    return change(call, actor=actor, answers={**call.answers, **told})
