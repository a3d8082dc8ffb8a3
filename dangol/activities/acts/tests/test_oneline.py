from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.activities.acts.oneline.reading import Plan, read_line
from dangol.customers.testing import moment

NOW = moment("2026-11-25T16:00")  # a Wednesday


def test_the_line_of_the_issue():
    line = read_line("어제 3시 김부장 통화 20분 견적 관심, 다음주 화 재통화", now=NOW)

    assert (line.kind, line.occurred_at, line.minutes) == ("call", moment("2026-11-24T15:00"), 20)
    assert (line.who, line.text) == ("김부장", "김부장 견적 관심")
    assert line.plan == Plan("call", date(2026, 12, 1), "재통화")


@pytest.mark.parametrize(
    ("text", "kind", "at"),
    [
        ("통화 가격 문의", "call", None),
        ("방금 방문", "visit", None),
        ("그제 오전 10시 반 미팅", "meeting", "2026-11-23T10:30"),
        ("어제 미팅", "meeting", "2026-11-24T12:00"),
        ("지난주 금 방문 1시간 반", "visit", "2026-11-20T12:00"),
        ("월요일 14:20 통화", "call", "2026-11-23T14:20"),
        ("11/20 메일 보냄", "mail", "2026-11-20T12:00"),
        ("11월 3일 견적서 발송", "quote", "2026-11-03T12:00"),
        ("3일 전 카톡", "sms", "2026-11-22T12:00"),
        ("이틀 전에 팩스", "fax", "2026-11-23T12:00"),
        ("오늘 2시 통화", "call", "2026-11-25T14:00"),
        ("견적 관심 있음", "", None),
        ("2월 31일 통화", "call", None),
    ],
)
def test_what_was_done(text, kind, at):
    line = read_line(text, now=NOW)

    assert (line.kind, line.occurred_at) == (kind, moment(at) if at else None)
    assert line.plan is None


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("저녁 통화", Plan("call", moment("2026-11-25T18:00"), "통화")),
        ("내일 3시 미팅", Plan("meeting", moment("2026-11-26T15:00"), "미팅")),
        ("5시 통화", Plan("call", moment("2026-11-25T17:00"), "통화")),
        ("다음주 화요일 10시 방문 계약서 지참", Plan(
            "visit", moment("2026-12-01T10:00"), "방문 계약서 지참")),
        ("다음달 5일 견적서 보내기", Plan("quote", date(2026, 12, 5), "견적서 보내기")),
        ("2주 뒤 재통화", Plan("call", date(2026, 12, 9), "재통화")),
        ("월말까지 자료 정리", Plan("todo", date(2026, 11, 30), "자료 정리")),
        ("열흘 뒤 안부 문자", Plan("sms", date(2026, 12, 5), "안부 문자")),
        ("1/5 재방문", Plan("visit", date(2027, 1, 5), "재방문")),
        ("금요일 다시 전화", Plan("call", date(2026, 11, 27), "다시 전화")),
    ],
)  # fmt: skip
def test_what_is_to_do(text, plan):
    assert read_line(text, now=NOW).plan == plan


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("통화 20분", 20),
        ("통화 1시간 20분", 80),
        ("한 시간 미팅", 60),
        ("미팅 두시간 반", 150),
        ("통화 99999분", None),
        ("통화 3시 20분", None),
        ("원두 20분의 일", None),
    ],
)
def test_minutes(text, minutes):
    assert read_line(text, now=NOW).minutes == minutes


def test_who_called_whom_and_nobody_answered():
    assert read_line("박대리 전화 옴", now=NOW).direction == "in"
    assert read_line("통화 부재중", now=NOW).result == "부재중"
    assert read_line("이영희 과장님과 미팅", now=NOW).who == "이영희 과장님"


def test_what_is_not_understood_stays():
    line = read_line("원두 24kg → 30kg 증량 검토. 단가 10/kg 회신", now=NOW)

    assert (line.kind, line.occurred_at, line.plan) == ("", None, None)
    assert line.text == "원두 24kg → 30kg 증량 검토. 단가 10/kg 회신"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<b>첫</b> 통화", "<b>첫</b> 통화"),
        ("어제 통화 품질 불만", "통화 품질 불만"),
        ("오늘 2시 이영희 과장님 통화 20분, 견적 관심", "이영희 과장님, 견적 관심"),
        ("이영희 과장님과 미팅", "이영희 과장님과 미팅"),
        ("어제 통화, 그제 방문 그리고 30분 대기 10분", "그제 방문 그리고 대기 10분"),
        ("어제 통화 관심, 내일 미팅, 모레 방문", "통화 관심, 모레 방문"),
        ("어제 통화 20분\n재고 문의\n내일 재통화", "어제 통화 20분\n재고 문의\n내일 재통화"),
    ],
)
def test_the_text_loses_only_what_a_field_says(text, left):
    assert read_line(text, now=NOW).text == left


def test_several_things_to_do_stay_in_one_title():
    plan = read_line("내일 미팅, 모레 방문", now=NOW).plan

    assert plan == Plan("meeting", date(2026, 11, 26), "미팅, 모레 방문")


def test_ten_thousand_letters_are_kept():
    text = "어제 통화 " + "가" * 10_000

    assert read_line(text, now=NOW).text == "통화 " + "가" * 10_000


SAID = (
    "어제 내일 3시 20분 통화 미팅 재통화 다음주 화 금요일 2/30 12/3 이틀 뒤 1시간 반 , . ; →"
    " 김부장 견적 0시 25:61 999일 전 월말 오후 13시 다다음주 일"
)
WORDS = st.sampled_from(SAID.split())


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=14).map(" ".join)))
def test_any_text_is_read(text):
    line = read_line(text, now=NOW)

    assert line.occurred_at is None or line.occurred_at <= NOW
    assert line.minutes is None or 0 <= line.minutes <= 1440
    if line.plan:
        due = line.plan.due
        assert (due > NOW) if isinstance(due, datetime) else (due >= NOW.date())


PAST = {"어제": "2026-11-24", "그제": "2026-11-23", "3일 전": "2026-11-22", "11/2": "2026-11-02"}
AHEAD = {"내일": "2026-11-26", "다음주 금": "2026-12-04", "2주 뒤": "2026-12-09"}
KIND = {"통화": "call", "미팅": "meeting", "방문": "visit", "메일": "mail", "문자": "sms"}


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(PAST)),
    st.integers(9, 18),
    st.sampled_from(sorted(KIND)),
    st.integers(1, 300),
    st.sampled_from(sorted(AHEAD)),
    st.sampled_from(sorted(KIND)),
)
def test_what_is_put_together_is_taken_apart(day, hour, kind, minutes, later, follow):
    line = read_line(f"{day} {hour}시 {kind} {minutes}분 가격 문의, {later} {follow}", now=NOW)

    assert line.occurred_at == moment(f"{PAST[day]}T{hour:02}:00")
    assert (line.kind, line.minutes, line.text) == (KIND[kind], minutes, "가격 문의")
    assert line.plan == Plan(KIND[follow], date.fromisoformat(AHEAD[later]), follow)
