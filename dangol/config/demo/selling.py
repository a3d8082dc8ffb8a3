"""What the demo company's people mean to sell next, and where each of them works."""

import random
from datetime import date, timedelta

from django.utils import timezone

from dangol.accounts.models import Department, Role, User
from dangol.config.demo.people import PASSWORD
from dangol.customers.models import Customer
from dangol.customers.parties.services import change_owner
from dangol.sales.dealers.services import (
    approve_registration,
    refuse_registration,
    register_deal,
    write_dealer,
)
from dangol.sales.models import Deal, PlannedSale
from dangol.sales.territories.services import place, write_territory

SEED, MANY = 41, 24
NEXT = (
    ("2호점 원두 납품", "more", 2_400_000), ("그라인더 교체", "upsell", 5_800_000),
    ("연간 원두 계약 갱신", "renewal", 18_000_000), ("종이컵 정기 주문", "cross", 900_000),
)  # fmt: skip

TERRITORIES = (
    ("호텔·숙박", (), ("숙박",)), ("서울", ("서울",), ()), ("경기·인천", ("경기", "인천"), ()),
    ("영남", ("부산", "대구", "울산", "경남", "경북"), ()), ("그 밖", (), ()),
)  # fmt: skip
DEALERS = (("강릉대리점", "dealer", "문가람"), ("제주대리점", "dealer2", "고한라"))
SALES = (
    ("바다안식당", "원두 정기 납품", 4_800_000), ("솔바람 카페", "머신 도입", 12_000_000),
    ("한라숲 펜션", "카페 창업 묶음", 9_600_000), ("오름베이커리", "그라인더 도입", 2_900_000),
)  # fmt: skip


def fill_dealers(today: date) -> None:
    """Two dealers with a few customers each; of their four deals one waits and one came back."""
    head = User.objects.filter(roles__key="admin").order_by("pk").first()
    role = Role.objects.filter(key="dealer").first()
    if head is None or role is None:
        return
    people = [_dealer(role, *row) for row in DEALERS]
    at = timezone.now()
    rows = [
        register_deal(
            customer_name=name, title=title, amount=amount, at=at - timedelta(days=20 - n),
            expected_on=today + timedelta(days=30 + n), actor=people[n // 2],
        )
        for n, (name, title, amount) in enumerate(SALES)
    ]  # fmt: skip
    for row in rows[:2]:
        approve_registration(row, at=at - timedelta(days=10), actor=head)
    refuse_registration(rows[2], reason="본사가 이미 상담하고 있습니다.", at=at, actor=head)


def _dealer(role: Role, name: str, username: str, person: str) -> User:
    place, _made = Department.objects.get_or_create(name=name)
    write_dealer(None, name=name, department=place, actor=None)
    user = User.objects.create_user(
        username, PASSWORD, name=person, department=place, position="대표",
        email=f"{username}@bomgyeol.example",
    )  # fmt: skip
    user.roles.add(role)
    region = "강원특별자치도 강릉시" if name.startswith("강릉") else "제주특별자치도"
    near = Customer.objects.filter(kind="company", region__startswith=region).order_by("pk")
    change_owner(Customer.objects.filter(pk__in=near.values("pk")[:12]), owner=user, actor=None)
    return user


def fill_territories() -> None:
    """Five territories, each shared by three of the reps."""
    people = list(User.objects.filter(roles__key="rep", is_active=True).order_by("pk").distinct())
    for order, (name, regions, industries) in enumerate(TERRITORIES if people else ()):
        write_territory(
            None, name=name, order=order, regions=regions, industries=list(industries),
            people=[people[(order + n) % len(people)] for n in range(3)], actor=None,
        )  # fmt: skip
    last = Customer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, 5_000):  # what the night does, so that lists are full at once
        place(Customer.objects.filter(pk__gte=start, pk__lt=start + 5_000))


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
