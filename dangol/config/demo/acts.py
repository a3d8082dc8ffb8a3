"""Half a year of the demo company's activities: calls, visits and mails, and what is to be done."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from dangol.activities.acts.kinds import KINDS, PRESETS, PURPOSES
from dangol.activities.acts.signals import MARKED, SIGNALS
from dangol.activities.acts.timeline import ENTRY
from dangol.activities.acts.times import times_of
from dangol.activities.models import Activity, Entry
from dangol.codes.calendar.queries import next_business_day
from dangol.codes.models import Code
from dangol.config.demo.writing import at
from dangol.customers.models import Customer

SEED = 20261128
DAYS = 180
MOST = 20_000  # customers with activities; the rest of a million were never met
BATCH = 1_000
# kind, purpose, text, result: what somebody selling coffee writes down
DONE = (
    ("call", "care", "원두 재고 확인. 다음 주 초에 소진 예정이라고 하심.", "추가 주문 예정"),
    ("call", "pipeline", "정기납품 단가 문의. 월 30kg 기준으로 다시 안내함.", "검토 중"),
    ("call", "new_deal", "소개로 연락 주심. 매장 규모와 예상 사용량을 들음.", "관심 있음"),
    ("call", "care", "그라인더 소음 문의. 버 교체 주기를 설명함.", "해결"),
    ("call", "none", "자리에 안 계심. 메모 남김.", "부재중"),
    ("call", "lead_gen", "전시회에서 받은 명함으로 안부 전화.", "자료 요청"),
    ("visit", "pipeline", "매장 실측. 머신 자리와 전기 용량 확인.", "설치 가능"),
    ("visit", "care", "정기 점검 방문. 추출 시간 조정.", "만족"),
    ("visit", "new_deal", "시음 진행. 산미 낮은 쪽을 선호하심.", "견적 요청"),
    ("meeting", "pipeline", "대표님과 연간 납품 조건 협의.", "조건 합의"),
    ("meeting", "care", "분기 리뷰. 신메뉴 원두 제안.", "시음 예정"),
    ("mail", "pipeline", "견적서와 원산지 증명서를 보냄.", ""),
    ("mail", "care", "겨울 블렌드 안내와 시음 일정 보냄.", ""),
    ("mail", "lead_gen", "회사 소개서를 보냄.", ""),
    ("sms", "care", "배송 일정 안내.", ""),
    ("quote", "pipeline", "정기납품 견적서 작성.", "제출"),
    ("todo", "not_sales", "거래처 계산서 정보 정리.", ""),
    ("post", "care", "감사 카드와 샘플 발송.", ""),
    ("fax", "not_sales", "발주서 수신 확인.", ""),
)
# words of those texts that tell of the market, and the signal they are marked with
TELLING = (
    ("단가 문의", "price"), ("산미 낮은", "demand"), ("소음 문의", "quality"),
    ("연간 납품", "growth"), ("신메뉴", "demand"), ("소개로 연락", "growth"),
)  # fmt: skip
WEIGHTS = (16, 12, 8, 6, 7, 4, 6, 7, 4, 4, 3, 7, 5, 3, 8, 4, 2, 2, 1)
TODO = (
    ("call", "pipeline", "단가 회신"),
    ("call", "care", "안부 전화"),
    ("visit", "care", "정기 점검 방문"),
    ("quote", "pipeline", "견적서 v2 보내기"),
    ("meeting", "pipeline", "납품 조건 협의"),
    ("mail", "new_deal", "회사 소개서 보내기"),
    ("todo", "not_sales", "세금계산서 사업자번호 확인"),
)


def fill_acts(today: date) -> None:
    """Write activities for the customers met lately, and to-dos around today."""
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    codes = {code.key: code for code in Code.objects.filter(group__in=(KINDS, PURPOSES))}
    since = at(today - timedelta(days=DAYS))
    met = Customer.objects.filter(owner__isnull=False, last_contact_at__gte=since)
    columns = ("pk", "owner_id", "last_contact_at")
    customers = met.order_by("pk").values_list(*columns)[:MOST]
    batch: list[Activity] = []
    for customer in customers.iterator(chunk_size=BATCH):
        batch += _acts_of(customer, codes, today, dice)
        if len(batch) >= BATCH:
            _write(batch)
            batch = []
    _write(batch)


def _acts_of(
    customer: tuple[int, int, datetime], codes: dict[str, Code], today: date, dice: random.Random
) -> Iterator[Activity]:
    pk, owner_id, last = customer
    moment, floor = last, at(today - timedelta(days=DAYS))
    for _n in range(dice.choices((1, 2, 3, 4, 6), (30, 28, 20, 14, 8))[0]):
        if moment < floor:
            break
        yield _done(pk, owner_id, moment, codes, dice)
        moment -= timedelta(days=dice.randint(4, 40), minutes=5 * dice.randint(-30, 30))
    if dice.random() < 0.16:
        yield _todo(pk, owner_id, codes, today, dice)


def _done(
    pk: int, owner_id: int, moment: datetime, codes: dict[str, Code], dice: random.Random
) -> Activity:
    kind, purpose, text, result = dice.choices(DONE, WEIGHTS)[0]
    usual = PRESETS[kind].minutes
    now = timezone.now()
    moment = min(moment, now)
    delay = timedelta(hours=dice.choices((0, 3, 26, 50), (70, 18, 9, 3))[0])
    return Activity(
        customer_id=pk,
        owner_id=owner_id,
        created_by_id=owner_id,
        kind=codes[kind],
        purpose=codes[purpose],
        direction="in" if dice.random() < 0.25 else "out",
        text=text,
        result=result,
        minutes=max(1, round(usual * dice.uniform(0.5, 1.8))),
        status=Activity.Status.DONE,
        occurred_at=moment,
        recorded_at=min(moment + delay, now),
    )


def _todo(
    pk: int, owner_id: int, codes: dict[str, Code], today: date, dice: random.Random
) -> Activity:
    kind, purpose, title = dice.choice(TODO)
    days = dice.choices((-9, -3, -1, 0, 1, 2, 4, 7, 12), (3, 5, 7, 24, 16, 14, 14, 10, 7))[0]
    day = today + timedelta(days=days)
    day = next_business_day(day) if days > 0 else day
    due: Any = at(day, dice.randint(9, 17)) if dice.random() < 0.4 else day
    return Activity(
        customer_id=pk,
        owner_id=owner_id,
        created_by_id=owner_id,
        kind=codes[kind],
        purpose=codes[purpose],
        title=title,
        priority=dice.choices((1, 2, 3), (5, 80, 15))[0],
        **times_of(due)._asdict(),
    )


def _write(batch: list[Activity]) -> None:
    Activity.objects.bulk_create(batch)
    _mark(batch)
    Entry.objects.bulk_create(
        Entry(
            customer_id=row.customer_id or 0,
            kind=ENTRY,
            at=row.occurred_at,
            actor_id=row.owner_id,
            activity=row,
        )
        for row in batch
        if row.occurred_at
    )


def _mark(batch: list[Activity]) -> None:
    signals = dict(Code.objects.filter(group=SIGNALS).values_list("key", "pk"))
    MARKED.objects.bulk_create(
        MARKED(activity=row, code_id=signals[key])
        for row in batch
        for words, key in TELLING
        if row.occurred_at and words in row.text
    )
