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
from dangol.sales.models import Deal, Lead, WinBack
from dangol.sales.pipeline.services import win_deal, write_rival
from dangol.sales.pipeline.setup import first_stage
from dangol.sales.winback.services import give_up, win_back

SEED = 31
RIVALS = {
    "북촌빈스": ("스페셜티 원두가 강하고 납기가 느림", "kg당 2,000원쯤 높음"),
    "한강커피상사": ("전국 당일 배송, 원두 종류가 적음", "kg당 1,500원 낮음"),
    "라떼렌탈": ("머신 무상 임대, 약정 3년", "월 임대료 9만 원"),
}
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
        if lead.owner:
            at = lead.given_at + timedelta(hours=3)
            return_lead(lead, reason="담당 지역이 아님", at=at, actor=lead.owner)
