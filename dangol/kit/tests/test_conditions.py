"""The condition language: read, checked, said in words, written into an address and back."""

import json
from datetime import date

import pytest
from django.db import models
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from dangol.kit.conditions import (
    Asker,
    BadCondition,
    Choice,
    Date,
    Group,
    Leaf,
    Moment,
    Not,
    Number,
    Option,
    Person,
    Text,
    Vocabulary,
    Won,
    YesNo,
)
from dangol.kit.conditions.tree import dump

STAGES = [Option("prospect", "잠재고객"), Option("customer", "고객")]
WORDS = Vocabulary(
    [
        Choice("stage", "단계", options=lambda: STAGES),
        Text("name", "이름"),
        Number("score", "점수"),
        Won("amount", "금액"),
        Date("collected_on", "수집일"),
        Moment("seen", "최근 접촉", "seen_at"),
        YesNo("agreed", "동의"),
        Person("owner", "담당", options=lambda: [Option("7", "김하늘", 7)]),
    ]
)
ASKER = Asker(type("User", (), {"pk": 3}), date(2026, 3, 2))

texts = st.text(min_size=1, max_size=20).filter(
    lambda text: text.replace("\0", "").encode("utf-8", "ignore").decode().strip()
)
numbers = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
days = st.dates(date(1900, 1, 1), date(2999, 12, 31)).map(date.isoformat)


def _leaf(name, op, value):
    return st.builds(lambda value: WORDS.leaf(name, op, value), value)


leaves = st.one_of(
    _leaf("stage", "is", st.lists(st.sampled_from(["prospect", "customer"]), min_size=1)),
    _leaf("stage", "not", st.just(["prospect"])),
    _leaf("stage", "empty", st.none()),
    _leaf("name", "contains", texts),
    _leaf("name", "is", texts),
    _leaf("score", "between", st.tuples(numbers, numbers)),
    _leaf("amount", "gte", numbers),
    _leaf("collected_on", "between", st.tuples(days, days)),
    _leaf("seen", "past", st.integers(0, 36_500)),
    _leaf("agreed", "is", st.booleans()),
    _leaf("owner", "is", st.just(["me", "7"])),
)
groups = st.builds(Group, st.sampled_from(["all", "any"]), st.lists(leaves, max_size=3).map(tuple))
conditions = st.lists(leaves | groups | st.builds(Not, leaves), max_size=6)


def address(group):
    query = QueryDict(mutable=True)
    for key, value in WORDS.to_address(group):
        query.appendlist(key, value)
    return query


@given(conditions)
def test_json_reads_back_as_it_was_written(items):
    group = Group("all", tuple(items))

    assert WORDS.read(json.loads(json.dumps(dump(group)))) == group


@given(conditions)
def test_an_address_reads_back_to_the_same_conditions(items):
    group = Group("all", tuple(items))

    back, problems = WORDS.from_address(address(group), ())

    assert problems == []
    assert sorted(map(repr, _flat(back))) == sorted(map(repr, _flat(group)))
    assert WORDS.to_address(back) == WORDS.to_address(WORDS.from_address(address(back), ())[0])


def _flat(group):
    """Items of a group of all; groups of all inside say the same as their items."""
    for item in group.items:
        if isinstance(item, Group) and item.join == "all":
            yield from _flat(item)
        else:
            yield item


@given(conditions)
def test_every_condition_has_a_sentence_and_a_database_form(items):
    group = Group("all", tuple(items))

    assert isinstance(WORDS.sentence(group), str)
    assert isinstance(WORDS.q(group, ASKER), models.Q)


@given(st.recursive(st.none() | st.booleans() | st.text() | st.integers(), st.lists))
def test_any_other_json_is_refused_in_words(data):
    with pytest.raises(BadCondition):
        WORDS.read(data)


def test_sentences():
    def says(name, op, value=None):
        return WORDS.sentence(WORDS.leaf(name, op, value))

    assert says("stage", "is", ["prospect", "customer"]) == "단계: 잠재고객 또는 고객"
    assert says("stage", "not", "customer") == "단계: 고객 빼고"
    assert says("name", "contains", "홍") == "이름: ‘홍’ 포함"
    assert says("name", "empty") == "이름: 비어 있음"
    assert says("amount", "gte", "1,000,000") == "금액: ₩1,000,000 이상"
    assert says("collected_on", "between", ["2026-03-02", "2026-01-01"]) == (
        "수집일: 2026.01.01–2026.03.02 사이"
    )
    assert says("seen", "over", 30) == "최근 접촉: 30일 넘게 지남"
    assert says("owner", "is", "me") == "담당: 나"
    both = Group("any", (WORDS.leaf("agreed", "is", True), Not(WORDS.leaf("name", "is", "가"))))
    assert WORDS.sentence(both) == "동의: 예 또는 (이름: 가)가 아님"


def test_the_short_form_of_an_address():
    group, problems = WORDS.from_address(
        QueryDict("stage=prospect&stage=customer&name.is=가&seen=30&page=2"), ("page",)
    )

    assert problems == []
    assert group.items == (
        Leaf("stage", "is", ("prospect", "customer")),
        Leaf("name", "is", "가"),
        Leaf("seen", "past", 30),
    )
    assert WORDS.to_address(group) == [
        ("stage", "prospect"),
        ("stage", "customer"),
        ("name.is", "가"),
        ("seen", "30"),
    ]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("colour=red", "‘colour’ 항목은 없습니다. 조건에서 빼 주세요."),
        ("name.sounds=가", "이름: ‘sounds’로는 물을 수 없습니다."),
        ("stage=vip", "단계: ‘vip’는 고를 수 없는 값입니다."),
        ("name=" + "가" * 10_000, "이름: 500자까지 적을 수 있습니다."),
        ("score=많이", "점수: 숫자로 적으세요. 예: 1,200"),
        ("score=nan", "점수: 숫자로 적으세요. 예: 1,200"),
        ("amount.between=1", "금액: 처음과 끝 두 값을 적으세요."),
        ("collected_on.is=2026-13-01", "수집일: 날짜를 2026-03-02처럼 적으세요."),
        ("collected_on.is=9999-12-31", "수집일: 날짜를 2026-03-02처럼 적으세요."),
        ("seen=-1", "최근 접촉: 날수는 0에서 36,500 사이의 숫자로 적으세요."),
        ("f={", "조건을 읽지 못했습니다. 조건을 지우고 다시 골라 주세요."),
        ("f=" + "[" * 5_000, "조건을 읽지 못했습니다. 조건을 지우고 다시 골라 주세요."),
        (
            'f={"not":{"not":{"not":{"not":{"field":"name","op":"empty"}}}}}',
            "조건을 읽지 못했습니다. 조건을 지우고 다시 골라 주세요.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_left_out(query, message):
    group, problems = WORDS.from_address(QueryDict(query), ())

    assert (group.items, problems) == ((), [message])


def test_too_many_conditions_are_refused():
    data = {"all": [{"field": "name", "op": "contains", "value": "가"}] * 51}

    with pytest.raises(BadCondition, match="50개까지"):
        WORDS.read(data)


def test_days_are_ranges_of_local_time():
    q = WORDS.q(WORDS.leaf("seen", "is", "2026-03-02"), ASKER)

    assert dict(q.children)["seen_at__gte"].isoformat() == "2026-03-02T00:00:00+09:00"
    assert dict(q.children)["seen_at__lt"].isoformat() == "2026-03-03T00:00:00+09:00"


def test_me_is_whoever_asks():
    q = WORDS.q(WORDS.leaf("owner", "is", ["me", "7"]), ASKER)

    assert q == models.Q(owner__in=[3, 7])
