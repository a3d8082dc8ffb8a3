"""Quotes of the demo company in every state: written, waiting for the leader, sent, answered."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from dangol.catalog.models import Product
from dangol.config.demo.dealing import fill_issues, fill_usage
from dangol.config.demo.refunds import fill_kinds, fill_refunds
from dangol.config.demo.seal import seal_picture
from dangol.config.demo.subscriptions import fill_subscriptions
from dangol.orders.models import Bill, Quote, QuoteStep
from dangol.orders.money.chances import count_chances
from dangol.orders.money.services import receive
from dangol.orders.orders.billing import run_billing
from dangol.orders.orders.services import order_quote
from dangol.orders.papers.services import set_seal
from dangol.orders.quotes.lines import LineGiven, add_free_line, add_lines, quote_deal
from dangol.orders.quotes.services import edit_quote, revise_quote
from dangol.sales.models import Deal

SEED = 31
BASKETS: dict[str, list[tuple[str, int, int, str]]] = {
    "beans": [
        ("BEAN-01", 18, 0, "monthly"), ("BEAN-21", 6, 0, "monthly"), ("CUP-12", 4, 0, "monthly"),
        ("FILT-01", 2, 0, "quarterly"),
    ],
    "machine": [
        ("MACH-M2", 1, 5, "once"), ("GRIND-G", 1, 5, "once"), ("FILT-01", 2, 0, "once"),
        ("EDU-01", 1, 0, "once"), ("CARE-01", 1, 0, "yearly"),
    ],
    "small": [("MACH-M1", 2, 0, "once"), ("BEAN-02", 24, 0, "once"), ("CLEAN-01", 6, 0, "once")],
}  # fmt: skip
# status, days ago it was written, discount of the first line (None: the basket's)
STATES: list[tuple[str, int, int | None]] = [
    ("draft", 0, None), ("draft", 1, 12), ("asked", 1, 15), ("approved", 2, 18), ("sent", 3, None),
    ("sent", 6, None), ("seen", 5, None), ("question", 4, None), ("declined", 12, None),
    ("expired", 30, None), ("revised", 9, None), ("sent", 13, None),
]  # fmt: skip
MOST, MOST_ORDERS = 36, 40


def fill_quotes(today: date) -> None:
    """A quote for some three dozen open deals, every state among them; and the company's seal."""
    set_seal(image=seal_picture(), actor=None)
    products = {row.code: row for row in Product.objects.exclude(code="")}
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    deals = Deal.objects.filter(status="open", owner__roles__key="rep")
    deals = deals.select_related("customer", "owner")
    for place, deal in enumerate(deals.order_by("-amount", "pk")[:MOST]):
        status, days, discount = STATES[place % len(STATES)]
        _quote(deal, products, dice, today - timedelta(days=days), status, discount)


def fill_orders(today: date) -> None:
    """Won deals of half a year were quoted, accepted, ordered, billed and mostly paid."""
    products = {row.code: row for row in Product.objects.exclude(code="")}
    dice = random.Random(SEED + 1)  # noqa: S311 - made-up data
    won = Deal.objects.filter(status="won", closed_on__gte=today - timedelta(days=240))
    for deal in won.select_related("customer", "owner").order_by("closed_on", "pk")[:MOST_ORDERS]:
        day = deal.closed_on or today
        _quote(deal, products, dice, day - timedelta(days=5), "seen", None)
        quote = deal.quotes.get()
        at = timezone.make_aware(datetime.combine(day, time(dice.randrange(9, 18), 40)))
        _step(quote, "accepted", at, name="구매 담당", address="203.0.113.7")
        Quote.objects.filter(pk=quote.pk).update(status="accepted", decided_at=at)
        quote.refresh_from_db()
        order_quote(quote, on=day, at=at, actor=None)
    fill_subscriptions(today)
    fill_usage(today)
    run_billing(today=today)
    for bill in Bill.objects.select_related("customer", "owner").order_by("due_on", "pk"):
        _pay(bill, dice, today)
    fill_refunds(today)
    fill_kinds(today)
    fill_issues(today)
    count_chances()


def _pay(bill: Bill, dice: random.Random, today: date) -> None:
    """Most pay in time, some late or in part, a few not at all."""
    luck = dice.random()
    day = bill.due_on - timedelta(days=dice.randrange(-12, 20))
    if luck > 0.82 or day > today or bill.left <= 0:
        return
    amount = bill.total if luck < 0.72 else bill.total // 2
    receive(
        bill.customer, amount=amount, on=day, owner=bill.owner, actor=None, bill=bill,
        note=dice.choice(("", "", "법인 통장", "월말 결제")),
    )  # fmt: skip


def _quote(
    deal: Deal, products: dict[str, Product], dice: random.Random, day: date, status: str,
    discount: int | None,
) -> None:  # fmt: skip
    quote = quote_deal(deal, on=day, actor=deal.owner)
    basket = BASKETS[dice.choice(list(BASKETS))]
    lines = [
        LineGiven(
            products[code], Decimal(count * dice.choice((1, 1, 2))), None, Decimal(off), cycle
        )
        for code, count, off, cycle in basket
    ]
    if discount is not None:
        lines[0] = lines[0]._replace(discount=Decimal(discount))
    add_lines(quote, lines, actor=deal.owner)
    if basket is BASKETS["machine"]:
        add_free_line(
            quote, name="설치와 배관", unit_price=Decimal(150_000), cost=Decimal(90_000),
            unit="식", actor=deal.owner,
        )  # fmt: skip
    quote = edit_quote(
        quote, cut=dice.choice((0, 100, 1_000)), actor=deal.owner,
        text="첫 달에는 시음 뒤 배전도를 바꾸실 수 있습니다.",
    )  # fmt: skip
    at = timezone.make_aware(datetime.combine(day, time(dice.randrange(9, 18), 20)))
    _walk(quote, status, at)


def _walk(quote: Quote, status: str, at: datetime) -> None:
    """Bring a draft to a state with the steps that lead there."""
    leader = quote.owner
    if status in ("asked", "approved"):
        _step(quote, "asked", at, by=leader, text="경쟁사 견적에 맞추려 합니다.")
    if status == "approved":
        _step(quote, "approved", at + timedelta(hours=2), text="연간 계약이면 좋습니다.")
    if status in ("draft", "asked", "approved"):
        Quote.objects.filter(pk=quote.pk).update(status=status)
        return
    _step(quote, "sent", at, by=leader, text="이메일")
    sent: dict[str, object] = {"status": "sent", "sent_at": at}
    later = at + timedelta(hours=5)
    if status in ("seen", "question", "declined", "revised"):
        _step(quote, "seen", later)
        sent["seen_at"] = later
    if status == "question":
        _step(quote, "question", later, name="구매 담당", text="설치는 며칠이나 걸립니까?")
    if status == "declined":
        _step(quote, "declined", later, name="구매 담당", text="올해 예산이 줄었습니다.")
        sent |= {"status": "declined", "decided_at": later}
    if status == "expired":
        sent["status"] = "expired"
    Quote.objects.filter(pk=quote.pk).update(**sent)
    if status == "revised":
        quote.refresh_from_db()
        revise_quote(quote, on=timezone.localdate(at), actor=quote.owner)


def _step(quote: Quote, kind: str, at: datetime, **values: object) -> None:
    QuoteStep.objects.create(quote=quote, kind=kind, at=at, **values)
