"""The help desk of the demo company: teams, tickets in every step, some late, and what was said."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dangol.accounts.models import User
from dangol.catalog.models import Installed
from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.helpdesk.models import (
    Label,
    Member,
    RequestType,
    Route,
    Step,
    Survey,
    Team,
    Ticket,
    Topic,
)
from dangol.helpdesk.setup.queries import forget_setup, step_of_kind
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.tickets.alarms import sound_alarms
from dangol.helpdesk.tickets.assigning import assign_ticket, transfer_ticket
from dangol.helpdesk.tickets.moving import move_ticket
from dangol.helpdesk.tickets.services import open_ticket
from dangol.helpdesk.tickets.talking import hear_customer, note_answer, write_note

SEED = 41
# what is said to a score
COMMENTS = {
    5: "전화 한 번에 끝났어요. 고맙습니다.",
    4: "친절했는데 답이 조금 늦었어요.",
    3: "안내는 받았지만 두 번 설명해야 했어요.",
    2: "같은 일이 세 번째입니다. 까닭을 알고 싶어요.",
    1: "일주일을 기다렸는데 아직 그대로예요.",
}
# subject, request type, topic, channel, what they say, what we say
STORIES = (
    ("스팀 압력이 약해요", "결함", "고장", "phone",
     "어제 저녁부터 스팀 압력이 약해졌어요. 우유 거품이 잘 안 올라옵니다.",
     "스팀 노즐 끝을 젖은 행주로 감싸고 10초만 열어 주시겠어요? 막힘인지 먼저 확인하겠습니다."),
    ("드립백 상자가 찌그러졌어요", "상품 교환", "배송", "email",
     "받은 상자 네 개 가운데 하나가 찌그러져 왔습니다. 바꿔 주실 수 있나요?",
     "불편을 드려 죄송합니다. 내일 도착하도록 새 상자를 보내 드렸습니다."),
    ("지점별 청구서 나누기", "사용 방법 문의", "증빙 서류", "email",
     "지점이 셋으로 늘어서 청구서를 지점마다 따로 받고 싶습니다.",
     "다음 달 분부터 지점별로 나누어 보내 드리겠습니다."),
    ("머신 물탱크 부품 문의", "사용 방법 문의", "부품", "phone",
     "M2 물탱크 뚜껑이 깨졌는데 부품만 살 수 있을까요?",
     "뚜껑만 따로 있습니다. 9,000원이고 이틀 안에 보내 드립니다."),
    ("원두 로스팅 날짜 확인", "사용 방법 문의", "사양·호환", "web",
     "봉투에 날짜가 번져서 읽을 수가 없습니다.",
     "11월 둘째 주에 볶은 것입니다. 인쇄를 바로잡겠습니다."),
    ("배송이 세 번째 늦었습니다", "서비스 품질 향상 요청", "배송", "phone",
     "이번 달에만 세 번째입니다. 오전 장사를 못 했어요.",
     "정말 죄송합니다. 배송 시간을 새벽으로 옮기고 이번 배송비는 받지 않겠습니다."),
    ("그라인더 분쇄도 편차", "결함", "고장", "visit",
     "같은 눈금인데 굵기가 다르게 나옵니다.",
     "날을 점검했습니다. 마모가 있어 교체 일정을 잡겠습니다."),
    ("정기 점검 날짜 바꾸기", "사용 방법 문의", "정기 점검", "sms",
     "다음 주 점검을 그다음 주로 미룰 수 있을까요?",
     "네, 그다음 주 화요일 오전으로 바꿔 두었습니다."),
)  # fmt: skip
LABELS = (("스팀", "blue"), ("배송", "amber"), ("재방문", "violet"))
NOTE = "작년 8월에도 같은 증상. 그때 압력 스위치를 갈았음(보증 처리)."
# how far a ticket is, and how often
PATHS = (("start", 4), ("assigned", 3), ("work", 5), ("confirm", 3), ("hold", 1), ("done", 9))
MOST = 240


def fill_desk(today: date) -> None:
    """About one customer in eight of the first 2,000 asked for something in the last weeks."""
    install_desk()
    people = {user.username: user for user in User.objects.all()}
    support = _teams(people)
    labels = [Label.objects.get_or_create(name=n, defaults={"color": c})[0] for n, c in LABELS]
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    customers = list(Customer.objects.order_by("pk").select_related("grade")[:2_000])
    chosen = dice.sample(customers, min(len(customers) // 8, MOST))
    now = timezone.now()
    for number, customer in enumerate(sorted(chosen, key=lambda row: row.pk)):
        _story(dice, number, customer, today, now, support, labels)
    sound_alarms(at=now)
    _answers(dice)


def _teams(people: dict[str, User]) -> list[User]:
    agents = [people["agent"], people["agent2"]]
    first = Team.objects.order_by("pk")[0]
    repair, _made = Team.objects.get_or_create(
        name="A/S", defaults={"assign": Team.Assign.LEAST, "order": 1}
    )
    for team in (first, repair):
        for user in (*agents, people["rep"]) if team == repair else agents:
            Member.objects.get_or_create(team=team, user=user)
    RequestType.objects.filter(name="결함").update(team=repair)
    grade = Code.objects.filter(group="customer_grade").order_by("order")[0]
    Route.objects.get_or_create(
        name="VIP 전담", defaults={"grade": grade, "agent": people["agent"], "priority": 2}
    )
    forget_setup()
    return agents


def _story(
    dice: random.Random, number: int, customer: Customer, today: date, now: datetime,
    support: list[User], labels: list[Label],
) -> None:  # fmt: skip
    subject, kind, topic, channel, asked, told = STORIES[number % len(STORIES)]
    goal = dice.choices([name for name, _n in PATHS], [n for _name, n in PATHS])[0]
    days = dice.randrange(0, 3) if goal != "done" else dice.randrange(1, 45)
    at = _moment(dice, today - timedelta(days=days), now)
    ticket = open_ticket(
        subject=subject, text=asked, at=at, actor=None, customer=customer, channel=channel,
        request_type=RequestType.objects.get(name=kind), topic=Topic.objects.get(name=topic),
        installed=Installed.objects.filter(customer=customer).first() if kind == "결함" else None,
        source=f"demo:{number}",
    )  # fmt: skip
    if dice.random() < 0.4:
        ticket.labels.add(dice.choice(labels))
    if goal == "start":
        if ticket.agent_id:
            assign_ticket(ticket, to=None, at=at, actor=support[0])
        return
    _work(dice, ticket, goal, told, at, now, support)


def _work(
    dice: random.Random, ticket: Ticket, goal: str, told: str, at: datetime, now: datetime,
    support: list[User],
) -> None:  # fmt: skip
    agent = ticket.agent or dice.choice(support)
    at = _later(dice, at, now, 40)
    assign_ticket(ticket, to=agent, at=at, actor=agent)
    if goal == "assigned":
        return
    ticket.refresh_from_db()
    at = _later(dice, at, now, 90)
    note_answer(ticket, text=told, at=at, actor=agent)
    if dice.random() < 0.3:
        write_note(ticket, text=NOTE, at=at, actor=agent)
    if dice.random() < 0.15:
        other = Team.objects.exclude(pk=ticket.team_id or 0).order_by("pk")[0]
        transfer_ticket(ticket, team=other, reason="담당 팀이 다릅니다.", at=at, actor=agent)
        ticket.refresh_from_db()
        assign_ticket(ticket, to=agent, at=at, actor=agent)
    if dice.random() < 0.35:
        at = _later(dice, at, now, 200)
        name = ticket.customer.name if ticket.customer else ""
        hear_customer(ticket, text="네, 그렇게 해 주세요. 언제쯤 될까요?", at=at, name=name,
                      channel=ticket.channel)  # fmt: skip
    ticket.refresh_from_db()
    if goal in (Step.Kind.CONFIRM, Step.Kind.HOLD, Step.Kind.DONE):
        at = _later(dice, at, now, 600)
        to = step_of_kind(goal)
        assert to  # noqa: S101 - install_desk made it
        move_ticket(ticket, to=to, at=at, actor=agent, reason="부품 입고를 기다립니다.")


def _answers(dice: random.Random) -> None:
    """Every customer of a finished ticket was asked; most are content."""
    surveys: list[Survey] = []
    for ticket in Ticket.objects.filter(is_open=False).order_by("pk"):
        at = ticket.solved_at or ticket.opened_at
        answered = dice.random() < 0.6
        score = dice.choices((5, 4, 3, 2, 1), (9, 8, 3, 2, 1))[0] if answered else None
        surveys.append(
            Survey(
                ticket=ticket, turn=ticket.reopen_count, customer_id=ticket.customer_id,
                agent_id=ticket.agent_id, team_id=ticket.team_id, product_id=ticket.product_id,
                request_type_id=ticket.request_type_id, channel=ticket.channel, asked_at=at,
                score=score,
                answered_at=at + timedelta(hours=2) if answered else None,
                nps=min(10, score * 2 + dice.randrange(0, 2)) if score else None,
                comment=COMMENTS[score] if score and len(surveys) % 3 == 0 else "",
            )
        )  # fmt: skip
    Survey.objects.bulk_create(surveys)


def _moment(dice: random.Random, day: date, now: datetime) -> datetime:
    hour = time(dice.randrange(9, 18), dice.randrange(0, 60))
    at = timezone.make_aware(datetime.combine(day, hour))
    return min(at, now - timedelta(minutes=dice.randrange(5, 400)))


def _later(dice: random.Random, at: datetime, now: datetime, most: int) -> datetime:
    return min(at + timedelta(minutes=dice.randrange(3, most)), now)
