"""The call centre of the demo company: calls, callbacks, two lists, reviews, complaints."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.helpdesk.agents.models import AgentSpan, AgentState
from dangol.helpdesk.complaints.services import handle_complaint
from dangol.helpdesk.lines.models import PhoneSystem
from dangol.helpdesk.models import Call, Callback, CallEvent, DialList, DialTarget, DialTry, Ticket
from dangol.helpdesk.outbound.services import add_customers
from dangol.helpdesk.outbound.setting import install_preset
from dangol.helpdesk.quality.queries import cards_for
from dangol.helpdesk.quality.services import install_scorecards, review_work
from dangol.kit.search import search_text
from dangol.segments.models import Segment

SEED = 57
DAYS, A_DAY, TODAY = 42, 13, 16
QUEUES = ("대표번호", "대표번호", "A/S", "주문")
NOTES = (
    "스팀이 약하다고 함. 노즐 청소 방법 안내, 내일 다시 확인하기로.",
    "정기구독 한 달 쉬고 싶어 함. 다음 결제일부터 멈춤.",
    "세금계산서 이메일 주소 바꿈.",
    "드립백 두 상자 추가 주문, 내일 새벽 배송.",
    "필터 교체 주기 물음. 교체 알림 신청.",
    "배송 기사님 연락처 물음. 문자로 보냄.",
    "디카페인 샘플 요청. 영업에 전달.",
    "",
)
LATE = "점심 뒤에 걸어 달라고 함"
COACHING = {
    5: "불편을 끝까지 들은 뒤 해결을 말한 모범 통화입니다.",
    4: "첫마디에 성함을 먼저 불러 드려 좋았습니다. 끝에 다음 할 일을 한 번 더 짚어 주세요.",
    3: "증상을 되물어 확인한 점이 좋았습니다. 안내가 조금 빨랐습니다.",
    2: "보상 범위를 먼저 말씀드리면 통화가 짧아집니다. 다음 주에 함께 들어 봅시다.",
}
# key of the result, how often
RESULTS = (("done", 12), ("lead", 3), ("sold", 2), ("declined", 4), ("no_answer", 6), ("wrong", 1))
ANSWERS = ({"인사": "만족"}, {"인사": "보통", "불편": "배송이 하루 늦었습니다."}, {"인사": "만족"})
CAUSES = ("delivery", "quality", "service", "delivery")


def fill_calls(today: date) -> None:
    """Some 500 calls, whatever the number of customers; today's lie in the hours before now."""
    now = timezone.now()
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    people = {user.username: user for user in User.objects.all()}
    agents = [people["agent"], people["agent2"]]
    PhoneSystem.objects.create(
        name="본사 교환기", dial_url="https://pbx.example.com/dial", heard_at=now
    )
    rows = Customer.objects.exclude(phone="").order_by("pk").only("pk", "phone", "name", "owner")
    customers = list(rows[:300])
    calls = _calls(dice, customers, agents, today, now)
    _seats(agents, now)
    _callbacks(dice, calls, agents, now)
    _lists(dice, people, now)
    _reviews(dice, calls, people["admin"], now)
    _complaints(dice, people, now)


def _calls(
    dice: random.Random, customers: list[Customer], agents: list[User], today: date, now: datetime
) -> list[Call]:
    made: list[Call] = []
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        if back and day.weekday() > 4:
            continue
        for _turn in range(dice.randrange(A_DAY - 4, A_DAY + 5) if back else TODAY):
            at = _moment(dice, day, now) if back else _lately(dice, now)
            made.append(_call(dice, len(made), dice.choice(customers), agents, at))
    made.sort(key=lambda call: call.started_at)
    Call.objects.bulk_create(made, batch_size=500)
    events = [event for call in made[-40:] for event in _events(call)]
    CallEvent.objects.bulk_create(events)
    return made


def _call(
    dice: random.Random, number: int, customer: Customer, agents: list[User], at: datetime
) -> Call:
    is_out, is_known = dice.random() < 0.25, dice.random() < 0.85
    wait = min(int(dice.expovariate(1 / 14)) + 3, 180)
    talk = int(dice.lognormvariate(4.9, 0.6))
    answered = dice.random() > (0.04 + min(wait / 300, 0.5))
    digits = customer.phone if is_known else f"0109{dice.randrange(10**7):07}"
    note = dice.choice(NOTES) if answered else ""
    ended = at + timedelta(seconds=wait + (talk if answered else 0))
    agent = dice.choice(agents) if answered or is_out else None
    hold = talk // 4 if number % 6 == 2 else 0
    return Call(
        key=f"demo:{number}", number=digits, customer_id=customer.pk if is_known else None,
        direction="out" if is_out else "in", queue="" if is_out else dice.choice(QUEUES),
        agent=agent, outcome="answered" if answered else "abandoned", started_at=at,
        answered_at=at + timedelta(seconds=wait) if answered else None, ended_at=ended,
        wait_seconds=wait, talk_seconds=talk if answered else 0, note=note, is_told=True,
        hold_seconds=hold if answered else 0,
        after_seconds=25 + number * 37 % 110 if answered else 0,
        search=search_text(digits, notes=(note,)),
    )  # fmt: skip


def _events(call: Call) -> list[CallEvent]:
    moments = [("ring", call.started_at), ("answer", call.answered_at), ("hangup", call.ended_at)]
    return [
        CallEvent(call=call, kind=kind, at=at, mark=kind, agent_id=call.agent_id)
        for kind, at in moments
        if at
    ]


def _seats(agents: list[User], now: datetime) -> None:
    """One waits for calls, one has lunch; what they did since the morning is known."""
    meal = Code.objects.filter(group="break_reason", key="meal").first()
    ends: tuple[tuple[str, Any, int], ...] = (("ready", None, 11), ("break", meal, 19))
    for place, (user, (state, reason, minutes)) in enumerate(zip(agents, ends, strict=True)):
        since = now - timedelta(minutes=minutes)
        AgentState.objects.create(
            user=user, extension=str(201 + place), state=state, reason=reason, since=since
        )
        at = now - timedelta(hours=3, minutes=20)
        for turn in range(24):
            kind = ("ready", "talk", "after")[turn % 3]
            until = min(at + timedelta(minutes=(9, 5, 3)[turn % 3] + turn % 4), since)
            if until > at:
                AgentSpan.objects.create(user=user, state=kind, since=at, until=until)
            at = until
        AgentSpan.objects.create(user=user, state=state, reason=reason, since=since)


def _callbacks(dice: random.Random, calls: list[Call], agents: list[User], now: datetime) -> None:
    lost = [call for call in calls if call.outcome == "abandoned" and call.direction == "in"]
    known: set[str] = set()
    for place, call in enumerate(reversed(lost[-24:])):
        is_open = place < 6 and call.number not in known
        known.add(call.number)
        due = now + timedelta(minutes=25 * place - 30) if is_open else call.started_at
        Callback.objects.create(
            number=call.number, customer_id=call.customer_id, call=call, queue=call.queue,
            owner=agents[place % 2] if place % 3 else None, due_at=due,
            note=LATE if place % 4 == 1 else "", status="open" if is_open else "done",
            done_at=None if is_open else call.started_at + timedelta(minutes=18),
        )  # fmt: skip


def _lists(dice: random.Random, people: dict[str, User], now: datetime) -> None:
    """A running list of happy calls, half done, and sales calls about to begin."""
    for key in ("happy_call", "telesales", "repair"):
        install_preset(key, actor=people["admin"])
    segment = Segment.objects.order_by("pk").first()
    happy, sales = (DialList.objects.get(name=name) for name in ("해피콜", "텔레세일즈"))
    ends = timezone.localdate(now) + timedelta(days=12)
    DialList.objects.filter(pk=happy.pk).update(status="running", ends_on=ends)
    DialList.objects.filter(pk=sales.pk).update(status="running", segment=segment, ends_on=ends)
    chosen = list(Customer.objects.exclude(phone="").order_by("-pk").values_list("pk", flat=True))
    add_customers(happy, chosen[:70], due_at=now - timedelta(days=2))
    add_customers(sales, chosen[70:190], due_at=now - timedelta(days=1))
    codes = {code.key: code for code in Code.objects.filter(group="call_result")}
    agents = [people["agent"], people["agent2"]]
    for row, share in ((happy, 38), (sales, 22)):
        _called(dice, list(row.targets.order_by("pk")[:share]), codes, agents, now)
    reasons = ("no_consent", "no_consent", "do_not_call", "opted_out")
    for place, target in enumerate(sales.targets.filter(status="waiting").order_by("-pk")[:14]):
        DialTarget.objects.filter(pk=target.pk).update(
            status="refused", reason=reasons[place % 4], done_at=now
        )


def _called(
    dice: random.Random, targets: list[DialTarget], codes: dict[str, Code], agents: list[User],
    now: datetime,
) -> None:  # fmt: skip
    keys, shares = zip(*RESULTS, strict=True)
    tries = []
    for place, target in enumerate(targets):
        key = dice.choices(keys, shares)[0]
        at = now - timedelta(hours=dice.randrange(1, 70), minutes=dice.randrange(60))
        target.status = {"no_answer": "waiting", "wrong": "failed"}.get(key, "done")
        target.result, target.attempts, target.agent = codes[key], 1, agents[place % 2]
        target.done_at = None if key == "no_answer" else at
        target.due_at = at + timedelta(hours=3) if key == "no_answer" else target.due_at
        target.answers = dice.choice(ANSWERS) if key == "done" else {}
        if key == "no_answer":
            target.agent = None
        tries.append(DialTry(target=target, agent=agents[place % 2], result=codes[key], at=at))
    columns = ("status", "result", "attempts", "agent", "done_at", "due_at", "answers")
    DialTarget.objects.bulk_update(targets, columns)
    DialTry.objects.bulk_create(tries)


def _reviews(dice: random.Random, calls: list[Call], reviewer: User, now: datetime) -> None:
    install_scorecards()
    card = cards_for("call")[0]
    criteria = list(card.criteria.order_by("order"))
    talks = [call for call in calls if call.outcome == "answered" and call.agent_id]
    for call in talks[-120::5]:
        points = {row.pk: dice.choices((5, 4, 3, 2), (8, 7, 3, 1))[0] for row in criteria}
        mean = round(sum(points.values()) / len(points) - 0.1)
        review_work(
            call, card=card, points=points, coaching=COACHING[mean], actor=reviewer,
            at=min(call.started_at + timedelta(hours=5), now), is_example=mean == 5,
        )  # fmt: skip


def _complaints(dice: random.Random, people: dict[str, User], now: datetime) -> None:
    causes = dict(Code.objects.filter(group="complaint_cause").values_list("key", "pk"))
    rows = Ticket.objects.filter(request_type__is_complaint=True).order_by("opened_at", "pk")
    for place, ticket in enumerate(rows):
        amount = (0, 15_000, 0, 30_000, 120_000, 0, 20_000)[place % 7]
        handle_complaint(
            ticket, severity=1 + place % 3, cause=causes[CAUSES[place % 4]], amount=amount,
            note="다음 주문 배송비와 원두 한 봉" if amount else "", at=max(ticket.opened_at, now),
            action="새벽 배송 순서를 바꾸고 기사님과 확인" if place % 3 == 0 else "",
            actor=people["agent"],
        )  # fmt: skip


def _moment(dice: random.Random, day: date, now: datetime) -> datetime:
    hour = dice.choices(range(9, 18), (9, 14, 12, 4, 9, 12, 11, 9, 6))[0]
    at = timezone.make_aware(datetime.combine(day, time(hour, dice.randrange(60))))
    return min(at + timedelta(seconds=dice.randrange(60)), now - timedelta(minutes=5))


def _lately(dice: random.Random, now: datetime) -> datetime:
    """Some time of today before now, in the last eight hours at most."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    seconds = min((now - midnight).total_seconds(), 8 * 3_600)
    return now - timedelta(seconds=dice.uniform(min(240, seconds), seconds))
