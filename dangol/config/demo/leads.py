"""Leads of the demo company: what the web form and calls brought lately, and what came of it."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dangol.accounts.models import User
from dangol.kit.search import search_text
from dangol.sales.leads.scoring import learn, score_of
from dangol.sales.leads.services import write_form, write_rule
from dangol.sales.models import Lead, LeadHandoff

SEED, MANY = 31, 28
NAMES = ("한소리", "오하람", "서이든", "문가온", "배나래", "임다솔", "권한결", "조아라")
COMPANIES = ("", "새물결 카페", "가람 베이커리", "온누리 호텔", "나무그늘 식당", "")
TEXTS = (
    "원두 견적을 받고 싶습니다.",
    "매장 세 곳에 머신을 놓으려 합니다. 방문 상담을 부탁드립니다. 이번 달 안에 정하려고 합니다.",
    "",
    "창업을 준비하고 있습니다. 교육도 함께 되나요?",
)
REGIONS = ("서울특별시", "경기도", "부산광역시", "대전광역시", "")


def fill_leads(today: date) -> None:
    """Four weeks of leads: the older ones ended and taught the score, the newest wait."""
    people = list(User.objects.filter(roles__key="rep", is_active=True).order_by("pk"))
    form = write_form(
        None, name="상담 신청", intro="하루 안에 담당자가 연락드립니다.",
        thanks="고맙습니다. 하루 안에 연락드리겠습니다.", asks_email_consent=True, actor=None,
        privacy="이름·연락처·문의 내용을 상담에 쓰고 1년 뒤 지웁니다.",
    )  # fmt: skip
    if people:
        write_rule(None, name="모든 문의", people=people, actor=None)
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    for number in range(MANY):
        lead = _lead(dice, number, today, people)
        lead.form = form if lead.way == "web" else None
        lead.save()
        if lead.given_at:
            _handed(lead, lead.given_at, number)
        if lead.status == "dropped":
            learn(lead, "lost")
        elif lead.status == "converted":
            learn(lead, "won")
    for lead in Lead.objects.all():
        Lead.objects.filter(pk=lead.pk).update(score=score_of(lead).percent)


def _handed(lead: Lead, at: datetime, number: int) -> None:
    """Each was handed over once, and taken after some minutes or hours, unless it waits."""
    taken = at + timedelta(minutes=7 + 41 * (number % 6))
    waits = lead.status == "given"
    LeadHandoff.objects.create(
        lead=lead, owner=lead.owner, given_at=at, accepted_at=None if waits else taken,
        answer="waiting" if waits else "accepted",
    )  # fmt: skip
    if not waits:
        lead.accepted_at = taken
    if not lead.is_open:
        lead.ended_at = taken + timedelta(days=1 + number % 3)
    lead.save()


def _lead(dice: random.Random, number: int, today: date, people: list[User]) -> Lead:
    age = MANY - number - 1
    at = timezone.make_aware(
        datetime.combine(today - timedelta(days=age), time(dice.randrange(9, 18), 12))
    )
    at = min(at, timezone.now() - timedelta(minutes=11))
    way = dice.choice(["web", "web", "web", "call", "referral"])
    status = (
        dice.choice(["converted", "dropped"]) if age > 9 else dice.choice(["given", "accepted"])
    )
    if age < 3 or not people:
        status = "new"
    name, company = dice.choice(NAMES), dice.choice(COMPANIES)
    phone = f"0105550{number:04}"
    return Lead(
        name=name, company=company, phone=phone, text=dice.choice(TEXTS), way=way,
        region=dice.choice(REGIONS), status=status, received_at=at,
        utm={"utm_source": "naver", "utm_medium": "cpc"} if way == "web" and number % 2 else {},
        owner=None if status == "new" else dice.choice(people),
        given_at=None if status == "new" else at,
        touched_at=at + timedelta(minutes=dice.randrange(6, 400)) if age > 5 else None,
        reason="예산이 맞지 않음" if status == "dropped" else "",
        search=search_text(name, company, phone),
    )  # fmt: skip
