"""The live chat of the demo company: one site, and talks that wait, run and are over."""

from datetime import datetime, timedelta

from django.utils import timezone

from dangol.accounts.models import User
from dangol.chat.bot import take_verdict
from dangol.chat.identity import caller_of
from dangol.chat.models import ChatSite, Conversation
from dangol.chat.queue import claim_chat, close_chat
from dangol.chat.saying import Scene, Words
from dangol.chat.scoring import score_chat
from dangol.chat.services import join_customer
from dangol.chat.talking import answer_visitor, hear_visitor
from dangol.customers.models import Customer

SITE = "봄결커피"
# minutes ago, page, what is said in turn (visitor first), and how it stands
TALKS = (
    (2, "grinders/g38", ("가정용 그라인더 추천해 주세요. 두 사람이 마셔요.",), "waiting"),
    (1, "cart", ("배송비가 얼마예요?",), "waiting"),
    (12, "my/subscription", (
        "12월에 한 달 집을 비워서 정기구독을 한 번 쉬고 싶어요.",
        "그럼요! 12월 8일과 22일 배송을 모두 쉬어 드릴까요?",
        "네 좋아요. 1월에는 디카페인으로 바꿀 수 있나요?",
    ), "open"),
    (26, "parts", ("M2 물탱크 부품 재고 있나요?", "두 개 있습니다. 오늘 보내 드릴까요?"), "open"),
    (95, "beans", ("단체 주문은 할인되나요?", "열 봉부터 10%입니다.", "고맙습니다!"), "closed"),
    (180, "class", ("클래스 시간을 바꾸고 싶어요.", "토요일 11시로 옮겼습니다.", "네!"), "closed"),
)  # fmt: skip

# days ago: talks of the last weeks, each about something of the ones above that are over
EARLIER = (1, 2, 4, 6, 8, 11, 13, 18)

# minutes ago, what the help answers, whether that was enough
ASKED_THE_HELP = (
    (130, "배송비는 얼마인가요?", True), (210, "배송 조회는 어디서 하나요?", True),
    (8, "주문을 취소하고 싶은데 배송지 변경도 되나요?", False),
)  # fmt: skip


def fill_chats() -> None:
    """One site, its talks, and questions the public help answered; some visitors are known."""
    site, _made = ChatSite.objects.get_or_create(
        name=SITE,
        defaults={
            "key": "bomgyeol-demo",
            "origins": "https://www.bomgyeol.example",
            "greeting": "안녕하세요, 봄결커피입니다. 무엇을 도와드릴까요?",
            "greeting_en": "Hello, this is Bomgyeol Coffee. How can we help?",
            "away": "지금은 상담 시간이 아닙니다. 남겨 주시면 메일로 답해 드립니다.",
            "away_en": "We are away right now. Leave a message and we will answer by e-mail.",
            "consent": "상담을 위해 대화 내용과 연락처를 3년 동안 보관합니다.",
            "consent_en": "We keep this conversation and your contact for 3 years to help you.",
            "keeps_hours": False,  # so that it can be tried at night
        },
    )
    agent = User.objects.get(username="agent")
    people = list(Customer.objects.filter(kind=Customer.Kind.PERSON).order_by("pk")[:20])
    now = timezone.now()
    for number, talk in enumerate(TALKS):
        known = people[number * 3] if number in (2, 3, 4) and len(people) > 12 else None
        _talk(site, number, talk, agent, known, now)
    over = [talk for talk in TALKS if talk[3] == "closed"]
    for number, days in enumerate(EARLIER, start=len(TALKS)):
        minutes, page, said, status = over[number % len(over)]
        earlier = (minutes + days * 1_440 + 50 * number, page, said, status)
        _talk(site, number, earlier, agent, None, now)
    ChatSite.objects.filter(pk=site.pk).update(bot_is_on=True)
    site.refresh_from_db()
    for number, (minutes, question, helped) in enumerate(ASKED_THE_HELP):
        caller = caller_of(site, token=f"demo-helped-{number:031}")
        at = now - timedelta(minutes=minutes)
        hear_visitor(site, caller, Words("0", question), at=at)
        chat = Conversation.objects.filter(visitor__key=caller.key).latest("pk")
        if chat.bot_at:
            take_verdict(site, caller, helped=helped, at=at + timedelta(seconds=50))


def _talk(
    site: ChatSite, number: int, talk: tuple[int, str, tuple[str, ...], str], agent: User,
    known: Customer | None, now: datetime,
) -> None:  # fmt: skip
    minutes, page, said, status = talk
    at = now - timedelta(minutes=minutes)
    caller = caller_of(site, token=f"demo-visitor-{number:030}")
    scene = Scene(f"https://www.bomgyeol.example/{page}")
    hear_visitor(site, caller, Words("0", said[0]), at=at, scene=scene)
    chat = Conversation.objects.filter(visitor__key=caller.key).latest("pk")
    if known:
        chat = join_customer(chat, known, actor=agent)
    if status != "waiting":
        chat = claim_chat(chat, at=at, actor=agent)
    for turn, text in enumerate(said[1:], 1):
        at += timedelta(seconds=40)
        words = Words(str(turn), text)
        if turn % 2:
            answer_visitor(chat, words, at=at, actor=agent)
        else:
            hear_visitor(site, caller, words, at=at, scene=scene)
    if status == "closed":
        close_chat(chat, at=at + timedelta(minutes=1), actor=agent)
        asked = chat.messages.filter(survey__isnull=False).latest("pk")
        score_chat(site, caller, number=asked.number or 0, score=5 - number % 2, at=at)
