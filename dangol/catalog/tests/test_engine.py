"""Options that go together, and what they cost (F42)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dangol.catalog.configuring.engine import (
    Design,
    Group,
    Option,
    Rule,
    RuleKind,
    impossible_options,
    price_of,
    problems_of,
)

BODY = Group("body", "본체", (Option("small", "소형", 0), Option("large", "대형", 500_000)), 1, 1)
MOTOR = Group("motor", "모터", (Option("m1", "1마력", 0), Option("m3", "3마력", 300_000)), 1, 1)
EXTRA = Group(
    "extra",
    "부가 사양",
    (Option("cooler", "냉각기", 200_000), Option("cover", "덮개", 50_000)),
    0,
    0,
)


def keys(*names):
    return frozenset(names)


NEEDS_COOLER = Rule(RuleKind.REQUIRES, keys("m3"), keys("cooler"), reason="과열을 막습니다.")
NO_SMALL = Rule(RuleKind.EXCLUDES, keys("small"), keys("m3"))
SET_PRICE = Rule(
    RuleKind.PRICE, keys("cooler", "cover"), percent=Decimal("-10"), reason="세트 할인"
)
MACHINE = Design(1_000_000, (BODY, MOTOR, EXTRA), (NEEDS_COOLER, NO_SMALL, SET_PRICE))


def test_a_choice_that_fits_has_no_problem():
    assert problems_of(MACHINE, {"large": 1, "m3": 1, "cooler": 1}) == []


def test_says_what_is_missing_and_why():
    [problem] = problems_of(MACHINE, {"large": 1, "m3": 1})

    assert problem.text == "3마력에는 냉각기 사양이 있어야 합니다. 과열을 막습니다."
    assert problem.add == keys("cooler")


def test_says_what_does_not_go_together():
    [problem] = problems_of(MACHINE, {"small": 1, "m3": 1, "cooler": 1})

    assert problem.text == "소형에는 3마력 사양을 함께 쓸 수 없습니다."
    assert problem.drop == keys("m3")


def test_a_group_wants_its_number():
    texts = [p.text for p in problems_of(MACHINE, {"small": 1, "large": 1})]

    assert texts == ["본체: 1가지까지만 고를 수 있습니다.", "모터: 1가지 이상 골라 주세요."]


def test_an_option_nobody_offers_is_a_problem():
    assert "선택 사양은 없습니다" in problems_of(MACHINE, {"small": 1, "m1": 1, "x": 1})[0].text


def test_price_names_every_part():
    priced = price_of(MACHINE, {"large": 1, "m3": 1, "cooler": 2, "cover": 1})

    assert [tuple(line) for line in priced.lines] == [
        ("기본", 1, 1_000_000),
        ("대형", 1, 500_000),
        ("3마력", 1, 300_000),
        ("냉각기", 2, 400_000),
        ("덮개", 1, 50_000),
        ("세트 할인", 1, -225_000),
    ]
    assert priced.total == 2_025_000


def test_finds_options_that_never_fit():
    contradiction = Rule(RuleKind.EXCLUDES, keys("cooler"), keys("m3"))
    design = Design(0, (BODY, MOTOR, EXTRA), (NEEDS_COOLER, contradiction))

    assert impossible_options(design) == ["m3"]
    assert impossible_options(MACHINE) == []


def test_options_that_require_each_other_are_fine():
    both = (
        Rule(RuleKind.REQUIRES, keys("cooler"), keys("cover")),
        Rule(RuleKind.REQUIRES, keys("cover"), keys("cooler")),
    )
    assert impossible_options(Design(0, (EXTRA,), both)) == []


@given(
    st.dictionaries(
        st.sampled_from(["small", "large", "m1", "m3", "cooler", "cover"]), st.integers(0, 3)
    )
)
def test_what_is_added_or_dropped_as_told_mends_the_rule(chosen):
    for problem in problems_of(MACHINE, chosen):
        mended = {k: v for k, v in chosen.items() if k not in problem.drop}
        mended |= dict.fromkeys(problem.add, 1)
        assert problem not in problems_of(MACHINE, mended) or not (problem.add or problem.drop)
