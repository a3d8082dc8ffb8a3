"""Deals of the demo company: open ones in every stage, and two years of won and lost ones."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.kit.search import search_text
from dangol.sales.models import Deal, DealState, Stage
from dangol.sales.pipeline.setup import first_pipeline
from dangol.sales.winback.services import begin_win_back

SEED = 23
TITLES = {
    "new": ["원두 정기 납품", "에스프레소 머신 도입", "카페 창업 묶음", "사무실 커피 서비스"],
    "more": ["매장 추가 원두", "2호점 머신", "종이컵 추가 주문"],
    "cross": ["그라인더 함께 도입", "정기 점검 계약", "바리스타 교육"],
    "upsell": ["2구 머신으로 교체", "스페셜티 원두로 전환"],
    "renewal": ["연간 원두 계약 갱신", "점검 계약 갱신"],
}
AMOUNTS = (900_000, 1_800_000, 2_900_000, 4_800_000, 5_800_000, 7_200_000, 12_000_000, 26_000_000)
WIN_BACKS = 24
MOST_OPEN, MOST_CLOSED = 20_000, 60_000


def fill_deals(today: date) -> None:
    """About one customer in twenty has an open deal, one in seven a closed one."""
    pipeline = first_pipeline()
    stages = list(Stage.objects.filter(pipeline_id=pipeline).order_by("order"))
    open_stages = [row for row in stages if row.outcome == "open"]
    ends = {row.outcome: row for row in stages if row.outcome != "open"}
    reasons = list(Code.objects.filter(group="lost_reason").order_by("order"))
    rows = Customer.objects.filter(owner__isnull=False, kind="company").order_by("pk")
    companies = list(rows.values_list("pk", "owner_id", "name")[: (MOST_OPEN + MOST_CLOSED) * 2])
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    deals: list[Any] = []
    paths: list[list[tuple[Stage, datetime]]] = []
    for customer in companies:
        if dice.random() < 0.17 and len(deals) < MOST_OPEN + MOST_CLOSED:
            deal, path = _deal(dice, customer, today, open_stages, None, reasons)
            deals.append(deal)
            paths.append(path)
        if dice.random() < 0.45 and len(deals) < MOST_OPEN + MOST_CLOSED:
            won = dice.random() < 0.58
            end = ends["won" if won else "lost"]
            deal, path = _deal(dice, customer, today, open_stages, end, reasons)
            deals.append(deal)
            paths.append(path)
    for serial, deal in enumerate(deals, 1):
        deal.number = f"D-{deal.stage_since:%y}{serial:05}"
        deal.search = search_text(deal.title, deal.number, notes=(deal.customer_name,))
    Deal.objects.bulk_create(deals, batch_size=1_000)
    states = [
        DealState(
            deal=deal, at=at, until=after[1] if after else None, since=at, stage=stage,
            came_from=before[0] if before else None,
            stayed=(at - before[1]).total_seconds() if before else None,
            # a path only goes up; one that ends lost had come as far as the stage before
            furthest=before[0] if before and stage.outcome == "lost" else stage,
            begun_on=deal.opened_on,
            status=stage.outcome, amount=deal.amount, percent=stage.percent,
            expected_on=deal.expected_on, owner_id=deal.owner_id, actor_id=deal.owner_id,
        )
        for deal, path in zip(deals, paths, strict=True)
        for before, (stage, at), after in zip(
            [None, *path[:-1]], path, [*path[1:], None], strict=True
        )
    ]  # fmt: skip
    DealState.objects.bulk_create(states, batch_size=1_000)
    lost = Deal.objects.filter(status="lost").select_related("customer", "owner")
    for deal in lost.order_by("-closed_on", "-pk")[:WIN_BACKS]:
        begin_win_back(deal, on=deal.closed_on or today, actor=None)


def _deal(
    dice: random.Random, customer: tuple[int, int, str], today: date,
    open_stages: list[Stage], end: Stage | None, reasons: list[Code],
) -> tuple[Any, list[tuple[Stage, datetime]]]:  # fmt: skip
    pk, owner_id, name = customer
    kind = dice.choices(list(TITLES), [6, 2, 2, 1, 2])[0]
    reached = len(open_stages) if end and end.outcome == "won" else dice.randrange(1, 6)
    day = today - timedelta(days=dice.randrange(30, 700) if end else dice.randrange(3, 80))
    path: list[tuple[Stage, datetime]] = []
    for stage in open_stages[:reached]:
        path.append((stage, _at(dice, min(day, today))))
        day += timedelta(days=dice.randrange(3, 18))
    if end:
        day = min(day, today - timedelta(days=1))
        path.append((end, _at(dice, day)))
    last, since = path[-1]
    deal: Any = Deal(
        title=dice.choice(TITLES[kind]),
        customer_id=pk,
        kind=kind,
        pipeline_id=last.pipeline_id,
        stage=last,
        status=last.outcome,
        amount=dice.choice(AMOUNTS) * dice.choice((1, 1, 1, 2)),
        stage_since=since,
        owner_id=owner_id,
        created_by_id=owner_id,
        expected_on=None if end else today + timedelta(days=dice.randrange(-6, 75)),
        opened_on=timezone.localdate(path[0][1]),
        closed_on=timezone.localdate(since) if end else None,
        cycle_days=(since.date() - path[0][1].date()).days if end else None,
        forecast="commit" if last.percent == 85 else "best" if last.percent == 60 else "pipeline",
    )
    if end and end.outcome == "lost" and reasons:
        deal.lost_reason = dice.choice(reasons)
    deal.customer_name = name
    return deal, path


def _at(dice: random.Random, day: date) -> datetime:
    hour = time(dice.randrange(9, 18), dice.randrange(0, 60))
    return timezone.make_aware(datetime.combine(day, hour))
