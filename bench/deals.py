"""What selling costs: per five customers one open deal and ten closed ones, a year of reports.

Where there are fewer customers than asked for, each has as many more deals: it is deals that cost.
"""

import json
import sys
import time
from datetime import date, timedelta
from types import SimpleNamespace

import django

django.setup()

from django.db import connection
from django.db.transaction import atomic
from django.urls import reverse
from django.utils import timezone

from bench.bare import bare_application
from bench.measure import Browser, Figures, timed, timed_in_turn
from bench.pages import signed_in
from bench.quick import numbers, rounds, without_indexes, writing_much
from dangol.accounts.models import User
from dangol.config import prepare
from dangol.sales.models import Deal, DealState, Pipeline, Stage
from dangol.sales.pipeline.queries import forget_pipelines
from dangol.sales.sums import ledgers
from dangol.targets.models import StageRate
from dangol.targets.services import spread_quota

OPEN_STAGES = 8
IS_SQLITE = connection.vendor == "sqlite"


def main(count: int) -> dict[str, Figures | str]:
    prepare.prepare(demo=False)
    today = timezone.localdate()
    filled = fill(today, count)
    for person in User.objects.filter(roles__key__in=("rep", "leader")).distinct():
        spread_quota(person, year=today.year, amount=10**9, how="even", actor=None)
    StageRate.objects.bulk_create(  # as the night before would have counted them
        [StageRate(on=today, stage=stage, rate="0.3") for stage in Stage.objects.all()],
        ignore_conflicts=True,
    )
    admin, rep, bare = signed_in("admin"), signed_in("rep"), Browser(bare_application())
    bench = Pipeline.objects.get(name="bench").pk
    board = f"{reverse('sales:board')}?pipeline={bench}"
    deal = Deal.objects.filter(number__startswith="BO", owner__username="rep").order_by("pk")[0]
    pages = timed_in_turn({
        "bare page": lambda: bare.get("/bare/"),
        "board of 8 × 20 cards (admin)": lambda: admin.get(board),
        "board of 8 × 20 cards (rep)": lambda: rep.get(board),
        "deal page": lambda: rep.get(deal.get_absolute_url()),
        "deal list": lambda: admin.get(reverse("sales:deal_list")),
    }, times=20)  # fmt: skip
    year = f"from={today - timedelta(days=364)}&to={today}&pipeline={bench}"
    ahead = f"from={today.replace(day=1)}&to={today + timedelta(days=334)}"
    asked = dict.fromkeys(("coverage", "turnover", "slope"), year) | {"forecast": ahead}
    reports = {
        f"report {name}, 12 months": timed(lambda url=url: admin.get(url), times=3, warm=1)
        for name, url in ((n, f"/reports/{n}/?{asking}") for n, asking in asked.items())
    }
    past = f"from={today - timedelta(days=464)}&to={today - timedelta(days=100)}&pipeline={bench}"
    slow = {f"report {n}, a year until 100 days ago": f"/reports/{n}/?{past}"
            for n in ("coverage", "turnover", "slope")}  # fmt: skip
    slow["report territory, 12 months"] = f"/reports/territory/?{year}"
    slow["report forecast, before its first night"] = f"/reports/forecast/?{ahead}"
    StageRate.objects.all().delete()
    reports |= {
        name: timed(lambda url=url: admin.get(url), times=1, warm=0) for name, url in slow.items()
    }
    return {**pages, **reports, "deals": filled}


def fill(today: date, count: int) -> str:
    """The deals of so many customers and their history, a statement each, so that millions take
    minutes; once.
    """
    started = time.perf_counter()
    pipeline, stages = _pipeline()
    if not Deal.objects.filter(pipeline=pipeline).exists():
        here = SimpleNamespace(connection=connection)
        ledgers.drop(None, here)
        with writing_much(), without_indexes(Deal, DealState):
            _write(_statements(pipeline, stages, today, rounds(count)))
        with atomic():
            ledgers.make(None, here)
    took = time.perf_counter() - started
    rows = Deal.objects.filter(pipeline=pipeline)
    open_deals = rows.filter(status="open").count()
    states = DealState.objects.filter(stage__pipeline=pipeline).count()
    return (
        f"{open_deals:,} open and {rows.count() - open_deals:,} closed with {states:,} states "
        f"in {took:.0f} s"
    )


def _write(statements: list[str]) -> None:
    with atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        if not IS_SQLITE:  # as its autovacuum would; on SQLite it misleads the planner
            cursor.execute("analyze sales_deal, sales_dealstate")


def _pipeline() -> tuple[int, list[int]]:
    """A pipeline of eight open stages and two ends; ids of the stages, won and lost last."""
    row, _made = Pipeline.objects.get_or_create(name="bench", defaults={"order": 9})
    for n in range(OPEN_STAGES + 2):
        outcome = {OPEN_STAGES: "won", OPEN_STAGES + 1: "lost"}.get(n, "open")
        Stage.objects.get_or_create(
            pipeline=row, name=f"stage {n}",
            defaults={"outcome": outcome, "order": n, "percent": min(100, 10 * n + 10)},
        )  # fmt: skip
    forget_pipelines()
    return row.pk, list(row.stages.order_by("order").values_list("pk", flat=True))


def _day(base: str, days: str) -> str:
    return f"date({base}, ({days}) || ' days')" if IS_SQLITE else f"({base}::date + ({days})::int)"


def _at(day: str) -> str:
    return f"datetime({day})" if IS_SQLITE else f"({day})::timestamptz"


def _one_of(ids: list[int], number: str) -> str:
    cases = " ".join(f"WHEN {n} THEN {pk}" for n, pk in enumerate(ids))
    return f"CASE ({number}) % {len(ids)} {cases} END"


def _statements(pipeline: int, stages: list[int], today: date, times: int) -> list[str]:
    *open_stages, won, lost = stages
    admin, now = User.objects.get(username="admin").pk, f"'{today}'"
    opened = _day(now, "-(60 + (c.id * 7 + k.n * 331) % 600)")
    span = "20 + (c.id + k.n) % 40"
    is_won = "(c.id + k.n) % 5 < 3"
    columns = (
        "created_at, updated_at, version, number, title, customer_id, kind, pipeline_id, stage_id,"
        " status, amount, percent, forecast, expected_on, opened_on, closed_on, cycle_days,"
        " stage_since, owner_id, created_by_id, source_id, lost_reason_id, lost_note, lost_to_id,"
        " text, custom, search"
    )
    amount = "100000 * (1 + (c.id * 13 + k.n) % 300)"
    owner, none = f"COALESCE(c.owner_id, {admin})", "NULL"
    started = _day(now, "-(10 + (c.id + k.n) % 80)")
    open_values = (
        f"{_at(now)}, {_at(now)}, 1, 'BO' || k.n || '-' || c.id, 'bench', c.id, 'new', {pipeline},"
        f" {_one_of(open_stages, 'c.id / 5 + k.n')}, 'open', {amount}, {none}, 'pipeline',"
        f" {_day(now, '(c.id + k.n * 37) % 330 - 10')}, {started}, {none}, {none},"
        f" {_at(_day(now, '-((c.id + k.n) % 10)'))}, {owner}, {none}, {none}, {none}, '',"
        f" {none}, '', '{{}}', ''"
    )
    closed_values = (
        f"{_at(now)}, {_at(now)}, 1, 'BC' || k.n || '-' || c.id, 'bench', c.id, 'new', {pipeline},"
        f" CASE WHEN {is_won} THEN {won} ELSE {lost} END,"
        f" CASE WHEN {is_won} THEN 'won' ELSE 'lost' END, {amount}, {none}, 'pipeline', {none},"
        f" {opened}, {_day(opened, span)}, {span}, {_at(_day(opened, span))}, {owner}, {none},"
        f" {none}, {none}, '', {none}, '', '{{}}', ''"
    )
    insert = f"INSERT INTO sales_deal ({columns}) SELECT"
    return [
        f"{insert} {open_values} FROM customers_customer c CROSS JOIN {numbers(times)}"
        " WHERE c.id % 5 = 0",
        f"{insert} {closed_values} FROM customers_customer c CROSS JOIN {numbers(2 * times)}",
        *_states(pipeline, open_stages),
    ]


def _states(pipeline: int, open_stages: list[int]) -> list[str]:
    """Every deal began in the first stage; ten days later it stood in another, then it ended."""
    columns = (
        "deal_id, at, until, stage_id, since, entered, came_from_id, stayed, status, amount,"
        " percent, expected_on, owner_id, actor_id, begun_on, furthest_id"
    )
    first, yes = open_stages[0], "1" if IS_SQLITE else "true"
    begun, ended = _at("d.opened_on"), _at("d.closed_on")
    moved = _at(_day("d.opened_on", "10"))
    middle = _one_of(open_stages[1:], "d.id")
    where = f"FROM sales_deal d WHERE d.pipeline_id = {pipeline}"
    tail = "d.amount, 30, d.expected_on, d.owner_id, NULL, d.opened_on"
    ten_days = 10 * 86_400
    came = f"CASE WHEN d.status = 'won' THEN d.stage_id ELSE {middle} END"
    stands = f"CASE WHEN d.stage_id = {first} THEN NULL ELSE d.stage_since END"
    rest = "(d.cycle_days - 10) * 86400"
    rows = [
        f"d.id, {begun}, CASE WHEN d.status = 'open' THEN {stands} ELSE {moved} END, {first},"
        f" {begun}, {yes}, NULL, NULL, 'open', {tail}, {first} {where}",
        f"d.id, d.stage_since, NULL, d.stage_id, d.stage_since, {yes}, {first}, {ten_days},"
        f" 'open', {tail}, d.stage_id {where} AND d.status = 'open' AND d.stage_id <> {first}",
        f"d.id, {moved}, {ended}, {middle}, {moved}, {yes}, {first}, {ten_days}, 'open', {tail},"
        f" {middle} {where} AND d.status <> 'open'",
        f"d.id, {ended}, NULL, d.stage_id, {ended}, {yes}, {middle}, {rest}, d.status, {tail},"
        f" {came} {where} AND d.status <> 'open'",
    ]
    return [f"INSERT INTO sales_dealstate ({columns}) SELECT {row}" for row in rows]


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
