"""A sale from the first talk to its end, and what history remembers."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError

from dangol.activities.models import Entry
from dangol.catalog.testing import make_prices, make_product
from dangol.customers.parties.services import remove_customer
from dangol.customers.testing import make_code, make_customer, moment
from dangol.kit.errors import Conflict, Refused
from dangol.sales.models import Deal, DealState, Stage
from dangol.sales.pipeline.queries import end_of, states_as_of, steps_of, weighted_sum
from dangol.sales.pipeline.services import (
    LineGiven,
    edit_deal,
    lose_deal,
    move_deal,
    reopen_deal,
    set_lines,
    win_deal,
)
from dangol.sales.pipeline.stages import remove_stage, write_pipeline, write_stage
from dangol.sales.testing import START, make_deal, stage

pytestmark = pytest.mark.django_db
LATER = moment("2026-03-12T09:00")
DAY = date(2026, 3, 12)


def kinds(deal):
    rows = Entry.objects.filter(customer=deal.customer, kind__startswith="sales.")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_opening_a_deal_makes_a_prospect_and_tells_the_timeline(kim):
    deal = make_deal(kim, amount=1_000_000)

    assert (deal.number, deal.status, deal.chance, deal.weighted) == (
        "D-2600001",
        "open",
        5,
        50_000,
    )
    deal.customer.refresh_from_db()
    assert deal.customer.stage == "prospect"
    assert kinds(deal) == ["sales.deal_opened"]


def test_moving_changes_the_chance_and_keeps_the_history(kim):
    deal = make_deal(kim, amount=1_000_000)

    deal = move_deal(deal, to=stage(2), at=LATER, actor=kim, seen_in=stage(0).pk)

    assert (deal.chance, deal.weighted, deal.stage_since) == (35, 350_000, LATER)
    assert kinds(deal) == ["sales.deal_opened", "sales.deal_moved"]
    assert [(s.stage.name, s.days) for s in steps_of(deal, now=moment("2026-03-15T09:00"))] == [
        ("가망고객 발견", 9),
        ("니즈·구매력 확인", 3),
    ]


def test_of_two_who_drag_the_same_card_the_second_is_told(kim, lee):
    deal = make_deal(kim)
    move_deal(deal, to=stage(1), at=LATER, actor=kim, seen_in=stage(0).pk)

    with pytest.raises(Conflict, match="‘문의·데모 자료 요청’"):
        move_deal(deal, to=stage(3), at=LATER, actor=lee, seen_in=stage(0).pk)

    assert Deal.objects.get().stage == stage(1)


def test_a_deal_does_not_leave_its_pipeline(kim):
    deal = make_deal(kim)
    other = write_pipeline(None, name="임대", actor=None)
    strange = write_stage(other, None, name="상담", actor=None)

    with pytest.raises(Refused, match="다른 파이프라인"):
        move_deal(deal, to=strange, at=LATER, actor=kim)


def test_the_end_is_not_reached_by_dragging(kim):
    deal = make_deal(kim)
    with pytest.raises(Refused, match="수주나 실주"):
        move_deal(deal, to=Stage.objects.get(outcome="won"), at=LATER, actor=kim)


def test_winning_makes_a_customer(kim):
    deal = win_deal(make_deal(kim, amount=500), on=DAY, at=LATER, actor=kim)

    assert (deal.status, deal.closed_on, deal.stage.name) == ("won", DAY, "계약 성공 종료")
    deal.customer.refresh_from_db()
    assert (deal.customer.stage, deal.customer.last_purchase_at) == ("customer", LATER)
    assert kinds(deal)[-1] == "sales.deal_won"


def test_a_closed_deal_is_not_won_again(kim):
    deal = win_deal(make_deal(kim), on=DAY, at=LATER, actor=kim)
    before = DealState.objects.count()

    with pytest.raises(Refused, match="이미 종료된"):
        win_deal(deal, on=DAY, at=LATER, actor=kim)

    assert DealState.objects.count() == before


def test_losing_needs_a_reason(kim):
    deal, price = make_deal(kim), make_code("lost_reason", "price", "가격")
    with pytest.raises(ValidationError, match="실주 사유"):
        lose_deal(deal, reason=None, on=DAY, at=LATER, actor=kim)
    assert Deal.objects.get().is_open

    deal = lose_deal(deal, reason=price, note="20% 비쌈", on=DAY, at=LATER, actor=kim)
    assert (deal.status, deal.lost_reason, deal.lost_note) == ("lost", price, "20% 비쌈")


def test_reopening_goes_back_to_where_it_was(kim):
    deal = make_deal(kim, place=3)
    lose_deal(deal, reason=make_code("lost_reason", "price"), on=DAY, at=LATER, actor=kim)

    deal = reopen_deal(deal, at=moment("2026-04-01T09:00"), actor=kim)

    assert (deal.stage, deal.closed_on, deal.lost_reason) == (stage(3), None, None)
    with pytest.raises(Refused, match="이미 진행 중"):
        reopen_deal(deal, at=LATER, actor=kim)


def test_resident_numbers_are_refused(kim):
    with pytest.raises(ValidationError, match="주민등록번호"):
        make_deal(kim, text="고객 900101-1234567")
    assert not Deal.objects.exists()


@pytest.mark.parametrize("amount", [-1, 10**14 + 1])
def test_amounts_beyond_the_range_are_refused(kim, amount):
    with pytest.raises(ValidationError, match="100조"):
        make_deal(kim, amount=amount)
    assert not Deal.objects.exists()


def test_lines_make_the_amount_with_the_customers_prices(kim):
    deal = make_deal(kim)
    bean, cup = make_product("원두", 32_000), make_product("컵", "68000.50")
    make_prices("우대", bean, 30_000, customer=deal.customer)

    deal = set_lines(
        deal,
        [LineGiven(bean, D(10)), LineGiven(cup, D(2), D("68000.25"), D(10))],
        on=DAY, at=LATER, actor=kim,
    )  # fmt: skip

    assert [line.amount for line in deal.lines.order_by("pk")] == [300_000, 122_400]
    assert deal.amount == 422_400
    with pytest.raises(ValidationError, match="상품 줄의 합"):
        edit_deal(deal, amount=1, at=LATER, actor=kim)


@pytest.mark.parametrize(("quantity", "discount"), [(D(0), D(0)), (D(-1), D(0)), (D(1), D(200))])
def test_impossible_lines_leave_the_deal_as_it_was(kim, quantity, discount):
    deal = make_deal(kim, amount=700)
    with pytest.raises(Refused):
        set_lines(
            deal, [LineGiven(make_product(), quantity, D(1), discount)],
            on=DAY, at=LATER, actor=kim,
        )  # fmt: skip

    deal.refresh_from_db()
    assert (deal.amount, deal.lines.count()) == (700, 0)


def test_the_past_is_told_as_it_was(kim):
    deal = make_deal(kim, amount=1_000)
    edit_deal(deal, amount=5_000, at=moment("2026-03-05T12:00"), actor=kim)
    move_deal(deal, to=stage(3), at=LATER, actor=kim)
    win_deal(deal, on=date(2026, 3, 20), at=moment("2026-03-20T15:00"), actor=kim)

    told = [
        [(row.status, row.stage.name, row.amount) for row in states_as_of(end_of(day))]
        for day in (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 5), DAY, date(2026, 3, 20))
    ]

    assert told == [
        [],
        [("open", "가망고객 발견", 1_000)],
        [("open", "가망고객 발견", 5_000)],
        [("open", "제안서 제출 완료", 5_000)],
        [("won", "계약 성공 종료", 5_000)],
    ]


def test_the_weighted_forecast_of_the_book(kim):
    """KOREA 15: 10M × .2 + 5M × .5 + 3M × .9 = 7.2M."""
    for amount, percent in ((10_000_000, 20), (5_000_000, 50), (3_000_000, 90)):
        make_deal(kim, amount=amount, percent=percent)

    assert weighted_sum(Deal.objects.all()) == 7_200_000


def test_a_stage_in_use_goes_only_with_a_place_for_its_deals(kim):
    deal = make_deal(kim, place=1)
    with pytest.raises(Refused, match="옮길 단계"):
        remove_stage(stage(1), move_to=None, at=LATER, actor=None)

    gone = stage(1)
    assert remove_stage(gone, move_to=stage(2), at=LATER, actor=None) == 1
    deal.refresh_from_db()
    assert deal.stage.name == "니즈·구매력 확인"
    gone.refresh_from_db()
    assert not gone.is_active
    assert steps_of(deal, now=LATER)[0].stage.name == "문의·데모 자료 요청"


def test_an_unused_stage_is_gone_for_good(kim):
    pk = stage(4).pk
    remove_stage(stage(4), move_to=None, at=START, actor=None)
    assert not Stage.objects.filter(pk=pk).exists()


def test_two_edit_the_same_deal(kim):
    deal = make_deal(kim)
    edit_deal(deal, title="새 이름", version=1, at=LATER, actor=kim)

    with pytest.raises(Conflict):
        edit_deal(deal, title="다른 이름", version=1, at=LATER, actor=kim)

    assert Deal.objects.get().title == "새 이름"


def test_a_customer_with_deals_is_not_removed(kim):
    customer = make_customer(kim)
    make_deal(kim, customer=customer)

    with pytest.raises(Refused, match="거래"):
        remove_customer(customer, actor=kim)
