"""The VOC of the demo company: two months of voices, some to be judged, two improvements."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.voc.collecting import collect
from dangol.voc.improving import change_improvement, plan_improvement
from dangol.voc.models import Voice
from dangol.voc.services import hear_voice

SEED = 93
COUNT = 80
# kind, cause, severity, channel, what was said; `NEW` ones only in the last month
VOICES = (
    ("complaint", "delivery", 1, "phone", "오전 배송이 자꾸 점심때 와요. 아침 장사를 못 합니다."),
    ("complaint", "quality", 2, "phone", "그라인더 소음이 심해져서 손님들이 쳐다봅니다."),
    ("complaint", "service", 1, "chat", "상담 전화 연결이 너무 오래 걸려요."),
    ("complaint", "price", 1, "email", "청구서 금액이 지난달과 왜 다른지 설명이 없네요."),
    ("inquiry", "usage", 0, "phone", "정기구독을 한 달만 쉬려면 어떻게 하나요?"),
    ("inquiry", "price", 0, "web", "열 봉 이상 사면 할인이 되나요?"),
    ("inquiry", "usage", 0, "chat", "머신 필터는 얼마나 자주 바꿔야 하나요?"),
    ("inquiry", "delivery", 0, "phone", "제주도도 새벽 배송이 되나요?"),
    ("praise", "service", 0, "survey", "기사님이 정말 친절하게 설명해 주셨어요. 고맙습니다."),
    ("praise", "quality", 0, "survey", "디카페인인데도 향이 좋아서 손님들이 먼저 찾아요."),
    ("praise", "service", 0, "visit", "급할 때 부품을 바로 가져다주셔서 살았습니다."),
    ("proposal", "channel", 0, "web", "앱에서 배송 날짜를 직접 바꿀 수 있으면 좋겠어요."),
    ("proposal", "quality", 0, "survey", "드립백에 볶은 날짜를 크게 적어 주세요."),
    ("proposal", "usage", 0, "email", "머신 청소 방법을 영상으로도 보여 주시면 좋겠습니다."),
)  # fmt: skip
NEW = (
    ("complaint", "quality", 2, "phone", "새 포장 봉투가 잘 찢어져서 원두가 쏟아졌어요."),
    ("complaint", "quality", 1, "email", "포장 지퍼가 안 닫혀요. 예전 봉투가 나았습니다."),
    ("complaint", "quality", 1, "chat", "봉투 지퍼가 또 떨어졌어요. 포장 바꾸고 계속 이래요."),
    ("proposal", "quality", 0, "survey", "포장 봉투를 예전 것으로 되돌려 주세요."),
)
WRITERS = ("블로그 댓글", "매장 손님")


def fill_voices(today: date) -> None:
    """Some 80 voices of customers and strangers; the tickets of a week wait to be judged."""
    now = timezone.now()
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    people = {user.username: user for user in User.objects.all()}
    causes = {code.key: code for code in Code.objects.filter(group="voc_cause")}
    customers = list(Customer.objects.order_by("pk").select_related("grade")[:400])
    for number in range(COUNT):
        days = dice.randrange(0, 60)
        pool = NEW if days < 30 and dice.random() < 0.4 else VOICES
        kind, cause, severity, channel, text = dice.choice(pool)
        customer = dice.choice(customers) if customers and number % 9 else None
        hear_voice(
            text=text, kind=kind, cause=causes.get(cause), severity=severity, channel=channel,
            customer=customer, writer="" if customer else WRITERS[number % 2],
            occurred_at=_moment(dice, today - timedelta(days=days), now),
            source=f"demo:{number}", actor=people["agent"],
        )  # fmt: skip
    collect(now - timedelta(days=7), now)
    _improve(people, today, now)


def _moment(dice: random.Random, day: date, now: datetime) -> datetime:
    at = timezone.make_aware(datetime.combine(day, time(dice.randrange(9, 18), dice.randrange(60))))
    return min(at, now - timedelta(minutes=dice.randrange(5, 300)))


def _improve(people: dict[str, User], today: date, now: datetime) -> None:
    accepted = Voice.objects.filter(state=Voice.State.ACCEPTED).select_related("customer")
    plan_improvement(
        title="원두 봉투의 지퍼와 접착을 바꾸기",
        text="11월에 바꾼 봉투에서 찢어짐과 지퍼 불량이 이어집니다. 두 공급처의 견본을 시험합니다.",
        owner=people["leader"],
        due_on=today + timedelta(days=14),
        voices=accepted.filter(text__contains="포장"),
        actor=people["agent"],
    )
    done = plan_improvement(
        title="머신 청소 영상 만들기",
        owner=people["agent"],
        due_on=today - timedelta(days=3),
        voices=accepted.filter(text__contains="청소"),
        actor=people["agent"],
    )
    change_improvement(
        done, state="done", result="3분짜리 청소 영상을 설명서 QR에 넣었습니다.",
        at=now - timedelta(days=2), actor=people["agent"],
    )  # fmt: skip
