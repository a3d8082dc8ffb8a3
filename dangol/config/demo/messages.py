"""Messages of the demo company: a sender, consents in step, a few dispatches with reactions.

Everything goes through the fakes and through the gate itself, so refusals are real ones.
"""

import random
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.utils import timezone

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.config.demo.byhand import fill_by_hand
from dangol.customers.models import Customer
from dangol.messaging.content import Content
from dangol.messaging.models import Channel, Dispatch, Message, Reaction
from dangol.messaging.outbox.delivery import deliver
from dangol.messaging.outbox.services import recount, send
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.senders.services import check_do_not_call, make_sender, write_processor

SEOUL = ZoneInfo("Asia/Seoul")
SEED = 11
MANY = 300
NEWS = (
    "<h1>봄결커피 11월 소식</h1><p>#{호칭}, 안녕하세요.</p>"
    "<p>겨울 블렌드가 나왔습니다. 이번 주에는 두 봉 이상 사시면 드립백을 함께 넣어 드립니다.</p>"
    '<p><a href="https://bom.example/winter">겨울 블렌드 보기</a> · '
    '<a href="https://bom.example/classes">커피 교실 신청</a></p>'
)


def fill_messages() -> None:
    """Write them; the same every time for the same day."""
    now = timezone.now()
    sender = make_sender(
        actor=None,
        name="봄결커피",
        phone="02-1234-5678",
        optout_number="080-123-4567",
        email="hello@bom.example",
        address="서울 마포구 동교로27길 12",
    )
    write_processor(
        None, name="예시문자", task="문자·알림톡 발송", certificate="예시 제1호", actor=None
    )
    check_do_not_call([], checked_on=timezone.localdate(), at=now, actor=None, note="예시")
    preferences.put(MessagingPreferences(track_opens=True, track_clicks=True), actor=None)
    author = User.objects.filter(username="leader").first()
    reachable = Customer.objects.filter(phone__startswith="010").exclude(email="")
    people = list(reachable.order_by("pk").values_list("pk", flat=True)[:MANY])
    morning = datetime.combine(timezone.localdate() - timedelta(days=3), time(10), SEOUL)
    acts = [
        ("ad", "email", Content(subject="11월 소식과 겨울 블렌드", html=NEWS), 3, "소식지"),
        ("ad", "sms", Content(text="겨울 블렌드 출시! 이번 주 두 봉에 드립백 증정"), 2, "신상품"),
        (
            "info",
            "sms",
            Content(text="#{고객명}님, 30일은 물류 점검으로 쉽니다."),
            1,
            "안내",
        ),
    ]
    for kind, medium, content, days, purpose in acts:
        at = morning + timedelta(days=3 - days)
        dispatch = send(
            people, kind=kind, medium=medium, content=content, actor=author, sender=sender,
            source=f"demo:{purpose}", at=at, purpose=purpose, confirmed=True,
        )  # fmt: skip
        channel = Channel.objects.get(sender=sender, medium=medium)
        deliver(channel.pk, clock=partial(_same, at))
        _react(dispatch, at)
    fill_by_hand(sender)


def _same(at: datetime) -> datetime:
    return at


def _react(dispatch: Dispatch, at: datetime) -> None:
    """Some open, fewer click, a machine or two looks in."""
    if dispatch.medium != "email":
        return
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    rows, links = [], dispatch.links.count()
    for message in dispatch.messages.filter(status="sent").order_by("pk"):
        chance = dice.random()
        opened = at + timedelta(minutes=dice.randint(5, 2_000))
        if chance < 0.1:
            rows.append(Reaction(message=message, kind="open", at=at, robot=True))
        if chance < 0.45:
            rows.append(Reaction(message=message, kind="open", at=opened))
            Message.objects.filter(pk=message.pk).update(opened_at=opened)
        if chance < 0.12 and links:
            clicked = opened + timedelta(minutes=2)
            number = dice.randrange(links)
            rows.append(Reaction(message=message, kind="click", at=clicked, link_number=number))
            Message.objects.filter(pk=message.pk).update(clicked_at=clicked)
    Reaction.objects.bulk_create(rows)
    recount(dispatch)
