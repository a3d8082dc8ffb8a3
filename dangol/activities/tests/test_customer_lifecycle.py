from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from dangol.activities.models import Entry
from dangol.customers.lifecycle.models import RecencyChange, StageChange, StageRule
from dangol.customers.lifecycle.presets import suggested_stage
from dangol.customers.lifecycle.queries import ladder_of, stage_changes_of, suggestion_for
from dangol.customers.lifecycle.recency import recompute_recency
from dangol.customers.lifecycle.services import (
    apply_fact,
    apply_grades,
    mark_contact,
    move_stage,
    set_grade,
    write_recency_rules,
    write_stage_rule,
)
from dangol.customers.models import Customer
from dangol.customers.testing import make_code, make_customer, moment

TODAY = date(2026, 6, 30)


def test_a_move_by_hand_needs_a_reason(kim):
    customer = make_customer(kim)

    for reason in ("", "   "):
        with pytest.raises(ValidationError, match="사유"):
            move_stage(customer, to="customer", reason=reason, actor=kim)
    assert not StageChange.objects.exists()

    move_stage(customer, to="customer", reason="첫 계약", actor=kim)
    change = StageChange.objects.get()
    assert (customer.stage, change.before, change.after, change.reason, change.actor) == (
        "customer", "target", "customer", "첫 계약", kim,
    )  # fmt: skip
    entry = Entry.objects.get(kind="customers.stage_moved")
    assert entry.data == {"before": "target", "after": "customer", "reason": "첫 계약", "rule": ""}


@pytest.mark.parametrize(
    ("stage", "fact", "after"),
    [
        ("target", "quote_offered", "prospect"),
        ("target", "revenue", "customer"),
        ("prospect", "revenue", "customer"),
        ("customer", "quote_offered", "customer"),
        ("prospect", "review", "prospect"),
    ],
)
def test_a_fact_moves_up_and_never_down(kim, stage, fact, after):
    customer = make_customer(kim, stage=stage)

    assert apply_fact(customer.pk, fact) is (stage != after)

    customer.refresh_from_db()
    assert customer.stage == after
    rules = [change.rule.fact for change in StageChange.objects.all()]
    assert rules == ([fact] if stage != after else [])


def test_a_rule_switched_off_moves_nobody(kim):
    customer = make_customer(kim)
    write_stage_rule("revenue", stage="customer", is_active=False, actor=None)

    assert apply_fact(customer.pk, "revenue") is False
    assert StageRule.objects.get(fact="revenue").label == "첫 매출"


def test_the_ladder_shows_when_each_stage_was_reached(kim):
    customer = make_customer(kim)
    move_stage(customer, to="customer", reason="계약", actor=kim)

    rungs = ladder_of(customer, stage_changes_of(customer))

    assert [(rung.stage, rung.at is not None, rung.done, rung.current) for rung in rungs] == [
        ("target", True, True, False),
        ("prospect", False, True, False),
        ("customer", True, False, True),
    ]


def test_a_stage_one_came_down_from_has_no_day(kim):
    customer = make_customer(kim)
    for stage in ("customer", "prospect"):
        move_stage(customer, to=stage, reason="사정이 바뀜", actor=kim)
    customer.refresh_from_db()

    rungs = ladder_of(customer, stage_changes_of(customer))

    assert [(rung.stage, rung.at is not None) for rung in rungs] == [
        ("target", True),
        ("prospect", True),
        ("customer", False),
    ]


@pytest.mark.parametrize(
    ("levels", "stage"),
    [
        ((0, 0, 0), None),
        ((0, 0, 1), "target"),
        ((1, 1, 2), "prospect"),
        ((2, 1, 2), "prospect"),
        ((3, 2, 3), "customer"),
        ((3, 3, 3), "customer"),
        ((3, 1, 3), "prospect"),
    ],
)
def test_levels_speak_for_a_stage(levels, stage):
    assert suggested_stage(*levels) == stage


def test_a_stage_that_differs_from_the_levels_is_flagged(kim):
    customer = make_customer(kim, interest=3, loyalty=2, contact=3)

    assert suggestion_for(customer) == "customer"
    move_stage(customer, to="customer", reason="맞음", actor=kim)
    assert suggestion_for(customer) is None


def test_a_grade_counts_from_its_day(kim):
    customer = make_customer(kim)
    vip = make_code("customer_grade", "vip", "VIP")
    a = make_code("customer_grade", "a", "A")

    set_grade(customer, a, starts_on=TODAY, today=TODAY, reason="첫해", actor=kim)
    set_grade(customer, vip, starts_on=TODAY + timedelta(days=3), today=TODAY, actor=kim)
    assert customer.grade == a
    assert apply_grades(today=TODAY + timedelta(days=2)) == 0
    assert apply_grades(today=TODAY + timedelta(days=3)) == 1
    assert apply_grades(today=TODAY + timedelta(days=4)) == 0

    customer.refresh_from_db()
    assert customer.grade == vip
    told = Entry.objects.filter(kind="customers.grade_changed").order_by("pk")
    assert [(entry.data["before"], entry.data["after"]) for entry in told] == [
        (0, a.pk),
        (a.pk, vip.pk),
    ]


def test_a_grade_of_the_past_does_not_overtake_a_later_one(kim):
    customer = make_customer(kim)
    vip, a = make_code("customer_grade", "vip"), make_code("customer_grade", "a")
    set_grade(customer, vip, starts_on=TODAY, today=TODAY, actor=kim)

    set_grade(customer, a, starts_on=TODAY - timedelta(days=9), today=TODAY, actor=kim)

    assert customer.grade == vip
    assert customer.grade_changes.count() == 2


def quiet_for(kim, days, **values):
    """A customer last met so many days before TODAY."""
    at = moment(f"{TODAY - timedelta(days=days)} 09:00")
    return make_customer(kim, last_contact_at=at, **values)


@pytest.mark.parametrize(
    ("days", "stage", "state"),
    [
        (0, "target", "active"),
        (89, "target", "active"),
        (90, "target", "watch"),
        (179, "target", "watch"),
        (180, "target", "dormant"),
        (365, "target", "left"),
        (59, "customer", "active"),
        (60, "customer", "watch"),
    ],
)
def test_recency_follows_the_days_since_the_last_contact(kim, days, stage, state):
    customer = quiet_for(kim, days, stage=stage)

    recompute_recency(today=TODAY)

    customer.refresh_from_db()
    assert customer.recency == state


def test_the_pass_writes_only_what_moved_and_tells_once(kim, lee):
    quiet, gone = quiet_for(kim, 100), quiet_for(lee, 400)
    quiet_for(kim, 1)

    counts = recompute_recency(today=TODAY)

    assert {owner: dict(states) for owner, states in counts.items()} == {
        kim.pk: {"watch": 1},
        lee.pk: {"left": 1},
    }
    assert recompute_recency(today=TODAY) == {}
    moved = RecencyChange.objects.values_list("customer", "before", "after", "on")
    assert sorted(moved) == [
        (quiet.pk, "active", "watch", TODAY),
        (gone.pk, "active", "left", TODAY),
    ]
    assert Entry.objects.filter(kind="customers.recency_moved").count() == 2


def test_the_last_of_contact_purchase_and_visit_counts(kim):
    customer = quiet_for(kim, 200, last_visit_at=moment("2026-06-01 10:00"))

    recompute_recency(today=TODAY)

    customer.refresh_from_db()
    assert customer.recency == "active"


def test_the_narrowest_rule_wins(kim):
    vip = make_code("customer_grade", "vip")
    rules = [
        {"watch_days": 90, "dormant_days": 180, "left_days": 365},
        {"grade": vip, "watch_days": 10, "dormant_days": 20, "left_days": 30},
        {
            "stage": "customer",
            "since": "purchase",
            "watch_days": 5,
            "dormant_days": 6,
            "left_days": 7,
        },
    ]
    write_recency_rules(rules, actor=None)
    plain, important = quiet_for(kim, 15), quiet_for(kim, 15, grade=vip)
    buyer = quiet_for(kim, 1, stage="customer", last_purchase_at=moment("2026-06-25 10:00"))

    recompute_recency(today=TODAY)

    states = dict(Customer.objects.values_list("pk", "recency"))
    assert states == {plain.pk: "active", important.pk: "watch", buyer.pk: "watch"}


def test_rules_out_of_order_are_refused_and_the_old_ones_stay(kim):
    with pytest.raises(ValidationError, match="주의"):
        write_recency_rules([{"watch_days": 9, "dormant_days": 5, "left_days": 7}], actor=kim)


def test_contact_brings_a_customer_back_at_once(kim):
    customer = quiet_for(kim, 400)
    recompute_recency(today=TODAY)

    mark_contact(customer.pk, at=moment("2026-06-30 15:00"))
    mark_contact(customer.pk, at=moment("2026-01-01 15:00"))

    customer.refresh_from_db()
    assert (customer.recency, timezone.localdate(customer.last_contact_at)) == ("active", TODAY)
