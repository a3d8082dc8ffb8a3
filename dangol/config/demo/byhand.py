"""A call list and letters of the demo company, half worked off: what people send themselves."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.messaging.byhand.services import (
    mark_declined,
    mark_returned,
    mark_sent,
    mark_unanswered,
)
from dangol.messaging.content import Content
from dangol.messaging.models import Dispatch, SenderProfile
from dangol.messaging.outbox.services import send

SEOUL = ZoneInfo("Asia/Seoul")
CALLS, LETTERS = 30, 40
SCRIPT = (
    "#{고객명}님, 연말 원두 납품 일정을 확인하려고 전화드렸습니다.\n"
    "1. 12월 휴무일이 있으신가요?\n2. 1월 첫 납품은 며칠이 좋으신가요?"
)
LETTER = (
    "#{고객명}님께\n\n한 해 동안 봄결커피를 찾아 주셔서 고맙습니다.\n"
    "12월 31일까지 쓰실 수 있는 시음권을 함께 넣었습니다.\n\n봄결커피 드림"
)


def fill_by_hand(sender: SenderProfile) -> None:
    """Write both as of yesterday morning, so that some calls and letters are still to do."""
    author = User.objects.get(username="leader")
    at = datetime.combine(timezone.localdate() - timedelta(days=1), time(10), SEOUL)
    called = Customer.objects.filter(phone__startswith="010", owner=author).order_by("pk")
    calls = _sent(called, CALLS, "voice", SCRIPT, "연말 납품 일정", author, sender, at)
    ids = list(calls.messages.order_by("pk").values_list("pk", flat=True))
    mark_sent(calls, ids[:9], at=at + timedelta(hours=1), actor=author)
    for pk in ids[9:12]:
        mark_unanswered(calls, pk, at=at + timedelta(hours=1), actor=author)
    if ids[12:]:
        mark_declined(calls, ids[12], at=at + timedelta(hours=1), actor=author)
    homes = Customer.objects.filter(addresses__isnull=False, kind="person").distinct()
    letters = _sent(
        homes.order_by("pk"), LETTERS, "post", LETTER, "연말 감사 편지", author, sender, at
    )
    ids = list(letters.messages.order_by("pk").values_list("pk", flat=True))
    mark_sent(letters, ids[:18], at=at + timedelta(hours=2), actor=author)
    mark_returned(letters, ids[:2], at=at + timedelta(hours=20), actor=author)


def _sent(  # noqa: PLR0913 - one for each thing that is asked
    customers: "QuerySet[Customer]", most: int, medium: str, text: str, purpose: str,
    author: User, sender: SenderProfile, at: datetime,
) -> Dispatch:  # fmt: skip
    people = list(customers.values_list("pk", flat=True)[:most])
    return send(
        people, kind="info", medium=medium, content=Content(text=text), actor=author,
        sender=sender, source=f"demo:{purpose}", at=at, title=purpose, purpose=purpose,
        confirmed=True,
    )  # fmt: skip
