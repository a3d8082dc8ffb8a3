import pytest
from django.core.exceptions import ValidationError

from dangol.codes.models import CustomField
from dangol.codes.queries import forget_fields
from dangol.customers.models import Customer, Tag
from dangol.customers.parties.services import add_tags
from dangol.customers.testing import make_customer, moment
from dangol.kit.conditions import BadCondition
from dangol.kit.errors import Refused
from dangol.segments.language import read_kindly
from dangol.segments.models import Segment
from dangol.segments.queries import matching, segments_of
from dangol.segments.services import (
    add_members,
    change_segment,
    drop_segment,
    freeze_segment,
    refresh_size,
    save_segment,
    take_members,
)
from dangol.segments.testing import leaf, make_list, make_segment

NOON = moment("2026-11-28T12:00")


def make_field(key, label):
    CustomField.objects.create(record="customers.customer", key=key, label=label, kind="number")
    forget_fields()


def names(segment, user):
    return sorted(matching(segment, seen_by=user).values_list("name", flat=True))


def test_a_segment_is_asked_anew_and_shows_what_one_may_see(kim, park, choi):
    make_customer(kim, "가온", stage="prospect")
    make_customer(park, "나루", stage="prospect")
    make_customer(kim, "다온")
    segment = make_segment(kim, is_shared=True)

    assert names(segment, kim) == ["가온"]
    assert names(segment, park) == ["나루"]
    assert names(segment, choi) == ["가온", "나루"]


def test_what_is_taken_out_stays_out_and_the_unknown_stays_in(kim):
    CustomField.objects.create(
        record="customers.customer", key="score", label="점수", kind="number"
    )
    forget_fields()
    for name, custom in [("높음", {"score": 9}), ("낮음", {"score": 1}), ("모름", {})]:
        make_customer(kim, name, custom=custom)
    out = {"not": {"any": [leaf("custom_score", "gte", 5)]}}

    assert names(make_segment(kim, "빼기", out), kim) == ["낮음", "모름"]
    twice = {"not": {"all": [leaf("custom_score", "gte", 5), leaf("name", "is", "높음")]}}
    assert names(make_segment(kim, "둘 다면 빼기", twice), kim) == ["낮음", "모름"]
    unlike = {"not": leaf("custom_score", "not", 9)}
    assert names(make_segment(kim, "거꾸로", unlike), kim) == ["높음"]
    filled = {"not": leaf("custom_score", "empty")}
    assert names(make_segment(kim, "값 있음", filled), kim) == ["낮음", "높음"]


def test_segments_are_conditions_of_others(kim):
    first, second = make_customer(kim, "가온", stage="prospect"), make_customer(kim, "나루")
    live = make_segment(kim)
    static = make_list(kim)
    add_members(static, Customer.objects.filter(pk=second.pk), actor=kim)

    both = make_segment(kim, "둘 중 하나", leaf("segment", "any", [live.key, static.key]))
    none = make_segment(kim, "어디에도", leaf("segment", "none", [live.key, static.key]))
    every = make_segment(kim, "모두", leaf("segment", "all", [live.key, both.key]))

    make_customer(kim, "다온")
    assert names(both, kim) == ["가온", "나루"]
    assert names(none, kim) == ["다온"]
    assert names(every, kim) == ["가온"]
    assert segments_of(first, seen_by=kim) == [both, every, live]
    assert segments_of(second, seen_by=kim) == [both, static]


def test_a_circle_is_refused_and_one_made_behind_our_back_is_said(kim):
    first = make_segment(kim, "첫째")
    second = make_segment(kim, "둘째", leaf("segment", "any", [first.key]))

    with pytest.raises(ValidationError, match="‘첫째’가 자기 자신을 다시 부릅니다"):
        change_segment(first, condition={"all": [leaf("segment", "none", [second.key])]}, actor=kim)
    first.refresh_from_db()
    assert first.condition == {"all": [leaf("stage", "is", ["prospect"])]}

    circle = {"all": [leaf("segment", "any", [second.key])]}
    Segment.objects.filter(pk=first.pk).update(condition=circle)
    for segment in (Segment.objects.get(pk=first.pk), second):
        with pytest.raises(BadCondition, match="자기 자신을 다시"):
            matching(segment, seen_by=kim)
        assert "자기 자신을 다시" in refresh_size(segment, at=NOON).problem


@pytest.mark.parametrize("tree", [{"all": []}, {"not": {"all": []}}])
def test_an_empty_group_means_everybody_and_its_contrary_nobody(kim, tree):
    make_customer(kim, "가온")
    whole = make_segment(kim, "전체", tree)

    assert names(whole, kim) == ([] if "not" in tree else ["가온"])


def test_what_was_deleted_is_named_and_nothing_fails(kim):
    customer = make_customer(kim, "가온", stage="prospect")
    add_tags(Customer.objects.filter(pk=customer.pk), ["귀빈"], actor=kim)
    make_field("shoe", "신발")
    static = make_list(kim)
    segment = make_segment(
        kim,
        "많은 것",
        leaf("stage", "is", ["prospect"]),
        leaf("tags", "any", ["귀빈"]),
        leaf("custom_shoe", "gte", 250),
        leaf("segment", "any", [static.key]),
    )
    Tag.objects.all().delete()
    CustomField.objects.all().delete()
    forget_fields()
    Segment.objects.filter(pk=static.pk).delete()

    reading = read_kindly(segment.condition)

    assert reading.problems == [
        "태그: ‘귀빈’은 고를 수 없는 값입니다.",
        "‘custom_shoe’ 항목은 없습니다. 조건에서 빼 주세요.",
        "세그먼트가 지워졌습니다. 조건에서 빼 주세요.",
    ]
    assert [item.field for item in reading.condition.items] == ["stage"]
    with pytest.raises(BadCondition, match="세그먼트 ‘많은 것’: 태그: ‘귀빈’은"):
        matching(segment, seen_by=kim)
    assert refresh_size(segment, at=NOON).problem == (
        "세그먼트 ‘많은 것’: 태그: ‘귀빈’은 고를 수 없는 값입니다."
    )
    assert segments_of(customer, seen_by=kim) == []


def test_two_hundred_conditions_are_refused(kim):
    tree = {"all": [leaf("name", "contains", "가")] * 200}

    with pytest.raises(ValidationError, match="조건은 50개까지"):
        save_segment(name="너무 많음", condition=tree, actor=kim)
    assert not Segment.objects.exists()


def test_members_of_a_list_come_and_go_once(kim):
    customers = [make_customer(kim, name) for name in ("가온", "나루")]
    static = make_list(kim)

    everybody = Customer.objects.all()
    assert sorted(add_members(static, everybody, actor=kim)) == [row.pk for row in customers]
    assert add_members(static, everybody, actor=kim) == []
    assert names(static, kim) == ["가온", "나루"]
    assert take_members(static, everybody.filter(name="나루")) == [customers[1].pk]
    assert names(static, kim) == ["가온"]
    with pytest.raises(Refused, match="명단으로 고정"):
        add_members(make_segment(kim), everybody, actor=kim)


def test_freezing_keeps_who_is_in_now(kim):
    customer = make_customer(kim, "가온", stage="prospect")
    frozen = freeze_segment(make_segment(kim), name="봄 명단", actor=kim)

    Customer.objects.filter(pk=customer.pk).update(stage="customer")

    assert (names(frozen, kim), frozen.kind, frozen.size) == (["가온"], "static", 1)


def test_a_segment_in_use_is_not_dropped(kim):
    first = make_segment(kim, "첫째")
    make_segment(kim, "둘째", leaf("segment", "any", [first.key]))

    with pytest.raises(Refused, match="쓰고 있어 지울 수 없습니다: 둘째"):
        drop_segment(first, actor=kim)
    assert Segment.objects.filter(pk=first.pk).exists()


def test_the_size_is_of_everybody_and_says_its_cost(kim, park):
    make_customer(kim, "가온", stage="prospect")
    make_customer(park, "나루", stage="prospect")

    segment = refresh_size(make_segment(kim), at=NOON)

    assert (segment.size, segment.problem, segment.sized_at) == (2, "", NOON)
    assert segment.cost_ms is not None
    assert list(segment.sizes.values_list("on", "size")) == [(NOON.date(), 2)]


@pytest.mark.parametrize("name", ["", "  ", "900101-1234567 명단"])
def test_names_are_checked(kim, name):
    with pytest.raises((ValidationError, Refused)):
        save_segment(name=name, actor=kim)
    assert not Segment.objects.exists()
