"""What the demo company's people mean to sell next, and where each of them works."""

import random
from datetime import date, timedelta

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.sales.models import Deal, PlannedSale
from dangol.sales.territories.services import write_territory

SEED, MANY = 41, 24
NEXT = (
    ("2호점 원두 납품", "more", 2_400_000), ("그라인더 교체", "upsell", 5_800_000),
    ("연간 원두 계약 갱신", "renewal", 18_000_000), ("종이컵 정기 주문", "cross", 900_000),
)  # fmt: skip

TERRITORIES = (
    ("호텔·숙박", (), ("숙박",)), ("서울", ("서울",), ()), ("경기·인천", ("경기", "인천"), ()),
    ("영남", ("부산", "대구", "울산", "경남", "경북"), ()), ("그 밖", (), ()),
)  # fmt: skip


def fill_territories() -> None:
    """Five territories, shared by the reps in turn."""
    people = list(User.objects.filter(roles__key="rep", is_active=True).order_by("pk").distinct())
    for order, (name, regions, industries) in enumerate(TERRITORIES if people else ()):
        write_territory(
            None, name=name, order=order, regions=regions, industries=list(industries),
            people=[people[order % len(people)]], actor=None,
        )  # fmt: skip


def fill_plans(today: date) -> None:
    """Customers who bought lately, and what they may buy in the half year to come."""
    won = Deal.objects.filter(status="won").order_by("-closed_on", "-pk").values("customer")
    rows = Customer.objects.filter(pk__in=won[: MANY * 2], owner__isnull=False).order_by("pk")
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    plans = []
    for pk, owner in rows.values_list("pk", "owner_id")[:MANY]:
        title, kind, amount = dice.choice(NEXT)
        plans.append(
            PlannedSale(
                customer_id=pk, owner_id=owner, title=title, kind=kind, amount=amount,
                due_on=today + timedelta(days=dice.randrange(2, 180)),
            )
        )  # fmt: skip
    PlannedSale.objects.bulk_create(plans)
