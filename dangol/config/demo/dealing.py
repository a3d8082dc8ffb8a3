"""Around the demo company's deals and orders: competitors, a metered contract, issued papers."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.services import register_customer
from dangol.orders.entry.services import Entered, enter_contract
from dangol.orders.models import Contract, Order
from dangol.orders.money.queries import account_of
from dangol.orders.papers.issuing import print_account, print_statement
from dangol.orders.subscriptions.usage import UsageGiven, write_usage
from dangol.sales.leads.services import return_lead
from dangol.sales.models import Deal, DealRival, Lead, WinBack
from dangol.sales.pipeline.services import win_deal, write_person, write_rival
from dangol.sales.pipeline.setup import first_stage
from dangol.sales.rivals.services import note_move
from dangol.sales.winback.services import give_up, win_back

SEED = 31
RIVALS = {
    "북촌빈스": ("스페셜티 원두가 강하고 납기가 느림", "kg당 2,000원쯤 높음"),
    "한강커피상사": ("전국 당일 배송, 원두 종류가 적음", "kg당 1,500원 낮음"),
    "라떼렌탈": ("머신 무상 임대, 약정 3년", "월 임대료 9만 원"),
}
MOVES = (
    ("price", "첫해 원두를 kg당 1,500원 내려 준다고 제안함", "고객 구매 담당의 말"),
    ("visit", "영업 임원이 직접 와서 시음회를 열어 줌", "고객의 말"),
    ("campaign", "카페쇼에서 머신을 석 달 무료로 빌려주는 행사", "전시회"),
    ("price", "3년 약정이면 머신 임대료를 받지 않음", "고객이 보여 준 견적서"),
    ("product", "디카페인 블렌드 두 가지를 새로 냄", "홈페이지"),
    ("visit", "점검을 핑계로 매달 들러 재계약 이야기를 함", "점장의 말"),
    ("care", "포인트 10% 멤버십을 시작함", "문자 광고"),
    ("price", "월 100kg이 넘으면 배송비를 받지 않음", "고객의 말"),
    ("campaign", "창업 박람회 계약 고객에게 교육 무료", "전단"),
)
CENTRE = (
    ("decider", 5, "neutral", "가격보다 납기를 봄"),
    ("champion", 3, "for", "시음에서 가장 좋아함"),
    ("user", 2, "unknown", ""),
    ("influencer", 4, "against", "지금 업체와 오래 거래함"),
)
MOST = 36


def fill_rivals() -> None:
    """Three competitors, met in the largest deals; some were lost to them."""
    boss = User.objects.filter(username="leader").first()
    companies = [
        register_customer(
            name=name, kind=Customer.Kind.COMPANY, owner=boss, actor=None, source_note="경쟁사"
        )
        for name in RIVALS
    ]
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    for deal in Deal.objects.select_related("lost_reason").order_by("-amount", "pk")[:MOST]:
        met = dice.sample(companies, dice.choice((1, 1, 2)))
        for company in met:
            strength, price = RIVALS[company.name]
            write_rival(
                deal, None, competitor=company, strength=strength, price_note=price, actor=None
            )
        if deal.lost_reason and deal.lost_reason.key == "rival":
            Deal.objects.filter(pk=deal.pk).update(lost_to=met[0])


def fill_centres() -> None:
    """Who decides on the largest open deals, and where they stand."""
    deals = Deal.objects.filter(status="open", customer__kind="company").order_by("-amount", "pk")
    for n, deal in enumerate(deals[:MOST]):
        people = Customer.objects.filter(affiliations__company=deal.customer_id).order_by("pk")
        for k, person in enumerate(people.distinct()[: len(CENTRE)]):
            role, influence, stance, note = CENTRE[(n + k) % len(CENTRE)]
            write_person(deal, None, person=person, role=role, influence=influence, stance=stance,
                         note=note, actor=None)  # fmt: skip


def fill_moves(today: date) -> None:
    """What the three were seen doing in the last months: of some we only heard, some at a deal."""
    boss = User.objects.get(username="leader")
    rivals = list(Customer.objects.filter(name__in=RIVALS).order_by("name"))
    deals = DealRival.objects.select_related("deal__customer", "deal__owner", "competitor")
    for n, (kind, text, source) in enumerate(MOVES):
        seen_on = today - timedelta(days=3 + 8 * n)
        if kind in ("campaign", "product", "care"):
            note_move(competitor=rivals[n % len(rivals)], kind=kind, text=text, source=source,
                      seen_on=seen_on, today=today, owner=boss, actor=None)  # fmt: skip
        elif met := deals.filter(deal__status="open").order_by("-deal__amount", "pk")[n : n + 1]:
            note_move(competitor=met[0].competitor, kind=kind, text=text, source=source,
                      seen_on=seen_on, today=today, owner=met[0].deal.owner, deal=met[0].deal,
                      actor=None)  # fmt: skip


def fill_usage(today: date) -> None:
    """One customer rents a machine and pays by the cup, since three months."""
    other = Contract.objects.select_related("customer", "owner").order_by("pk").first()
    if other is None:
        return
    starts_on = (today.replace(day=1) - timedelta(days=62)).replace(day=1)
    contract = enter_contract(
        other.customer, title="머신 임대와 잔 수 요금", owner=other.owner, actor=None, today=today,
        starts_on=starts_on, billing_day=1,
        lines=[Entered("2구 머신 임대", Decimal(1), Decimal(89_000)),
               Entered("추출 잔 수", Decimal(1), Decimal(120), is_metered=True)],
    )  # fmt: skip
    line = contract.lines.get(is_metered=True)
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    weeks = range(6, (today - starts_on).days, 7)
    given = [
        UsageGiven(line.pk, starts_on + timedelta(days=n), Decimal(dice.randrange(380, 720)),
                   f"IOT-{n:03}", "머신 계수기")
        for n in weeks
    ]  # fmt: skip
    write_usage(given, today=today, actor=None)


def fill_issues(today: date) -> None:
    """The last orders' 거래명세서 were printed, and the account of two customers."""
    rows = Order.objects.select_related("customer", "owner").order_by("-ordered_on", "pk")
    for n, order in enumerate(rows[:6]):
        day = min(today, order.ordered_on + timedelta(days=1))
        at = timezone.make_aware(datetime.combine(day, time(9 + n, 20)))
        print_statement(order, at=at, actor=order.owner)
        if n % 3 == 0:
            account = account_of(order.customer, since=today - timedelta(days=90), until=today)
            print_account(account, at=at, actor=order.owner)


def fill_ends(today: date) -> None:
    """Some customers came back or were given up; some leads were sent back, some became wins."""
    for n, row in enumerate(WinBack.objects.order_by("pk")[:9]):
        day = today - timedelta(days=6 + 9 * n)
        at = timezone.make_aware(datetime.combine(day, time(14)))
        row = WinBack.objects.select_related("customer", "deal", "owner").get(pk=row.pk)
        if n % 3 == 2:
            give_up(row, note="다른 곳과 2년 계약을 맺음", on=day, actor=row.owner)
        else:
            win_back(row, stage=first_stage(), at=at, on=day, actor=row.owner)
    turned = Deal.objects.filter(leads__isnull=False, status="open").select_related("owner")
    for deal in turned.order_by("pk").distinct()[:3]:
        win_deal(deal, on=today, at=timezone.make_aware(datetime.combine(today, time(9))),
                 actor=deal.owner)  # fmt: skip
    for lead in Lead.objects.filter(status="given").order_by("pk")[:2]:
        if lead.owner and lead.given_at:
            back = lead.given_at + timedelta(hours=3)
            return_lead(lead, reason="담당 지역이 아님", at=back, actor=lead.owner)
