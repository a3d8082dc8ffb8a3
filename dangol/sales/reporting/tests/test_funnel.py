"""The funnel trio as of any past day equals a recomputation from the bare history."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from dangol.activities.testing import make_done
from dangol.customers.testing import make_code, make_customer, moment
from dangol.sales.models import DealState, Stage
from dangol.sales.pipeline.queries import stages_of
from dangol.sales.pipeline.services import (
    edit_deal,
    hand_over_deals,
    lose_deal,
    move_deal,
    reopen_deal,
    win_deal,
)
from dangol.sales.pipeline.setup import first_pipeline
from dangol.sales.pipeline.stages import write_stage
from dangol.sales.reporting import quotas as registry
from dangol.sales.reporting.funnel import slope_of
from dangol.sales.testing import make_deal

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


@pytest.fixture
def history(kim, lee):
    """Three months of two people's work, the same every time."""
    dice = random.Random(7)
    price = make_code("lost_reason", "가격")
    customer = make_customer(kim)
    stages = list(Stage.objects.filter(pipeline=first_pipeline(), outcome="open").order_by("order"))
    for number in range(24):
        at = moment("2026-01-05T09:00") + timedelta(days=dice.randrange(60), minutes=number)
        deal = make_deal(
            dice.choice([kim, lee]), f"거래 {number}", customer=customer, at=at,
            place=dice.randrange(3), amount=dice.randrange(1, 90) * 100_000,
        )  # fmt: skip
        for _step in range(dice.randrange(6)):
            at += timedelta(days=dice.randrange(1, 12), hours=dice.randrange(9))
            match dice.randrange(8) if deal.is_open else 9:
                case 0:
                    deal = win_deal(deal, on=timezone.localdate(at), at=at, actor=kim)
                case 1:
                    deal = lose_deal(deal, reason=price, on=timezone.localdate(at), at=at,
                                     actor=kim)  # fmt: skip
                case 2:
                    amount = dice.randrange(1, 90) * 100_000
                    deal = edit_deal(deal, at=at, actor=kim, amount=amount, percent=dice.choice(
                        [None, 33, 50]))  # fmt: skip
                case 3:
                    deal = edit_deal(deal, at=at, actor=kim, owner_id=dice.choice([kim, lee]).pk)
                case 9:
                    deal = reopen_deal(deal, at=at, actor=kim)
                case _:
                    deal = move_deal(deal, to=dice.choice(stages), at=at, actor=kim)
    hand_over_deals(lee, kim, at=moment("2026-03-29T18:00"), actor=kim)


class Bare:
    """What the rows of states say, read one by one: no spans, no sums of the database."""

    def __init__(self):
        self.stages = {row.id: row for row in stages_of(first_pipeline())}
        self.deals = {}
        for row in DealState.objects.order_by("at", "pk"):
            self.deals.setdefault(row.deal_id, []).append(row)

    def standing(self, day):
        """How each deal stood when the day ended, and since when in its stage."""
        for rows in self.deals.values():
            past = [row for row in rows if timezone.localdate(row.at) <= day]
            if past:
                since = past[-1].at
                for row in reversed(past):
                    if row.stage_id != past[-1].stage_id:
                        break
                    since = row.at
                yield past, past[-1], since

    def moves(self):
        """Every change of stage: from, the state after it, seconds before it."""
        for rows in self.deals.values():
            since, stage = rows[0].at, rows[0].stage_id
            for row in rows[1:]:
                if row.stage_id != stage:
                    yield stage, row, int((row.at - since).total_seconds())
                    since, stage = row.at, row.stage_id


def table(client, name, last=LAST, **asked):
    params = {"from": FIRST.isoformat(), "to": last.isoformat(), **asked}
    return client.get(f"/api/v1/reports/{name}", params).json()["tables"][0]


DAYS = [
    date(2026, 1, 20),
    date(2026, 2, 10),
    date(2026, 3, 28),
    date(2026, 3, 30),
    date(2026, 6, 1),
]


def test_the_trio_of_past_days_is_what_history_says(history, kim, lee, choi, client, monkeypatch):
    monkeypatch.setattr(registry.quotas, "_items", {})
    registry.quotas.add("test")(lambda owners, first, last: {kim.pk: 50_000_000})
    make_done(kim, moment("2026-01-10T10:00"), minutes=90)
    client.force_login(choi)

    for day in DAYS:
        check_coverage(client, day, kim, lee)
        check_turnover(client, day)
        check_slope(client, day, kim, lee)


def check_coverage(client, day, kim, lee):
    found = {row["owner"]: row for row in table(client, "coverage", day)["rows"]}

    for person in (kim, lee):
        open_rows = [r for _p, r, _s in Bare().standing(day)
                     if r.status == "open" and r.owner_id == person.pk]  # fmt: skip
        won = sum(r.amount for _p, r, _s in Bare().standing(day)
                  if r.status == "won" and r.owner_id == person.pk)  # fmt: skip
        weighted = sum(r.amount * r.percent for r in open_rows) // 100
        if person.name in found:
            row = found[person.name]
            got = row["open"], row["amount"], row["weighted"], row["won"]
            assert got == (len(open_rows), sum(r.amount for r in open_rows), weighted, won)
        else:
            assert not open_rows
            assert not won
    mine = found[kim.name]
    left = max(0, 50_000_000 - mine["won"])
    assert mine["coverage"] == round(100 * mine["weighted"] / left + 1e-9, 2)
    assert mine["short"] == max(0, left * 3 - mine["weighted"])


def check_turnover(client, day):
    bare = Bare()
    moves = [m for m in bare.moves() if timezone.localdate(m[1].at) <= day]

    rows = table(client, "turnover", day)["rows"]

    for stage, row in zip(
        (s for s in bare.stages.values() if s.outcome == "open"), rows, strict=True
    ):
        left = [m for m in moves if m[0] == stage.id]
        ahead = [m for m in left if bare.stages[m[1].stage_id].outcome == "won" or (
            bare.stages[m[1].stage_id].outcome == "open"
            and bare.stages[m[1].stage_id].order > stage.order)]  # fmt: skip
        here = [(r, s) for _p, r, s in bare.standing(day) if r.stage_id == stage.id]
        stuck = [r for r, s in here if (timezone.make_aware(
            timezone.datetime.combine(day + timedelta(days=1), timezone.datetime.min.time()))
            - timedelta(microseconds=1) - s).days > stage.stuck_days]  # fmt: skip
        assert (row["left"], row["forward"]) == (len(left), len(ahead))
        assert (row["here"], row["stuck"]) == (len(here), len(stuck))
        days = round(sum(m[2] for m in left) / len(left) / 86_400, 2) if left else None
        assert row["days"] == (pytest.approx(days, abs=0.011) if left else None)


def test_slope_follows_stages_that_change_places(history, kim, lee, choi, client, run_jobs):
    stages = Stage.objects.filter(pipeline=first_pipeline(), outcome="open")
    first = stages.order_by("order")[0]
    write_stage(first.pipeline, first, name=first.name, order=89, actor=choi)

    run_jobs()

    client.force_login(choi)
    check_slope(client, LAST, kim, lee)


def check_slope(client, day, kim, lee):
    bare = Bare()
    rungs = [s for s in bare.stages.values() if s.outcome != "lost"]

    def height(row):
        stage = bare.stages[row.stage_id]
        return {"won": 10**6, "open": stage.order, "lost": -1}[stage.outcome]

    answer = table(client, "slope", day)
    found = {row["owner"]: row for row in [*answer["rows"], answer["total"]]}

    for name, who in (("팀", None), (kim.name, kim.pk), (lee.name, lee.pk)):
        cohort = [past for past, r, _s in bare.standing(day) if who in (None, r.owner_id)]
        if not cohort:
            assert name not in found
            continue
        far = [max(map(height, past)) for past in cohort]
        shares = []
        for stage in rungs:
            need = 10**6 if stage.outcome == "won" else stage.order
            shares.append(round(100 * sum(f >= need for f in far) / len(far) + 1e-9, 2))
        row = found[name]
        assert row["deals"] == len(cohort)
        assert [row[f"stage_{s.id}"] for s in rungs] == pytest.approx(shares, abs=0.011)


def test_a_day_of_every_report_ends_at_midnight_in_seoul(kim, choi, client):
    customer = make_customer(kim)
    for amount, at in ((100, "2026-03-31T23:59"), (10, "2026-04-01T00:01")):
        end = moment(at)
        deal = make_deal(kim, customer=customer, amount=amount)
        win_deal(deal, on=timezone.localdate(end), at=end, actor=kim)
        make_deal(kim, customer=customer, amount=amount, at=end)
    client.force_login(choi)

    def told(last, **asked):
        [won] = table(client, "results", last, **asked)["rows"]
        [open_then] = table(client, "coverage", last, **asked)["rows"]
        [begun] = table(client, "slope", last, **asked)["rows"]
        return won["won_amount"], open_then["won"], open_then["amount"], begun["deals"]

    # of March: the first win; the second deal was open still, the fourth had not begun
    assert told(date(2026, 3, 31)) == (100, 100, 110, 3)
    assert told(date(2026, 4, 1), **{"from": "2026-04-01"}) == (10, 10, 110, 1)


def test_a_straight_curve_has_its_own_slope():
    assert slope_of([100, 80, 60, 40]) == -20
    assert slope_of([100]) is None


def test_figures_open_the_deals_they_counted_then(history, kim, park, choi, client):
    params = {"from": "2026-01-01", "to": "2026-02-10", "what": "open"}
    client.force_login(choi)
    shown = client.get("/sales/reports/deals/", params)
    expected = sum(r.status == "open" for _p, r, _s in Bare().standing(date(2026, 2, 10)))
    assert len(shown.context["lines"]) == expected > 3

    client.force_login(park)
    assert client.get("/sales/reports/deals/", params).context["lines"] == []
    assert client.get("/sales/reports/deals/", {"from": "x"}).status_code == 422


def test_other_shapes_show_the_same_deals(kim, park, client):
    customer = make_customer(kim, name="부산상회", addresses=["부산광역시 해운대구 센텀중앙로 79"])
    make_deal(kim, customer=customer, amount=12_300_000, expected_on=date(2026, 3, 20))
    client.force_login(kim)

    assert "₩12,300,000" in client.get("/sales/funnel/").content.decode()
    calendar = client.get("/sales/calendar/", {"month": "2026-03"}).content.decode()
    assert "부산상회" in calendar
    assert "부산상회" not in client.get("/sales/calendar/", {"month": "2026-05"}).content.decode()
    tiles = {t.short: t for t in client.get("/sales/map/").context["tiles"]}
    assert (tiles["부산"].number, tiles["부산"].amount) == (1, 12_300_000)
    assert "부산상회" in client.get(tiles["부산"].url).content.decode()

    client.force_login(park)
    assert "부산상회" not in client.get("/sales/calendar/", {"month": "2026-03"}).content.decode()
    assert client.get("/sales/calendar/", {"month": "9999-99"}).status_code == 200
